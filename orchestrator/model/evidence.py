"""What is gathered about an attempt, what is found wanting, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from orchestrator.model.plan import Gate, Task
from orchestrator.model.session import AgentRun, Outcome


@dataclass(frozen=True, slots=True)
class GateResult:
    """One execution of one gate."""

    gate: Gate
    exit_code: int | None  # None: it was ended at its timeout
    seconds: float
    output_path: str  # the complete output, relative to the project root
    tail: str  # the end of the output, decoded
    left_behind: tuple[str, ...] = ()
    no_test: str = ""  # why its output shows that a test runner ran no test

    @property
    def passed(self) -> bool:
        return self.exit_code == 0

    @property
    def holds(self) -> bool:
        """It passed, and not because no test ran."""
        return self.passed and not self.no_test


@dataclass(frozen=True, slots=True)
class NotesFact:
    """What is there of a notes file that the phase must write."""

    path: str
    exists: bool
    fresh: bool  # written since the work on this phase began
    missing_sections: tuple[str, ...]  # absent, or there but empty


class SignalStatus(Enum):
    """What a worker may report of its phase."""

    COMPLETED = "completed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Signal:
    """What the worker reported with `orchestrate done`: a claim, never evidence."""

    status: SignalStatus
    reason: str
    report: dict[str, Any] | None
    at: str


@dataclass(frozen=True, slots=True)
class FrozenChange:
    """A file that was to stay as it is, and does not: of the contract, or protected."""

    path: str
    diff: str
    protected: bool  # it is protected; otherwise it belongs to the contract
    by_gate: bool = False  # the gates changed it, not the session
    put_back: bool = True  # false: it could not be, and stays as it is


@dataclass(frozen=True, slots=True)
class Accepted:
    """A weakening of tests or checks, and the reason for which the plan accepts it, if it does."""

    path: str
    line: int  # 0: the whole file
    message: str
    text: str
    reason: str  # of the allowance; empty: nobody accepts it


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What the work on a phase came to, seen in the project's files."""

    changed: tuple[str, ...]  # files that differ from before the phase, plan files left out
    turned_green: tuple[str, ...]  # gates that failed before and pass now
    weakenings: tuple[Accepted, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was gathered about an attempt before a verdict."""

    outcome: Outcome
    gates: tuple[GateResult, ...]
    agents: tuple[AgentRun, ...]
    notes: tuple[NotesFact, ...]
    signal: Signal | None
    refused_signals: tuple[str, ...]  # why each one that was dropped into the spool did not count
    open_tasks: tuple[Task, ...]
    frozen_changes: tuple[FrozenChange, ...] = ()
    work: WorkDone | None = None  # None: nobody looked
    left_behind: tuple[str, ...] = ()  # command lines of what the attempt's sessions left running


class Severity(Enum):
    """How much a finding weighs."""

    LOW = "low"
    HIGH = "high"
    CRITICAL = "critical"


class FindingKind(Enum):
    """In which way the evidence falls short of the contract."""

    CONTRACT_CHANGED = "contract changed"
    PROTECTED_CHANGED = "protected file changed"
    GATE_FAILED = "gate failed"
    GATE_TIMED_OUT = "gate timed out"
    GATE_NOT_STARTED = "gate could not start"
    GATE_RAN_NO_TEST = "gate ran no test"
    GATE_CHANGED_FILES = "gate changed files"
    TESTS_WEAKENED = "tests weakened"
    NO_WORK = "no work"
    AGENT_MISSING = "required agent not invoked"
    AGENT_UNFINISHED = "required agent did not finish"
    NOTES_MISSING = "notes missing"
    NOTES_STALE = "notes stale"
    NOTES_INCOMPLETE = "notes incomplete"
    SESSION_FAILED = "session failed"
    SESSION_SUSPECT = "session ended oddly"
    SIGNAL_REFUSED = "signal refused"
    NO_SIGNAL = "no signal"
    TASKS_OPEN = "tasks left open"
    LEFT_BEHIND = "process left behind"


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which the evidence falls short of the contract."""

    kind: FindingKind
    severity: Severity
    message: str  # one line: what is missing, where, what to do
    detail: str = ""  # the proof, such as the end of a gate's output
    accepted: str = ""  # why the plan accepts it; it weighs nothing then, but is shown


class Decision(Enum):
    """What follows from the findings."""

    ACCEPT = "accept"
    TARGETED_FIX = "targeted fix"
    FULL_RETRY = "full retry"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on an attempt, and why."""

    decision: Decision
    reason: str
    findings: tuple[Finding, ...]
