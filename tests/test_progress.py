"""How a run stands after what happened in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.evidence import Decision, Verdict
from orchestrator.model.happening import (
    BudgetNear,
    DraftStarted,
    GateEnded,
    GateStarted,
    Happening,
    Judged,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionEnded,
    SessionSaid,
    SessionStarted,
    SessionUsed,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord
from orchestrator.model.session import (
    ExitRecord,
    FinalResult,
    SessionReport,
    StreamSummary,
    Trouble,
    TroubleKind,
    Usage,
)
from orchestrator.progress import Active, Progress, advance
from orchestrator.stream.summary import Accumulator
from tests.engine import stage
from tests.support.made import CLAIMS_DONE, gate, phase, plan, result

ONE, TWO, THREE = phase("1"), phase("2", depends_on=("1",)), phase("3", depends_on=("2",))
OTHER = phase("9")
PLAN = plan(ONE, TWO, THREE, OTHER)
STARTED = RunStarted("r", PLAN, "sonnet", resumed=False)
FIRST = SessionStarted(ONE, 1, 3, "first")
FINAL = FinalResult("success", False, 1, None, "", (), None, False)


def after(*happenings: Happening) -> Progress:
    """Each one second after the one before, the first at 100."""
    progress = Progress()
    for at, happening in enumerate(happenings, 100):
        progress = advance(progress, happening, float(at))
    return progress


def said(kind: LineKind, text: str, agent: str = "") -> SessionSaid:
    return SessionSaid(ONE, DisplayLine(kind, text, agent))


def ended(usage: Usage, *, told: bool = True) -> SessionEnded:
    summary: StreamSummary = replace(
        Accumulator().summary(), usage=usage if told else Usage(), result=FINAL if told else None
    )
    return SessionEnded(ONE, SessionReport(CLAIMS_DONE, summary, ExitRecord(0, "", (), 1.0)))


def record(
    phase_id: str, state: State = State.PENDING, tokens: int = 0, cost: float | None = None
) -> PhaseRecord:
    return PhaseRecord(phase_id, "", state, 1, 1, 1, False, "", "", cost, tokens)


def judged(decision: Decision) -> Judged:
    return Judged(ONE, 1, Verdict(decision, "", ()))


def the_active(*happenings: Happening) -> Active:
    active = after(STARTED, *happenings).active
    assert list(active) == ["1"]
    return active["1"]


def test_before_a_run_there_is_nothing() -> None:
    progress = after(FIRST, BudgetNear("usd", "1", "2"), DraftStarted("IDEA.md", 1, 3, "first"))
    assert (progress.plan, progress.next) == (None, None)
    assert progress.count(State.DONE) == 0


def test_a_run_begins_with_what_was_reached_before() -> None:
    progress = after(replace(STARTED, standing=(record("1", State.DONE, 70, 0.5), record("2", tokens=4))))
    assert (progress.count(State.DONE), progress.count(State.PENDING)) == (1, 3)
    assert (progress.tokens, progress.cost_usd, progress.since) == (74, 0.5, 100.0)
    assert progress.next == TWO


def test_a_session_makes_its_phase_active() -> None:
    assert the_active(FIRST) == Active(ONE, State.RUNNING, since=101.0, attempt=1, attempts=3)


def test_a_second_attempt_does_not_begin_its_phase_anew() -> None:
    again = SessionStarted(ONE, 2, 3, "targeted fix")
    found = the_active(FIRST, judged(Decision.TARGETED_FIX), again)
    assert (found.since, found.attempt, found.state, found.doing) == (101.0, 2, State.RUNNING, "")


@pytest.mark.parametrize(
    ("happening", "state", "doing"),
    [
        (said(LineKind.TOOL, "[Bash: make]"), State.RUNNING, "[Bash: make]"),
        (said(LineKind.TOOL, "[Read: a]", "doc-sync"), State.RUNNING, "doc-sync | [Read: a]"),
        (GateStarted(ONE, gate(), baseline=True), State.RUNNING, "before the work: gate true"),
        (GateEnded(ONE, result(), baseline=True), State.RUNNING, ""),
        (GateStarted(ONE, gate()), State.VERIFYING, "gate true"),
        (GateEnded(ONE, result()), State.VERIFYING, ""),
        (ended(Usage(5)), State.VERIFYING, ""),
        (judged(Decision.ACCEPT), State.VERIFYING, ""),
        (judged(Decision.FULL_RETRY), State.REMEDIATING, "full retry"),
        (Waiting(ONE, Trouble(TroubleKind.API, "x"), 500.0), State.RUNNING, "waits for API trouble"),
    ],
)
def test_what_a_phase_does_now_is_known(happening: Happening, state: State, doing: str) -> None:
    found = the_active(FIRST, happening)
    assert (found.state, found.doing) == (state, doing)


def test_the_last_tool_stands_until_another_is_called() -> None:
    words = (said(LineKind.TEXT, "Well."), said(LineKind.ERROR, "[ERROR: no]"), said(LineKind.RESULT, "ok"))
    assert the_active(FIRST, said(LineKind.TOOL, "[Bash: make]"), *words).doing == "[Bash: make]"


def test_a_wait_is_over_when_the_next_session_starts() -> None:
    waiting = Waiting(ONE, Trouble(TroubleKind.USAGE_LIMIT, "x"), 500.0)
    assert the_active(FIRST, waiting).waits_until == 500.0
    assert the_active(FIRST, waiting, FIRST).waits_until is None


def test_tokens_are_those_of_ended_sessions_and_of_the_one_under_way() -> None:
    progress = after(STARTED, FIRST, SessionUsed(ONE, Usage(3, 4)), SessionUsed(ONE, Usage(5, 4)))
    assert (progress.tokens, progress.under_way, progress.cost_usd) == (0, 9, None)
    later = advance(progress, ended(Usage(50, 1, 1, 1, 0.25)), 110.0)
    assert (later.tokens, later.under_way, later.cost_usd) == (53, 0, 0.25)


def test_of_a_session_without_a_result_counts_what_its_messages_told() -> None:
    progress = after(STARTED, FIRST, SessionUsed(ONE, Usage(3, 4)), ended(Usage(), told=False))
    assert (progress.tokens, progress.under_way) == (7, 0)


def test_costs_add_up_over_sessions() -> None:
    progress = after(
        replace(STARTED, standing=(record("9", cost=1.0),)), ended(Usage(1, cost_usd=0.5)), ended(Usage(1))
    )
    assert progress.cost_usd == 1.5


def test_several_phases_may_be_active_at_once() -> None:
    started = SessionStarted(OTHER, 1, 3, "first")
    progress = after(STARTED, FIRST, started, said(LineKind.TOOL, "[Read: a]"))
    assert [(name, each.doing) for name, each in progress.active.items()] == [("1", "[Read: a]"), ("9", "")]
    assert progress.next == TWO
    moved = advance(progress, PhaseMoved(ONE, State.BLOCKED, "why"), 110.0)
    assert list(moved.active) == ["9"]
    assert (moved.count(State.BLOCKED), moved.next) == (1, None)


def test_the_end_is_known() -> None:
    assert after(STARTED, RunEnded("r", 1, 0, 0, 0)).over


def test_words_change_nothing_and_cost_nothing() -> None:
    progress = after(STARTED, FIRST, said(LineKind.TOOL, "[Bash: make]"))
    for line in (said(LineKind.TEXT, "Well."), said(LineKind.TOOL, "[Bash: make]")):
        assert advance(progress, line, 200.0) is progress


def test_a_real_run_adds_up(tmp_path: Path) -> None:
    phases = (stage.phase("1", "true"), stage.phase("2", "true", depends_on=("1",)))
    made = stage.Stage(tmp_path, phases)
    assert made.go().exit_code == 0
    started = RunStarted(stage.RUN, made.plan, "sonnet", resumed=False)
    progress = after(started, *made.heard)
    assert (progress.count(State.DONE), progress.active, progress.over) == (2, {}, True)
    assert (progress.tokens, progress.cost_usd) == (4, 0.02)
    seen = [after(started, *made.heard[:count]).active for count in range(len(made.heard))]
    doing = {each.doing for active in seen for each in active.values()}
    assert {"before the work: gate true", "gate true"} <= doing
