from __future__ import annotations

import pytest

from orchestrator.model.evidence import FindingKind
from orchestrator.model.lifecycle import State
from orchestrator.views.reported import (
    FAILED,
    NOT_STARTED,
    TIMED_OUT,
    accepted,
    beside_gates,
    counted,
    how,
    only_waits,
    progress,
)
from tests.support.reports import made_attempt, made_finding, made_gate, made_phase, made_report


def test_a_finding_that_a_gate_tells_is_left_to_the_gate() -> None:
    found = (made_finding("gate failed"), made_finding("gate timed out"), made_finding("no signal"))
    entry = made_attempt(findings=found).entry
    assert [finding.kind for finding in beside_gates(entry)] == ["no signal"]
    assert beside_gates(entry._replace(gates=())) == found


def test_what_the_plan_or_the_verdict_accepts_does_not_count() -> None:
    refused = made_attempt(decision="targeted fix").entry
    assert counted(refused, made_finding())
    assert not counted(refused, made_finding(accepted="known"))
    assert not counted(made_attempt(decision="accept").entry, made_finding())


def test_only_what_the_last_attempt_has_is_accepted() -> None:
    first = made_attempt(1, findings=(made_finding(accepted="once"),))
    second = made_attempt(2, findings=(made_finding(accepted="still"), made_finding()))
    report = made_report(made_phase("1", attempts=(first, second)), made_phase("2", State.PENDING))
    assert [(phase.record.id, finding.accepted) for phase, finding in accepted(report)] == [("1", "still")]


def test_a_phase_only_waits_when_it_never_began_and_needs_a_blocked_one() -> None:
    report = made_report(
        made_phase("1", State.BLOCKED),
        made_phase("2", State.BLOCKED, (), depends_on=("1",)),
        made_phase("3", State.BLOCKED, depends_on=("1",)),
        made_phase("4", State.PENDING, depends_on=("1",)),
    )
    assert [only_waits(report, phase) for phase in report.phases] == [False, True, False, False]


@pytest.mark.parametrize(
    ("exit_code", "kind"),
    [
        (1, "gate failed"),
        (None, "gate timed out"),
        (126, "gate could not start"),
        (127, "gate could not start"),
    ],
)
def test_a_gate_tells_how_it_ended(exit_code: int | None, kind: str) -> None:
    assert how(made_gate(exit_code=exit_code)) == kind


def test_the_words_are_those_of_the_findings() -> None:
    kinds = (FindingKind.GATE_FAILED, FindingKind.GATE_TIMED_OUT, FindingKind.GATE_NOT_STARTED)
    assert tuple(kind.value for kind in kinds) == (FAILED, TIMED_OUT, NOT_STARTED)


def test_progress_counts_what_was_assumed_apart() -> None:
    assert progress(made_report()) == "1 of 1 phase done"
    report = made_report(
        made_phase("1", attempts=(), assumed=True), made_phase("2"), made_phase("3", State.BLOCKED)
    )
    assert progress(report) == "1 of 3 phases done, 1 assumed, 1 blocked"
