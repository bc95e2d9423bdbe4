"""Finds runs and adds each up, without a look at every attempt: a project may have thousands."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseOutcome, RunSummary
from orchestrator.store.database import Database
from orchestrator.store.runs import record
from orchestrator.store.spending import NOTHING, OF_RUNS, by_run, one_value

_PHASES = f"""
    SELECT run_id, count(*) AS phases, sum(state = 'done' AND NOT assumed) AS done,
        sum(state = 'done' AND assumed) AS assumed FROM phase
    WHERE {OF_RUNS} GROUP BY run_id"""
_PHASE = f"""
    SELECT run_id, state, attempt, assumed FROM phase
    WHERE {OF_RUNS} AND phase_id = ?"""


class Wanted(NamedTuple):
    """Which runs; what is empty narrows nothing."""

    plan: str = ""  # path of the master plan
    since: str = ""  # started then or later; as `clock.now` writes it, or the beginning of that
    phase: str = ""  # this phase was begun in it
    outcome: str = ""  # as `RunRecord.outcome` tells it


def summaries(db: Database, limit: int | None, wanted: Wanted, active: str | None) -> tuple[RunSummary, ...]:
    """The last runs of those that are wanted, the newest first.

    Args:
        db: the state.
        limit: at most so many; None: all.
        wanted: which.
        active: the run that is being carried out right now.

    Raises:
        StoreError: the database cannot be read.
    """
    with db.reading():
        rows = _rows(db, limit, wanted, active)
        ids = [row["id"] for row in rows]
        used, asked = by_run(db, ids), one_value(ids)
        counts = {row["run_id"]: row for row in db.rows(_PHASES, asked)}
        outcomes = _outcomes(db.rows(_PHASE, asked, wanted.phase)) if wanted.phase else {}
    return tuple(
        RunSummary(
            run=record(row, ()),
            phases=counts[row["id"]]["phases"] if row["id"] in counts else 0,
            done=counts[row["id"]]["done"] if row["id"] in counts else 0,
            used=used.get(row["id"], NOTHING),
            phase=outcomes.get(row["id"]),
            assumed=counts[row["id"]]["assumed"] if row["id"] in counts else 0,
        )
        for row in rows
    )


def _rows(db: Database, limit: int | None, wanted: Wanted, active: str | None) -> list[sqlite3.Row]:
    rows = db.rows(
        """SELECT * FROM run WHERE (?1 = '' OR plan_path = ?1) AND started_at >= ?2
               AND (?3 = '' OR EXISTS (
                   SELECT * FROM phase WHERE run_id = run.id AND phase_id = ?3 AND attempt > 0))
           ORDER BY rowid DESC LIMIT ?4""",
        *(wanted.plan, wanted.since, wanted.phase, -1 if wanted.outcome or limit is None else limit),
    )
    if not wanted.outcome:
        return rows
    return [row for row in rows if record(row, ()).outcome(active) == wanted.outcome][:limit]


def _outcomes(rows: list[sqlite3.Row]) -> dict[str, PhaseOutcome]:
    return {
        row["run_id"]: PhaseOutcome(State(row["state"]), row["attempt"], bool(row["assumed"])) for row in rows
    }
