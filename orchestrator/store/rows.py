"""The rows that are kept of a run, or of one of its phases, in a handful of queries: none for an attempt."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orchestrator.model.dossier import HistoryEntry
from orchestrator.store.database import Database

Key = tuple[str, int]  # phase, attempt
_SECONDS = "round((julianday(ended_at) - julianday(started_at)) * 86400, 3)"
# Named one by one: what an attempt keeps for the engine alone can be large.
_ATTEMPT = "phase_id, number, started_at, ended_at, decision, reason, base_tree, tree, tampered, chain"
_SESSION = f"""phase_id, attempt, ordinal, claude_id, continues, started_at, ended_at, ending, reason,
    exit_code, summary, left_behind, input_tokens, output_tokens, cache_read_tokens,
    cache_creation_tokens, cost_usd, coalesce(seconds, {_SECONDS}) AS seconds, estimated"""
_HISTORY = "phase_id, at, trigger, source, dest, attempt, reason"


class Rows(NamedTuple):
    """What the tables hold; of a phase or an attempt without a row there is no key."""

    history: Mapping[str, Sequence[HistoryEntry]]  # by phase
    baselines: Mapping[str, Sequence[sqlite3.Row]]  # by phase
    attempts: Mapping[Key, sqlite3.Row]
    sessions: Mapping[Key, Sequence[sqlite3.Row]]
    signals: Mapping[Key, Sequence[sqlite3.Row]]
    gates: Mapping[Key, Sequence[sqlite3.Row]]
    findings: Mapping[Key, Sequence[sqlite3.Row]]


def read(db: Database, run_id: str, phase_id: str | None = None) -> Rows:
    """The rows of a run, or of one phase of it; of one moment inside `db.reading()`."""

    def asked(columns: str, table: str, order: str) -> list[sqlite3.Row]:
        which, values = ("", (run_id,)) if phase_id is None else (" AND phase_id = ?", (run_id, phase_id))
        return db.rows(f"SELECT {columns} FROM {table} WHERE run_id = ?{which} ORDER BY {order}", *values)

    history: dict[str, list[HistoryEntry]] = defaultdict(list)
    for phase, *entry in asked(_HISTORY, "journal", "version"):
        history[phase].append(HistoryEntry(*entry))
    baselines: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in asked("*", "baseline", "ordinal"):
        baselines[row["phase_id"]].append(row)
    return Rows(
        history=history,
        baselines=baselines,
        attempts={(row["phase_id"], row["number"]): row for row in asked(_ATTEMPT, "attempt", "number")},
        sessions=_by_attempt(asked(_SESSION, "session", "ordinal")),
        signals=_by_attempt(asked("*", "signal", "name")),
        gates=_by_attempt(asked("*", "gate_result", "ordinal")),
        findings=_by_attempt(asked("*", "finding", "ordinal")),
    )


def numbers(rows: Rows) -> dict[str, tuple[int, ...]]:
    """Phase -> its attempts, the first one first."""
    found: dict[str, tuple[int, ...]] = {}
    for phase, number in rows.attempts:
        found[phase] = (*found.get(phase, ()), number)
    return found


def _by_attempt(rows: Iterable[sqlite3.Row]) -> dict[Key, list[sqlite3.Row]]:
    found: dict[Key, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        found[row["phase_id"], row["attempt"]].append(row)
    return found
