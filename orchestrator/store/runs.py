"""Runs: created, ended, found, and read with the states of their phases."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orchestrator.clock import now
from orchestrator.errors import UsageError
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Plan
from orchestrator.model.records import AttemptUse, PhaseRecord, RunRecord
from orchestrator.store import spending
from orchestrator.store.database import Database


def new_id() -> str:
    """An id that sorts by time and is easy to name: `20261122-140740-3fa2`."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.urandom(2).hex()}"


def create(
    db: Database, run_id: str, plan: Plan, plan_json: str, model: str, files: Mapping[str, bytes | None]
) -> None:
    """Record a new run with all its phases pending, and the files that say what it promises."""
    at = now()
    with db.atomic():
        db.write(
            "INSERT INTO run (id, plan_path, title, plan, model, started_at) VALUES (?, ?, ?, ?, ?, ?)",
            *(run_id, plan.path, plan.title, plan_json, model, at),
        )
        _place_phases(db, run_id, plan, at)
        _place_files(db, run_id, files)


def end(db: Database, run_id: str, exit_code: int) -> None:
    """Record that a run came to its end, whatever the outcome."""
    with db.atomic():
        db.write("UPDATE run SET ended_at = ?, exit_code = ? WHERE id = ?", now(), exit_code, run_id)


def pause(db: Database, run_id: str, reason: str) -> None:
    """Record why a run was stopped on purpose: it has not ended, and goes on only when a person says so."""
    with db.atomic():
        db.write("UPDATE run SET paused = ? WHERE id = ?", reason, run_id)


def reopen(db: Database, run_id: str, model: str) -> None:
    """Record that a run goes on."""
    with db.atomic():
        db.write(
            "UPDATE run SET ended_at = NULL, exit_code = NULL, paused = NULL, model = ? WHERE id = ?",
            *(model, run_id),
        )


def end_waits(db: Database, run_id: str) -> int:
    """Record that a person knows better than an announced reset; how many waits that ended."""
    moment = time.time()
    with db.atomic():
        return db.write(
            "UPDATE session SET retry_at = ? WHERE run_id = ? AND retry_at > ?", moment, run_id, moment
        )


def plan_json(db: Database, run_id: str) -> str:
    """The plan as it was understood when the run started."""
    row = db.row("SELECT plan FROM run WHERE id = ?", run_id)
    assert row is not None, f"run {run_id} was found before"
    return str(row["plan"])


def frozen_files(db: Database, run_id: str) -> dict[str, bytes]:
    """The content of the plan's files and of the configuration as the run promised them."""
    rows = db.rows("SELECT path, content FROM plan_file WHERE run_id = ?", run_id)
    return {row["path"]: bytes(row["content"]) for row in rows}


def replace_plan(
    db: Database, run_id: str, plan: Plan, plan_json: str, files: Mapping[str, bytes | None]
) -> None:
    """Record that a person changed the plan and wants the run to go on with it; no phase was removed."""
    with db.atomic():
        db.write("UPDATE run SET title = ?, plan = ? WHERE id = ?", plan.title, plan_json, run_id)
        _place_phases(db, run_id, plan, now())
        _place_files(db, run_id, files)


def latest(db: Database, plan_path: str | None = None) -> RunRecord | None:
    """The run that was started last, of this plan or of any."""
    if plan_path is None:
        row = db.row("SELECT * FROM run ORDER BY rowid DESC LIMIT 1")
    else:
        row = db.row("SELECT * FROM run WHERE plan_path = ? ORDER BY rowid DESC LIMIT 1", plan_path)
    return None if row is None else _runs(db, [row])[0]


def find(db: Database, run_id: str) -> RunRecord:
    """The run with this id, or the only one whose id begins or ends so.

    Raises:
        UsageError: there is none, or more than one.
    """
    rows = db.rows("SELECT * FROM run WHERE id = ?", run_id) or db.rows(
        "SELECT * FROM run WHERE substr(id, 1, ?) = ? OR substr(id, -?) = ? ORDER BY rowid",
        *(len(run_id), run_id, len(run_id), run_id),
    )
    if len(rows) == 1:
        return _runs(db, rows)[0]
    if rows:
        raise UsageError(f"run '{run_id}' is ambiguous; give more of: {', '.join(row['id'] for row in rows)}")
    raise UsageError(f"there is no run '{run_id}'; `orchestrate history` lists the runs of this project")


def listed(db: Database, limit: int) -> tuple[RunRecord, ...]:
    """The last runs, the newest first."""
    return _runs(db, db.rows("SELECT * FROM run ORDER BY rowid DESC LIMIT ?", limit))


def named(db: Database, run_ids: Sequence[str]) -> tuple[RunRecord, ...]:
    """The runs with these ids that are there, the newest first."""
    wanted = spending.OF_RUNS.replace("run_id", "id")
    return _runs(
        db, db.rows(f"SELECT * FROM run WHERE {wanted} ORDER BY rowid DESC", spending.one_value(run_ids))
    )


