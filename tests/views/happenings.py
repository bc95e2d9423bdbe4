"""One happening of every kind, with text that is not harmless."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.evidence import Decision, Finding, FindingKind, GateResult, Severity, Verdict
from orchestrator.model.happening import (
    BudgetNear,
    DraftRefused,
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
from orchestrator.model.plan import Complaint, Phase
from orchestrator.model.records import PhaseRecord
from orchestrator.model.session import (
    Ending,
    ExitRecord,
    Outcome,
    SessionReport,
    Trouble,
    TroubleKind,
    Usage,
)
from orchestrator.stream.summary import Accumulator
from tests.support.made import agent, gate, phase, plan

RUN = "20261122-140740-3fa2"
TESTS = gate("make test", "tests", line=14)
FIRST, SECOND = phase(title="Setup", gates=(TESTS,)), phase("2", depends_on=("1",))
LIMIT = Trouble(TroubleKind.USAGE_LIMIT, "You have hit your limit")
GATE_FAILED = Finding(
    FindingKind.GATE_FAILED,
    Severity.CRITICAL,
    "gate 'tests' failed with exit code 2 (`make test`)",
    "1 failed",
)
WEAKENED = Finding(FindingKind.TESTS_WEAKENED, Severity.HIGH, "tests/test_a.py:7: skip added; take that back")
ACCEPTED = replace(WEAKENED, accepted="flaky until 3.1")
COMPLAINT = Complaint("docs/phase1.md", 14, "unresolved-gate", "gate 'lint' names no command", "write one")


def standing(of: Phase, state: State, *, assumed: bool = False) -> PhaseRecord:
    return PhaseRecord(of.id, of.title, state, 1, 0, 1, assumed, "", "2026-11-22T14:07:40.123Z", None, 0)


def started(*, resumed: bool = False) -> RunStarted:
    records = (standing(FIRST, State.DONE, assumed=True), standing(SECOND, State.PENDING))
    return RunStarted(RUN, plan(FIRST, SECOND), "sonnet", resumed, records)


def said(text: str, kind: LineKind = LineKind.TEXT, agent_name: str = "") -> SessionSaid:
    return SessionSaid(FIRST, DisplayLine(kind, text, agent_name))


def ended(outcome: Outcome | None = None) -> SessionEnded:
    summary = replace(
        Accumulator().summary(), usage=Usage(1, 2, 3, 4, 0.1234567), agents=(agent("doc-sync"),)
    )
    outcome = outcome or Outcome(Ending.FAILED, "it was refused", True, LIMIT)
    return SessionEnded(FIRST, SessionReport(outcome, summary, ExitRecord(1, "", ("sleep 9",), 61.4)))


def gate_ended(
    exit_code: int | None = 0, tail: str = "", *, baseline: bool = False, left_behind: tuple[str, ...] = ()
) -> GateEnded:
    result = GateResult(TESTS, exit_code, 1.5, ".orchestrator/runs/r/1/1/gates/1.log", tail, left_behind)
    return GateEnded(FIRST, result, baseline, None if baseline else False)


def judged(decision: Decision, *findings: Finding) -> Judged:
    return Judged(FIRST, 1, Verdict(decision, "why", findings))


ALL: tuple[Happening, ...] = (
    started(),
    SessionStarted(FIRST, 1, 3, "first"),
    said("[Bash: make]", LineKind.TOOL, "doc-sync"),
    SessionUsed(FIRST, Usage(1, 2, 3, 4)),
    ended(),
    GateStarted(FIRST, TESTS),
    gate_ended(2, "1 failed\n"),
    judged(Decision.TARGETED_FIX, GATE_FAILED, ACCEPTED),
    PhaseMoved(FIRST, State.DONE, "everything is there"),
    PhaseMoved(SECOND, State.BLOCKED, "attempts are used up"),
    Waiting(FIRST, LIMIT, 1_800_000_000.5),
    BudgetNear("usd of the run", "$4.00", "$5.00"),
    DraftStarted("idea.md", 1, 3, "first"),
    DraftRefused((COMPLAINT,)),
    RunEnded(RUN, 1, 1, 0, 1),
)
