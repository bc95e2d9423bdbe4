"""How a run stands, from what has happened in it so far. Pure: who asks brings the time along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from orchestrator.model.display import LineKind
from orchestrator.model.evidence import Decision
from orchestrator.model.happening import (
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
from orchestrator.model.plan import Phase, Plan
from orchestrator.model.records import used
from orchestrator.schedule import ready
from orchestrator.text import one_line

DOING_KEPT = 200  # characters


@dataclass(frozen=True, slots=True)
class Active:
    """A phase that is neither waiting for its turn nor at its end. Moments are seconds since the epoch."""

    phase: Phase
    state: State  # running, verifying or remediating
    since: float  # when this phase was begun, or gone on with
    attempt: int = 0  # in this round, from 1; 0: none has begun
    attempts: int = 0  # allowed in this round
    doing: str = ""  # the last tool that was called, the gate that runs, ...; empty: nothing was told
    waits_until: float | None = None  # None: it waits for nothing
    tokens: int = 0  # of the session under way, as far as its messages tell


@dataclass(frozen=True, slots=True)
class Progress:
    """A run at one moment."""

    plan: Plan | None = None  # None: no run has begun
    states: Mapping[str, State] = field(default_factory=dict)  # by id; a phase without one is pending
    active: Mapping[str, Active] = field(default_factory=dict)  # by id, in the order in which they began
    since: float = 0.0  # when the run was begun, or gone on with
    tokens: int = 0  # of sessions that have ended
    cost_usd: float | None = None  # of those; None: nobody told
    over: bool = False

    def state(self, phase: Phase) -> State:
        """Where a phase stands."""
        return self.states.get(phase.id, State.PENDING)

    def count(self, state: State) -> int:
        """How many phases stand there."""
        return sum(self.state(phase) is state for phase in self.plan.phases) if self.plan else 0

    @property
    def under_way(self) -> int:
        """Tokens of sessions that have not ended; at least."""
        return sum(each.tokens for each in self.active.values())

    @property
    def next(self) -> Phase | None:
        """The first phase that can start when what is active now is done; None: there is none."""
        if self.plan is None:
            return None
        then = ready(self.plan, {**self.states, **dict.fromkeys(self.active, State.DONE)})
        return then[0] if then else None


def advance(progress: Progress, happening: Happening, at: float) -> Progress:
    """How the run stands after what happened at that moment, in seconds since the epoch."""
    fold = _FOLDS.get(type(happening))
    return progress if fold is None else fold(progress, happening, at)


def _run_started(_: Progress, happening: RunStarted, at: float) -> Progress:
    standing = happening.standing
    before = used(standing)
    return Progress(
        plan=happening.plan,
        states={record.id: record.state for record in standing},
        since=at,
        tokens=before.tokens,
        cost_usd=before.cost_usd,
    )


def _session_started(progress: Progress, happening: SessionStarted, at: float) -> Progress:
    return _act(
        *(progress, happening.phase, at, State.RUNNING),
        attempt=happening.attempt,
        attempts=happening.attempts,
        doing="",
        waits_until=None,
        tokens=0,
    )


def _session_said(progress: Progress, happening: SessionSaid, at: float) -> Progress:
    phase, line = happening.phase, happening.line
    if phase is None or line.kind is not LineKind.TOOL:
        return progress  # by far the most frequent
    return _act(progress, phase, at, State.RUNNING, doing=line.said[:DOING_KEPT])


def _session_used(progress: Progress, happening: SessionUsed, at: float) -> Progress:
    return _act(progress, happening.phase, at, State.RUNNING, tokens=happening.usage.tokens)


def _session_ended(progress: Progress, happening: SessionEnded, at: float) -> Progress:
    """What its messages told counts when it had no result to tell it."""
    if happening.phase is None:
        return progress
    known = progress.active.get(happening.phase.id)
    used = happening.report.summary.usage
    told = used.tokens or (known.tokens if known and happening.report.summary.result is None else 0)
    costs = [cost for cost in (progress.cost_usd, used.cost_usd) if cost is not None]
    progress = replace(
        progress, tokens=progress.tokens + told, cost_usd=sum(costs) if costs else progress.cost_usd
    )
    return _act(progress, happening.phase, at, State.VERIFYING, doing="", tokens=0)


def _gate_started(progress: Progress, happening: GateStarted, at: float) -> Progress:
    name = one_line(happening.gate.name, DOING_KEPT)
    if happening.baseline:
        return _act(progress, happening.phase, at, State.RUNNING, doing=f"before the work: gate {name}")
    return _act(progress, happening.phase, at, State.VERIFYING, doing=f"gate {name}")


def _gate_ended(progress: Progress, happening: GateEnded, at: float) -> Progress:
    state = State.RUNNING if happening.baseline else State.VERIFYING
    return _act(progress, happening.phase, at, state, doing="")


def _judged(progress: Progress, happening: Judged, at: float) -> Progress:
    again = happening.verdict.decision in (Decision.TARGETED_FIX, Decision.FULL_RETRY)
    doing = happening.verdict.decision.value if again else ""
    state = State.REMEDIATING if again else State.VERIFYING
    return _act(progress, happening.phase, at, state, doing=doing)


def _waiting(progress: Progress, happening: Waiting, at: float) -> Progress:
    doing = f"waits for {happening.trouble.kind.value}"
    return _act(progress, happening.phase, at, State.RUNNING, doing=doing, waits_until=happening.until)


def _phase_moved(progress: Progress, happening: PhaseMoved, _: float) -> Progress:
    gone = happening.phase.id
    active = {name: each for name, each in progress.active.items() if name != gone}
    return replace(progress, states={**progress.states, gone: happening.state}, active=active)


def _run_ended(progress: Progress, _: RunEnded, __: float) -> Progress:
    return replace(progress, over=True)


def _act(progress: Progress, phase: Phase, at: float, state: State, **changes: Any) -> Progress:
    """A phase does something: it is active from now on, if it was not."""
    known = progress.active.get(phase.id) or Active(phase, state, at)
    now = replace(known, state=state, **changes)
    if now == known and phase.id in progress.active:
        return progress
    states = progress.states
    if states.get(phase.id) is not state:
        states = {**states, phase.id: state}
    return replace(progress, states=states, active={**progress.active, phase.id: now})


_FOLDS: dict[type, Callable[[Progress, Any, float], Progress]] = {
    RunStarted: _run_started,
    SessionStarted: _session_started,
    SessionSaid: _session_said,
    SessionUsed: _session_used,
    SessionEnded: _session_ended,
    GateStarted: _gate_started,
    GateEnded: _gate_ended,
    Judged: _judged,
    Waiting: _waiting,
    PhaseMoved: _phase_moved,
    RunEnded: _run_ended,
}
