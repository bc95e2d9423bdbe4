"""What a run has spent, by attempt, by phase and in all: every session and every gate counts.

A session that was killed told no price. Its tokens, which its stream shows, are priced by what the run's
other sessions paid for a token on average; until one of them has told, its price is left out.
"""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.model.records import AttemptUse, Spent
from orchestrator.store.database import Database

# In SQL, of a row of `session`.
TOKENS = "input_tokens + output_tokens + cache_read_tokens + cache_creation_tokens"
# Records of before there were seconds; a session that was not closed counts none.
SECONDS = "coalesce(seconds, max(0, (julianday(ended_at) - julianday(started_at)) * 86400))"
_OF_ATTEMPTS = f"""
    SELECT phase_id, attempt, count(*) AS sessions, sum({TOKENS}) AS tokens, sum(cost_usd) AS cost,
           sum({SECONDS}) AS seconds,
           sum(CASE WHEN estimated THEN {TOKENS} ELSE 0 END) AS unpriced,
           sum(CASE WHEN cost_usd > 0 THEN {TOKENS} ELSE 0 END) AS priced
    FROM session WHERE run_id = ? GROUP BY phase_id, attempt ORDER BY phase_id, attempt"""
_GATES = """
    SELECT phase_id, attempt, sum(seconds) AS seconds FROM gate_result WHERE run_id = ?
    GROUP BY phase_id, attempt"""
# A baseline that was taken over from the phase before names that phase's output, and took no time.
_BASELINES = """
    SELECT phase_id, sum(seconds) AS seconds FROM baseline WHERE run_id = ? AND output_path NOT IN (
        SELECT output_path FROM gate_result WHERE run_id = ?) GROUP BY phase_id"""
_UNPRICED = f"""
    SELECT phase_id, attempt, ordinal, {TOKENS} AS tokens FROM session
    WHERE run_id = ? AND (? IS NULL OR phase_id = ?) AND coalesce(cost_usd, 0) = 0 AND {TOKENS} > 0
          AND coalesce(estimated, 0) = 0 ORDER BY started_at, attempt, ordinal LIMIT 1"""


class _Use(NamedTuple):
    """One attempt, with the phase it belongs to."""

    phase_id: str
    use: AttemptUse


def spent(db: Database, run_id: str, phase_id: str | None) -> Spent:
    """What a run spent, or one phase of it."""
    uses = [use for of, use in _uses(db, run_id) if phase_id in (None, of)]
    baselines = db.rows(_BASELINES, run_id, run_id)
    return Spent(
        usd=sum(use.cost_usd or 0.0 for use in uses),
        tokens=sum(use.tokens for use in uses),
        seconds=sum(use.seconds for use in uses)
        + sum(row["seconds"] for row in baselines if phase_id in (None, row["phase_id"])),
        sessions=sum(use.sessions for use in uses),
        unpriced=_unpriced(db, run_id, phase_id),
    )


def by_attempt(db: Database, run_id: str) -> dict[str, tuple[AttemptUse, ...]]:
    """What each attempt that had a session or a gate came to, by phase; a phase without one is left out."""
    found: dict[str, tuple[AttemptUse, ...]] = {}
    for phase_id, use in _uses(db, run_id):
        found[phase_id] = (*found.get(phase_id, ()), use)
    return found


def _uses(db: Database, run_id: str) -> list[_Use]:
    rows = db.rows(_OF_ATTEMPTS, run_id)
    gates = {(row["phase_id"], row["attempt"]): float(row["seconds"]) for row in db.rows(_GATES, run_id)}
    priced = sum(row["priced"] for row in rows)
    price = sum(row["cost"] or 0.0 for row in rows) / priced if priced else None
    found = []
    for row in rows:
        told, guessed = row["cost"], row["unpriced"]
        cost = told if price is None or not guessed else (told or 0.0) + guessed * price
        seconds = (row["seconds"] or 0.0) + gates.pop((row["phase_id"], row["attempt"]), 0.0)
        use = AttemptUse(row["attempt"], row["sessions"], row["tokens"], cost, seconds, guessed > 0)
        found.append(_Use(row["phase_id"], use))
    rest = (
        _Use(of, AttemptUse(number, 0, 0, None, seconds, False)) for (of, number), seconds in gates.items()
    )
    return sorted([*found, *rest], key=lambda one: (one.phase_id, one.use.number))


def _unpriced(db: Database, run_id: str, phase_id: str | None) -> str:
    row = db.row(_UNPRICED, run_id, phase_id, phase_id)
    if row is None:
        return ""
    which = f"session {row['ordinal']} of attempt {row['attempt']} of phase {row['phase_id']}"
    return f"{which} told {row['tokens']:,} tokens and no cost"
