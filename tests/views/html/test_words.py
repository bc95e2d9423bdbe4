from __future__ import annotations

import pytest

from orchestrator.model.lifecycle import State
from orchestrator.views.html.words import (
    MARKS,
    anchor,
    mark,
    outcome_kind,
    state_kind,
)
from tests.support.reports import made_phase


@pytest.mark.parametrize(
    ("phase", "outcome", "kind"),
    [
        (made_phase(state=State.DONE), "done", "done"),
        (made_phase(state=State.DONE, assumed=True), "done", "assumed"),
        (made_phase(state=State.BLOCKED), "blocked", "blocked"),
        (made_phase(state=State.BLOCKED, attempts=()), "blocked", "held"),
        (made_phase(state=State.PENDING), "running", "pending"),
        (made_phase(state=State.VERIFYING), "running", "active"),
        (made_phase(state=State.VERIFYING), "interrupted", "stopped"),
    ],
)
def test_each_state_has_a_mark(phase: object, outcome: str, kind: str) -> None:
    from orchestrator.model.report import ReportPhase

    assert isinstance(phase, ReportPhase)
    assert state_kind(phase.record, outcome) == kind
    assert kind in MARKS


@pytest.mark.parametrize(
    "outcome", ["done", "blocked", "running", "paused", "interrupted", "of a later version"]
)
def test_each_outcome_has_a_mark_that_is_not_read_aloud(outcome: str) -> None:
    assert 'aria-hidden="true"' in mark(outcome_kind(outcome))


def test_ids_make_addresses_that_need_no_quoting() -> None:
    assert anchor("3.1") == "phase-3.1"
    assert anchor("setup", 2) == "phase-setup-attempt-2"
    assert anchor('a"b c') == "phase-a_22b_20c"
    assert anchor("a_20") != anchor("a ")
