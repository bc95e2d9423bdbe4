"""A scenario is a value: a plan, a scripted worker with one vice or oddity, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from orchestrator.model.evidence import FindingKind


class Must(Enum):
    """What must come of a worker."""

    NEVER_BE_DONE = "not done"
    BE_DONE = "done"
    BE_BLOCKED = "blocked"  # by its own, honest word


@dataclass(frozen=True, slots=True)
class Scenario:
    """The script is shell, see `moves`; it is run for every session, `$attempt` tells them apart."""

    name: str
    what: str  # the vice or the oddity, in one sentence
    script: str
    must: Must
    finds: frozenset[FindingKind] = frozenset()  # kinds that must be among all findings of the run
    exits: tuple[int, ...] = (1,)  # how a run with a liar may end; 1: its phase is blocked
    says: str = ""  # what must be said to the user
    sessions: int | None = None  # at most so many; None: as many as there are attempts
    gates: tuple[str, ...] = ("test -s src/work.txt: the work is there",)
    agents: tuple[str, ...] = ()
    notes: bool = True  # each phase must write notes
    phases: int = 1  # each depends on the one before
    more: str = ""  # further Markdown at the end of each phase file
    config: str = ""  # further lines of the configuration
    retries: int = 1
    files: Mapping[str, str] = field(default_factory=dict)  # what is there, and committed, before the run
    prepare: str = ""  # shell, in the project, after that and before the run
    git: bool = True  # the project is a repository
    crlf: bool = False  # the plan is written with CRLF
    folder: str = "project"
    resume: bool = False  # `orchestrate resume` follows: a lie must not work later either


def liar(name: str, vice: str, script: str, *finds: FindingKind, **other: Any) -> Scenario:
    """A worker whose phase must never be done."""
    return _scenario(name, vice, script, Must.NEVER_BE_DONE, frozenset(finds), other)


def honest(name: str, oddity: str, script: str, *finds: FindingKind, **other: Any) -> Scenario:
    """A worker whose phase must be done, in one session unless it says otherwise."""
    return _scenario(name, oddity, script, Must.BE_DONE, frozenset(finds), {"sessions": 1, **other})


def gives_up(name: str, oddity: str, script: str, **other: Any) -> Scenario:
    """A worker that honestly says that it cannot go on."""
    return _scenario(name, oddity, script, Must.BE_BLOCKED, frozenset(), {"sessions": 1, **other})


def _scenario(
    name: str, what: str, script: str, must: Must, finds: frozenset[FindingKind], other: Mapping[str, Any]
) -> Scenario:
    return Scenario(name=name, what=what, script=script, must=must, finds=finds, **other)
