"""The states of a phase and what moves them (the table itself is in `orchestrator.lifecycle`)."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class State(Enum):
    """Where a phase stands."""

    PENDING = "pending"
    RUNNING = "running"
    VERIFYING = "verifying"
    REMEDIATING = "remediating"
    DONE = "done"
    BLOCKED = "blocked"


class Trigger(Enum):
    """What happened to a phase; each outcome is a trigger of its own."""

    START = "start"
    FINISH = "finish"
    ACCEPT = "accept"
    REJECT = "reject"
    FAIL = "fail"
    RETRY = "retry"
    BLOCK = "block"
    REOPEN = "reopen"
    INTERRUPT = "interrupt"
    ASSUME = "assume"


class Step(NamedTuple):
    """One transition, as the journal records it before it happens."""

    phase_id: str
    trigger: Trigger
    source: State
    dest: State
    version: int  # before the step
    attempt: int  # after the step
    first_attempt: int  # after the step
    reason: str
