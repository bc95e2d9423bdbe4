"""What the store remembers of attempts and sessions, for the engine that goes on with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.model.evidence import Decision, Finding, FrozenChange
from orchestrator.model.session import AgentRun, Outcome


@dataclass(frozen=True, slots=True)
class Base:
    """How the project was before the first session of a round."""

    tree: str  # snapshot of its files; empty: an older version, which made none, began the round
    protected: str  # digest of the list of protected files
    ignores: Mapping[str, bytes]  # the ignore rules, by file


@dataclass(frozen=True, slots=True)
class Attempt:
    """One pass running -> verifying of a phase."""

    number: int
    token: str  # the worker's `orchestrate done` carries it
    decision: Decision | None  # None: no verdict yet
    findings: tuple[Finding, ...]
    base: Base | None = None  # of the first attempt of a round
    tree: str = ""  # what was judged; empty: nothing was
    tampered: tuple[FrozenChange, ...] = ()  # found changed by a verification that was interrupted, too


@dataclass(frozen=True, slots=True)
class Session:
    """One `claude` process of an attempt."""

    attempt: int
    ordinal: int  # 1, 2, ... within the attempt
    claude_id: str  # the Claude session it belongs to; several of our sessions may continue one
    continues: bool  # it was started with --resume
    outcome: Outcome | None  # None: nobody saw it end
    agents: tuple[AgentRun, ...]
    left_behind: tuple[str, ...] = ()  # what it left running when it ended by itself
    notes: str = ""  # how the notes files were before it, see `notes.snapshot`
    retry_at: float | None = None  # seconds since the epoch: nothing is tried before that
    did_something: bool = True  # it used tokens
