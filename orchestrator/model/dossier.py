"""Everything that led to a verdict, as it is recorded.

States, kinds and decisions are words here: what is stored is shown, whether this version knows it or not.
Times are ISO 8601 in UTC, paths relative to the project's root; the text of a file that is gone is None.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from orchestrator.model.records import PhaseRecord, RunRecord


class HistoryEntry(NamedTuple):
    """One move of the phase."""

    at: str
    trigger: str
    source: str
    dest: str
    attempt: int
    reason: str


class SessionEntry(NamedTuple):
    """One session of an attempt."""

    ordinal: int
    claude_id: str
    continues: bool
    prompt_path: str
    prompt: str | None
    stream_path: str
    model: str | None
    cli_version: str | None
    started_at: str
    ended_at: str | None
    seconds: float | None
    ending: str | None
    reason: str | None
    exit_code: int | None
    turns: int | None
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_creation_tokens: int
    cost_usd: float | None
    agents: tuple[tuple[str, str], ...]  # (name, what became of it)
    left_behind: tuple[str, ...]
    estimated: bool = False  # it had no result: its tokens are those that its messages told

    @property
    def tokens(self) -> int:
        """All of them."""
        read = self.cache_read_tokens + self.cache_creation_tokens
        return self.input_tokens + self.output_tokens + read


class SignalEntry(NamedTuple):
    """One report of the worker."""

    at: str
    status: str
    reason: str
    report: Any


class BaselineEntry(NamedTuple):
    """What a gate did before the work began."""

    exit_code: int | None
    seconds: float
    output_path: str


class GateEntry(NamedTuple):
    """What a gate did when the attempt was verified."""

    name: str
    command: str
    exit_code: int | None  # None: its time was up
    seconds: float
    at: str
    tree: str | None
    output_path: str
    tail: str | None
    left_behind: tuple[str, ...]
    baseline: BaselineEntry | None


class FindingEntry(NamedTuple):
    """One way in which the evidence fell short of the contract."""

    kind: str
    severity: str
    message: str
    detail: str
    accepted: str  # why an allowance accepts it; empty: it counted


class TamperedEntry(NamedTuple):
    """A file that was to stay as it was, and did not."""

    path: str
    diff: str
    protected: bool  # it is protected; otherwise it belongs to the contract
    by_gate: bool  # the gates changed it, not a session
    put_back: bool


class AttemptEntry(NamedTuple):
    """One attempt with all its evidence."""

    number: int
    why: str
    folder: str
    started_at: str
    ended_at: str | None
    sessions: tuple[SessionEntry, ...]
    signals: tuple[SignalEntry, ...]
    before: tuple[tuple[str, BaselineEntry], ...]  # gates that were run only then: their names
    gates: tuple[GateEntry, ...]
    findings: tuple[FindingEntry, ...]
    tampered: tuple[TamperedEntry, ...]
    base_tree: str | None  # before the first session of the round of attempts
    tree: str | None
    diff_path: str
    diff: str | None
    decision: str | None  # None: no verdict yet
    reason: str | None
    chain: str | None


class Dossier(NamedTuple):
    """One phase of a run, with the attempts that were asked for."""

    run: RunRecord
    phase: PhaseRecord
    history: tuple[HistoryEntry, ...]
    attempts: tuple[AttemptEntry, ...]