def phases(db: Database, run_id: str) -> tuple[PhaseRecord, ...]:
    """The phases of a run in the order of the plan, with what was used for them and what they wait for."""
    return _phases(db, (run_id,)).get(run_id, ())


def _phases(db: Database, run_ids: Sequence[str]) -> dict[str, tuple[PhaseRecord, ...]]:
    """The same of several runs."""
    wanted = spending.one_value(run_ids)
    rows = db.rows(f"SELECT * FROM phase WHERE {spending.OF_RUNS} ORDER BY run_id, position", wanted)
    used = spending.by_attempt(db, run_ids)
    waits = _waits(db, {row["run_id"] for row in rows if row["state"] == State.RUNNING.value})
    found: dict[str, list[PhaseRecord]] = {}
    for row in rows:
        run_id, phase_id = row["run_id"], row["phase_id"]
        uses = used.get(run_id, {}).get(phase_id, ())
        found.setdefault(run_id, []).append(_phase(row, uses, waits.get((run_id, phase_id))))
    return {run_id: tuple(records) for run_id, records in found.items()}


class _Wait(NamedTuple):
    """What keeps a phase from its next session."""

    until: float
    kind: str


def _waits(db: Database, run_ids: Iterable[str]) -> dict[tuple[str, str], _Wait]:
    """The phases whose last session said that none may start for a while, by run and phase."""
    rows = db.rows(
        f"""SELECT run_id, phase_id, retry_at, trouble FROM session AS last
               WHERE {spending.OF_RUNS} AND retry_at > ? AND NOT EXISTS (SELECT * FROM session AS later
                   WHERE (later.run_id, later.phase_id) = (last.run_id, last.phase_id)
                         AND (later.attempt, later.ordinal) > (last.attempt, last.ordinal))""",
        *(spending.one_value(run_ids), time.time()),
    )
    return {
        (row["run_id"], row["phase_id"]): _Wait(row["retry_at"], _trouble_kind(row["trouble"]))
        for row in rows
    }


def _trouble_kind(text: str | None) -> str:
    """What kind of trouble a session was in; empty when that cannot be read."""
    try:
        found = json.loads(text or "null")
    except ValueError:
        return ""
    return str(found.get("kind", "")) if isinstance(found, dict) else ""


def _place_phases(db: Database, run_id: str, plan: Plan, at: str) -> None:
    """New phases are pending; those that are known keep their state."""
    for position, phase in enumerate(plan.phases):
        db.write(
            "INSERT INTO phase (run_id, phase_id, position, title, state, since) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET position = excluded.position, title = excluded.title",
            *(run_id, phase.id, position, phase.title, State.PENDING.value, at),
        )


def _place_files(db: Database, run_id: str, files: Mapping[str, bytes | None]) -> None:
    from hashlib import sha256  # loads a library that `status` has no use for

    db.write("DELETE FROM plan_file WHERE run_id = ?", run_id)
    for path, content in files.items():
        if content is not None:
            db.write(
                "INSERT INTO plan_file (run_id, path, sha256, content) VALUES (?, ?, ?, ?)",
                *(run_id, path, sha256(content).hexdigest(), content),
            )


def _runs(db: Database, rows: Sequence[sqlite3.Row]) -> tuple[RunRecord, ...]:
    found = _phases(db, [row["id"] for row in rows])
    return tuple(record(row, found.get(row["id"], ())) for row in rows)


def record(row: sqlite3.Row, phases: tuple[PhaseRecord, ...]) -> RunRecord:
    """A row of `run` as a value."""
    return RunRecord(
        id=row["id"],
        plan_path=row["plan_path"],
        title=row["title"],
        model=row["model"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        exit_code=row["exit_code"],
        phases=phases,
        paused=row["paused"] or "",
        cleaned_at=row["cleaned_at"],
    )


def _phase(row: sqlite3.Row, used: tuple[AttemptUse, ...], wait: _Wait | None) -> PhaseRecord:
    costs = [use.cost_usd for use in used if use.cost_usd is not None]
    state = State(row["state"])
    waits = wait if state is State.RUNNING else None
    return PhaseRecord(
        id=row["phase_id"],
        title=row["title"],
        state=state,
        version=row["version"],
        attempt=row["attempt"],
        first_attempt=row["first_attempt"],
        assumed=bool(row["assumed"]),
        reason=row["reason"],
        since=row["since"],
        cost_usd=sum(costs) if costs else None,
        tokens=sum(use.tokens for use in used),
        sessions=sum(use.sessions for use in used),
        waits_until=waits.until if waits else None,
        waits_for=waits.kind if waits else "",
        by_attempt=used,
    )
