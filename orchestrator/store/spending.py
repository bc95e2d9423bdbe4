"""What a run has spent, by attempt, by phase and in all: every session and every gate counts.

A session that was killed told no price. Its tokens, which its stream shows, are priced by what the run's
other sessions paid for a token on average; until one of them has told, its price is left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orchestrator.model.records import AttemptUse, RunUse, Spent
from orchestrator.store.database import Database

# In SQL, of a row of `session`.
TOKENS = "input_tokens + output_tokens + cache_read_tokens + cache_creation_tokens"
# Records of before there were seconds; a session that was not closed counts none.
SECONDS = "coalesce(seconds, max(0, (julianday(ended_at) - julianday(started_at)) * 86400))"
OF_RUNS = "run_id IN (SELECT value FROM json_each(?))"  # however many runs: one value, `one_value`
_SESSIONS = f"""
    SELECT run_id, phase_id, attempt, count(*) AS sessions, sum({TOKENS}) AS tokens, sum(cost_usd) AS cost,
           sum({SECONDS}) AS seconds,
           sum(CASE WHEN estimated THEN {TOKENS} ELSE 0 END) AS unpriced,
           sum(CASE WHEN cost_usd > 0 THEN {TOKENS} ELSE 0 END) AS priced
    FROM session WHERE {OF_RUNS}"""
_GATES = f"""
    SELECT run_id, phase_id, attempt, sum(seconds) AS seconds FROM gate_result WHERE {OF_RUNS}"""
_BY_ATTEMPT = "GROUP BY run_id, phase_id, attempt ORDER BY run_id, phase_id, attempt"
_BY_RUN = "GROUP BY run_id"
# A baseline that was taken over from the phase before names that phase's output, and took no time.
_BASELINES = """
    SELECT phase_id, sum(seconds) AS seconds FROM baseline WHERE run_id = ? AND output_path NOT IN (
        SELECT output_path FROM gate_result WHERE run_id = ?) GROUP BY phase_id"""
_UNPRICED = f"""
    SELECT phase_id, attempt, ordinal, {TOKENS} AS tokens FROM session
    WHERE run_id = ? AND (? IS NULL OR phase_id = ?) AND coalesce(cost_usd, 0) = 0 AND {TOKENS} > 0
          AND coalesce(estimated, 0) = 0 ORDER BY started_at, attempt, ordinal LIMIT 1"""


NOTHING = RunUse(0, 0, None, 0.0, False)


class _Use(NamedTuple):
    """One attempt, with the phase it belongs to."""

    phase_id: str
    use: AttemptUse


def one_value(run_ids: Iterable[str]) -> str:
    """Runs as one value of a statement; see `OF_RUNS`."""
    return json.dumps(list(run_ids))


def spent(db: Database, run_id: str, phase_id: str | None) -> Spent:
    """What a run spent, or one phase of it."""
    uses = [use for of, use in _uses(db, (run_id,)).get(run_id, ()) if phase_id in (None, of)]
    baselines = db.rows(_BASELINES, run_id, run_id)
    return Spent(
        usd=sum(use.cost_usd or 0.0 for use in uses),
        tokens=sum(use.tokens for use in uses),
        seconds=sum(use.seconds for use in uses)
        + sum(row["seconds"] for row in baselines if phase_id in (None, row["phase_id"])),
        sessions=sum(use.sessions for use in uses),
        unpriced=_unpriced(db, run_id, phase_id),
    )


def by_attempt(db: Database, run_ids: Sequence[str]) -> dict[str, dict[str, tuple[AttemptUse, ...]]]:
    """What each attempt that had a session or a gate came to: run -> phase; without one they are left out."""
    found: dict[str, dict[str, tuple[AttemptUse, ...]]] = {}
    for run_id, uses in _uses(db, run_ids).items():
        phases = found.setdefault(run_id, {})
        for phase_id, use in uses:
            phases[phase_id] = (*phases.get(phase_id, ()), use)
    return found


def by_run(db: Database, run_ids: Sequence[str]) -> dict[str, RunUse]:
    """What each run came to in all; one without sessions and gates is left out."""
    wanted = one_value(run_ids)
    sessions = {row["run_id"]: row for row in db.rows(f"{_SESSIONS} {_BY_RUN}", wanted)}
    gates = {row["run_id"]: float(row["seconds"]) for row in db.rows(f"{_GATES} {_BY_RUN}", wanted)}
    found = {run_id: NOTHING._replace(seconds=seconds) for run_id, seconds in gates.items()}
    for run_id, row in sessions.items():
        price = (row["cost"] or 0.0) / row["priced"] if row["priced"] else None
        seconds = (row["seconds"] or 0.0) + gates.get(run_id, 0.0)
        cost, guessed = _cost(row, price), row["unpriced"] > 0
        found[run_id] = RunUse(row["sessions"], row["tokens"], cost, seconds, guessed)
    return found


def _uses(db: Database, run_ids: Sequence[str]) -> dict[str, list[_Use]]:
    """Of each run all attempts, by phase and number."""
    wanted = one_value(run_ids)
    sessions: defaultdict[str, list[sqlite3.Row]] = defaultdict(list)
    gates: defaultdict[str, dict[tuple[str, int], float]] = defaultdict(dict)
    for row in db.rows(f"{_SESSIONS} {_BY_ATTEMPT}", wanted):
        sessions[row["run_id"]].append(row)
    for row in db.rows(f"{_GATES} {_BY_ATTEMPT}", wanted):
        gates[row["run_id"]][row["phase_id"], row["attempt"]] = float(row["seconds"])
    return {run_id: _of_run(sessions[run_id], gates[run_id]) for run_id in sessions.keys() | gates.keys()}


def _of_run(rows: list[sqlite3.Row], gates: dict[tuple[str, int], float]) -> list[_Use]:
    priced = sum(row["priced"] for row in rows)
    price = sum(row["cost"] or 0.0 for row in rows) / priced if priced else None
    found = []
    for row in rows:
        seconds = (row["seconds"] or 0.0) + gates.pop((row["phase_id"], row["attempt"]), 0.0)
        cost, guessed = _cost(row, price), row["unpriced"] > 0
        use = AttemptUse(row["attempt"], row["sessions"], row["tokens"], cost, seconds, guessed)
        found.append(_Use(row["phase_id"], use))
    rest = (
        _Use(of, AttemptUse(number, 0, 0, None, seconds, False)) for (of, number), seconds in gates.items()
    )
    return sorted([*found, *rest], key=lambda one: (one.phase_id, one.use.number))


def _cost(row: sqlite3.Row, price: float | None) -> float | None:
    """What a row of sessions cost: as they told, and at this price for a token where they were killed."""
    if price is None or not row["unpriced"]:
        return None if row["cost"] is None else float(row["cost"])
    return float((row["cost"] or 0.0) + row["unpriced"] * price)


def _unpriced(db: Database, run_id: str, phase_id: str | None) -> str:
    row = db.row(_UNPRICED, run_id, phase_id, phase_id)
    if row is None:
        return ""
    which = f"session {row['ordinal']} of attempt {row['attempt']} of phase {row['phase_id']}"
    return f"{which} told {row['tokens']:,} tokens and no cost"
