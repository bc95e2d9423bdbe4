"""What happens during a run, in order, for whoever shows, counts or forwards it."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.model.display import DisplayLine
from orchestrator.model.evidence import GateResult, Verdict
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Complaint, Gate, Phase, Plan
from orchestrator.model.records import PhaseRecord
from orchestrator.model.session import SessionReport, Trouble, Usage


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins, or goes on."""

    run_id: str
    plan: Plan
    model: str
    resumed: bool
    standing: tuple[PhaseRecord, ...] = ()  # its phases, as they are now


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """A session of a phase begins."""

    phase: Phase
    attempt: int  # in this round, from 1
    attempts: int  # allowed in this round
    why: str  # "first", "targeted fix", "full retry", "interrupted"


@dataclass(frozen=True, slots=True)
class SessionSaid:
    """One line of what a session did or said, ready to be shown."""

    phase: Phase | None  # None: it drafts a plan
    line: DisplayLine


@dataclass(frozen=True, slots=True)
class SessionUsed:
    """What the messages of a session under way tell that they used: a part of the output, and no cost."""

    phase: Phase
    usage: Usage


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session is over."""

    phase: Phase | None  # None: it drafted a plan
    report: SessionReport


@dataclass(frozen=True, slots=True)
class GateStarted:
    """A gate is run again by us."""

    phase: Phase
    gate: Gate
    baseline: bool = False  # before the first session of the phase


@dataclass(frozen=True, slots=True)
class GateEnded:
    """A gate has ended."""

    phase: Phase
    result: GateResult
    baseline: bool = False  # it ran before the first session of the phase
    green_before: bool | None = None  # whether it passed then; None: it did not run


@dataclass(frozen=True, slots=True)
class Judged:
    """An attempt has its verdict."""

    phase: Phase
    attempt: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PhaseMoved:
    """A phase came to rest: done, or blocked with a reason."""

    phase: Phase
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session could not work; the next one starts later, and no attempt is used."""

    phase: Phase
    trouble: Trouble
    until: float  # seconds since the epoch


@dataclass(frozen=True, slots=True)
class BudgetNear:
    """Most of a budget is spent."""

    what: str  # "usd of the run", "sessions of phase 3"
    spent: str
    allowed: str


@dataclass(frozen=True, slots=True)
class DraftStarted:
    """A session begins that drafts a plan."""

    source: str  # the description that it makes one of
    attempt: int  # from 1
    attempts: int
    why: str  # "first", "sent back", "broke off", "started over"


@dataclass(frozen=True, slots=True)
class DraftRefused:
    """What a session drafted is no plan."""

    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run is over, or was stopped."""

    run_id: str
    done: int  # verified
    blocked: int
    waiting: int  # neither done nor blocked
    exit_code: int
    paused: str = ""  # why it was stopped on purpose
    assumed: int = 0  # taken as done because the run started later; never verified


Happening = (
    RunStarted
    | SessionStarted
    | SessionSaid
    | SessionUsed
    | SessionEnded
    | GateStarted
    | GateEnded
    | Judged
    | PhaseMoved
    | Waiting
    | BudgetNear
    | DraftStarted
    | DraftRefused
    | RunEnded
)
