from __future__ import annotations

import pytest

from orchestrator.clock import seconds_of
from orchestrator.model.lifecycle import State
from orchestrator.model.report import ReportPhase
from orchestrator.views.html.overview import CULPRITS, accepted, overview, title
from tests.support.invoices import invoices
from tests.support.reports import at, made_attempt, made_finding, made_phase, made_report
from tests.views.html.reading import read, words


def stuck(phase_id: str) -> ReportPhase:
    return made_phase(phase_id, State.BLOCKED, (made_attempt(decision="block", reason="it failed"),))


def test_a_good_end_needs_nothing() -> None:
    shown = words(overview(made_report(made_phase("1"), made_phase("2"))))
    assert shown.startswith("Done all 2 phases verified Small shop · docs/master-plan.md")
    assert "What to do next" not in shown


def test_the_head_says_who_is_stuck_why_and_what_to_do() -> None:
    shown = words(overview(invoices()))
    assert "Blocked 6 of 9 phases done, 3 blocked Invoice service" in shown
    assert "Phase 5 is blocked: all 3 attempts used up; still wrong: gate 'tests' failed" in shown
    assert "2 phases cannot begin because of that. Go on with orchestrate resume" in shown
    assert "Phase 6 is blocked" not in shown


def test_of_many_blocked_phases_some_are_named() -> None:
    shown = words(overview(made_report(*(stuck(str(n)) for n in range(CULPRITS + 2)))))
    assert "2 more phases blocked." in shown


def test_a_used_up_budget_comes_with_its_cure() -> None:
    paused = "the run's budget of $5.00 is used up: $5.02"
    shown = words(overview(made_report(made_phase(state=State.PENDING), outcome="paused", paused=paused)))
    assert f"Paused: {paused} Go on with orchestrate resume --budget usd=..." in shown


def test_a_run_that_goes_on_says_where() -> None:
    report = made_report(made_phase("1"), made_phase("2", State.VERIFYING), outcome="running")
    shown = words(overview(report))
    assert "Nothing: it works on phase 2 (verifying, attempt 1)." in shown
    assert "1 of 2 phases done" in shown


def test_a_phase_that_waits_says_for_what_and_how_long() -> None:
    until = (seconds_of(at(0)) or 0) + 7200
    phase = made_phase("2", State.RUNNING, waits_for="usage limit", waits_until=until)
    shown = words(overview(made_report(phase, outcome="running", made_at=at(600))))
    assert "Phase 2 waits for the usage limit until 11:00 UTC (in 110 min)." in shown
    assert "waits for" not in words(overview(made_report(phase, outcome="running", made_at=at(7201))))
    shown = words(overview(made_report(phase, outcome="paused", paused="the limit", made_at=at(600))))
    assert "Phase 2 has to wait for the usage limit" in shown


def test_an_interrupted_run_is_resumed() -> None:
    shown = words(overview(made_report(made_phase(state=State.RUNNING), outcome="interrupted")))
    assert "Interrupted" in shown
    assert "Go on with orchestrate resume" in shown


def test_what_was_assumed_is_not_called_verified() -> None:
    shown = words(overview(made_report(made_phase("1", assumed=True), made_phase("2"))))
    assert "1 of 2 phases verified, 1 assumed" in shown
    assert "phases done 1 / 2" in shown


def test_the_figures_add_up() -> None:
    shown = words(overview(invoices()))
    for figure in (
        "phases done 6 / 9",
        "attempts 10",
        "sessions 11",
        "begin to end 2 h 29 min",
        "cost ~$4.55",
    ):
        assert figure in shown


@pytest.mark.parametrize("started", ["", "yesterday"])
def test_a_begin_that_cannot_be_read_is_left_out(started: str) -> None:
    assert "UTC" not in words(overview(made_report(started_at=started)))


def test_a_run_over_midnight_names_both_days() -> None:
    shown = words(overview(made_report(ended_at="2026-11-23T01:00:00.000Z")))
    assert "22 Nov 2026, 09:00:00 to 23 Nov 2026, 01:00:00 UTC" in shown


def test_the_title_is_one_for_a_window() -> None:
    report = made_report(title="A\nlong " + "title " * 50)
    assert title(report).startswith("Done: A long title")
    assert len(title(report)) < 120
    assert read(overview(report))[0].attributes["data-title"] == title(report)


def test_what_was_accepted_is_listed_with_its_reason() -> None:
    allowed = made_attempt(
        findings=(made_finding("tests weakened", "high", accepted="flaky on arm"), made_finding())
    )
    shown = words(accepted(made_report(made_phase("1", assumed=True), made_phase("2", attempts=(allowed,)))))
    assert shown.startswith(
        "Accepted with a reason phase 1 assumed done, never verified phase 2, attempt 1 tests"
    )
    assert "Accepted: flaky on arm" in shown
    assert "gate failed" not in shown
    assert accepted(made_report()) == ""
