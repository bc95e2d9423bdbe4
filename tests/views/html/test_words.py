from __future__ import annotations

import pytest

from orchestrator.model.lifecycle import State
from orchestrator.views.html.words import (
    MARKS,
    amount,
    anchor,
    cost,
    lasted,
    mark,
    outcome_kind,
    seconds_of,
    state_kind,
)
from tests.support.reports import at, made_phase


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10 k"),
        (153_480, "153 k"),
        (999_499, "999 k"),
        (999_500, "1.0 M"),
    ],
)
def test_amounts_are_short(count: int, shown: str) -> None:
    assert amount(count) == shown
    assert amount(count, estimated=True) == f"~{shown}"


def test_an_estimated_cost_is_marked_and_an_unknown_one_is_a_dash() -> None:
    assert cost(0.31) == "$0.31"
    assert cost(0.31, estimated=True) == "~$0.31"
    assert cost(None, estimated=True) == "-"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, "-"), (0, "0 s"), (6.44, "6.4 s"), (45, "45 s"), (7800, "2 h 10 min")]
)
def test_short_spells_have_a_digit_more(seconds: float | None, shown: str) -> None:
    assert lasted(seconds) == shown


def test_times_that_somebody_else_wrote_are_no_times() -> None:
    assert seconds_of(at(1.5)) == (seconds_of(at(0)) or 0) + 1.5
    assert seconds_of("soon") is None
    assert seconds_of(None) is None


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
