from __future__ import annotations

from orchestrator.model.dossier import HistoryEntry
from orchestrator.model.lifecycle import State
from orchestrator.views.html.phases import JOURNAL, phases
from tests.support.reports import at, made_attempt, made_phase, made_report
from tests.views.html.reading import of_class, words

STUCK = (made_attempt(decision="block", reason="all 3 attempts used up"),)


def test_a_phase_tells_its_state_and_what_it_took() -> None:
    (phase,) = of_class(phases(made_report(made_phase("2", title="Storage"))), "phase")
    assert phase.text.startswith("2 Storage done 1 attempt 4 min 153 k tokens $0.31")
    assert phase.attributes["id"] == "phase-2"


def test_it_leads_to_what_it_depends_on_and_to_what_needs_it() -> None:
    shown = phases(made_report(made_phase("1"), made_phase("2", depends_on=("1",))))
    first, second = (phase.text for phase in of_class(shown, "phase"))
    assert "Before phase 2" in first
    assert "After phase 1" in second
    assert '<a href="#phase-1">phase 1</a>' in shown


def test_only_what_stopped_for_a_reason_of_its_own_is_open() -> None:
    report = made_report(
        made_phase("1"),
        made_phase("2", State.BLOCKED, STUCK),
        made_phase("3", State.BLOCKED, ()),
        made_phase("4", State.PENDING),
    )
    shown = of_class(phases(report), "phase")
    assert ["open" in phase.attributes for phase in shown] == [False, True, False, False]
    assert "Reason all 3 attempts used up" in shown[1].text
    assert "No attempt was made." in shown[2].text


def test_what_is_worked_on_is_open() -> None:
    report = made_report(made_phase("1", State.RUNNING), outcome="running")
    (phase,) = of_class(phases(report), "phase")
    assert "open" in phase.attributes
    assert "active" in phase.classes


def test_what_was_interrupted_is_said_to_be() -> None:
    shown = words(phases(made_report(made_phase("1", State.RUNNING), outcome="interrupted")))
    assert "interrupted while running" in shown


def test_the_journal_is_folded_and_bounded() -> None:
    moves = tuple(
        HistoryEntry(at(n), "interrupt", "running", "running", 1, f"stop {n}") for n in range(JOURNAL + 50)
    )
    (journal,) = of_class(phases(made_report(made_phase(history=moves))), "journal")
    assert "open" not in journal.attributes
    assert journal.text.startswith("Journal: 250 entries 09:00:50 interrupt stop 50")
    (one,) = of_class(phases(made_report(made_phase(history=moves[:1]))), "journal")
    assert one.text.startswith("Journal: 1 entry")


def test_estimates_are_marked() -> None:
    phase = made_phase()
    guessed = tuple(use._replace(estimated=True) for use in phase.record.by_attempt)
    report = made_report(phase._replace(record=phase.record._replace(by_attempt=guessed)))
    assert "~153 k tokens ~$0.31" in words(phases(report))
