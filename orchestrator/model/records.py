"""What the store remembers, as values. Times are ISO 8601 in UTC with milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.model.lifecycle import State


class Spent(NamedTuple):
    """What a run, or one phase of it, came to: retries, repairs and sessions that failed included."""

    usd: float = 0.0  # at least; a session that was killed counts as soon as another one tells a price
    tokens: int = 0
    seconds: float = 0.0  # of sessions and gates
    sessions: int = 0
    unpriced: str = ""  # the first session that told its tokens and not their price


class AttemptUse(NamedTuple):
    """What one attempt came to."""

    number: int
    sessions: int
    tokens: int
    cost_usd: float | None  # None: no session told, and nothing to estimate it from
    seconds: float  # of sessions and gates
    estimated: bool  # a session was killed: its tokens are those its stream shows, its cost an average


class RunUse(NamedTuple):
    """What all attempts of a run came to; see `AttemptUse`."""

    sessions: int
    tokens: int
    cost_usd: float | None
    seconds: float
    estimated: bool


class PhaseRecord(NamedTuple):
    """Where one phase of a run stands."""

    id: str
    title: str
    state: State
    version: int
    attempt: int
    first_attempt: int
    assumed: bool  # taken as done because the user started later; never verified
    reason: str  # of the last transition
    since: str  # when that was
    cost_usd: float | None
    tokens: int
    sessions: int = 0
    waits_until: float | None = None  # seconds since the epoch; None: it waits for nothing
    waits_for: str = ""  # "usage limit", "API trouble"
    by_attempt: tuple[AttemptUse, ...] = ()

    @property
    def estimated(self) -> bool:
        """Part of what it used is estimated."""
        return any(use.estimated for use in self.by_attempt)

    @property
    def seconds(self) -> float:
        """Of its sessions and gates."""
        return sum(use.seconds for use in self.by_attempt)


def used(phases: Iterable[PhaseRecord]) -> RunUse:
    """What these phases came to together."""
    found = tuple(phases)
    costs = [phase.cost_usd for phase in found if phase.cost_usd is not None]
    return RunUse(
        sessions=sum(phase.sessions for phase in found),
        tokens=sum(phase.tokens for phase in found),
        cost_usd=sum(costs) if costs else None,
        seconds=sum(phase.seconds for phase in found),
        estimated=any(phase.estimated for phase in found),
    )


class RunRecord(NamedTuple):
    """One execution of a plan."""

    id: str
    plan_path: str
    title: str
    model: str
    started_at: str
    ended_at: str | None  # None: it goes on, or it was interrupted
    exit_code: int | None
    phases: tuple[PhaseRecord, ...]
    paused: str = ""  # why it was stopped on purpose; a person resumes it
    cleaned_at: str | None = None  # its evidence was removed then

    def outcome(self, active: str | None) -> str:
        """`running`, `paused`, `interrupted`, `done` or `blocked`; only the active run is running."""
        if self.ended_at is None:
            return "running" if self.id == active else "paused" if self.paused else "interrupted"
        return "done" if self.exit_code == 0 else "blocked"

    @property
    def used(self) -> RunUse:
        """What all its phases came to."""
        return used(self.phases)


class PhaseOutcome(NamedTuple):
    """What became of one phase in one run."""

    state: State
    attempts: int
    assumed: bool


class RunSummary(NamedTuple):
    """A run in a few words: what a list of a thousand runs is made of."""

    run: RunRecord  # without its phases
    phases: int
    done: int  # of them, and verified
    used: RunUse
    phase: PhaseOutcome | None  # the one that was asked for
    assumed: int = 0  # of them: taken as done, never verified
