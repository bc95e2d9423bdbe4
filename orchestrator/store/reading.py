"""Reads all that is recorded of a phase's attempts, from the database and from their folders."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from orchestrator.model.dossier import (
    AttemptEntry,
    BaselineEntry,
    Dossier,
    FindingEntry,
    GateEntry,
    HistoryEntry,
    SessionEntry,
    SignalEntry,
    TamperedEntry,
)
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.store import attempt_files
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder

DIFF = "changes.diff"
_PHASE = "run_id = ? AND phase_id = ?"
_LASTED = "round((julianday(ended_at) - julianday(started_at)) * 86400, 3) AS lasted"


class Place(NamedTuple):
    """Where the records of one phase of one run are."""

    db: Database
    folder: StateFolder
    run_id: str
    phase: PhaseRecord
    session_files: Callable[[str, int], tuple[str, str]]  # attempt's folder, ordinal -> prompt, stream


def numbers(db: Database, run_id: str, phase_id: str) -> tuple[int, ...]:
    """The attempts of a phase, the first one first."""
    rows = db.rows(f"SELECT number FROM attempt WHERE {_PHASE} ORDER BY number", run_id, phase_id)
    return tuple(row["number"] for row in rows)


def dossier(place: Place, run: RunRecord, wanted: tuple[int, ...]) -> Dossier:
    """What is recorded of a phase, with these of its attempts."""
    history = tuple(
        HistoryEntry(*row)
        for row in place.db.rows(
            f"SELECT at, trigger, source, dest, attempt, reason FROM journal WHERE {_PHASE} ORDER BY version",
            *(run.id, place.phase.id),
        )
    )
    return Dossier(run, place.phase, history, tuple(_attempt(place, n, history) for n in wanted))


def _attempt(place: Place, number: int, history: tuple[HistoryEntry, ...]) -> AttemptEntry:
    row = place.db.row(
        f"SELECT * FROM attempt WHERE {_PHASE} AND number = ?", place.run_id, place.phase.id, number
    )
    assert row is not None, "its number was read before"
    folder = place.folder.attempt(place.run_id, place.phase.id, number)
    diff = os.path.join(folder, DIFF)
    first = max((e.attempt for e in history if e.trigger == "start" and e.attempt <= number), default=1)
    baseline = _baseline(place) if first == place.phase.first_attempt else {}
    gates = _gates(place, number, baseline)
    return AttemptEntry(
        number=number,
        why=_why(place, number, history),
        folder=place.folder.relative(folder),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        sessions=tuple(
            _session(place, folder, item) for item in _rows(place, "session", number, "ordinal", _LASTED)
        ),
        signals=tuple(_signal(item) for item in _rows(place, "signal", number, "name")),
        before=() if gates else tuple((name, entry) for (name, _), entry in baseline.items()),
        gates=gates,
        findings=tuple(
            FindingEntry(*(item[name] for name in FindingEntry._fields))
            for item in _rows(place, "finding", number, "ordinal")
        ),
        tampered=_tampered(row["tampered"]),
        base_tree=_base_tree(place, first),
        tree=row["tree"],
        diff_path=place.folder.relative(diff),
        diff=attempt_files.text(diff),
        decision=row["decision"],
        reason=row["reason"],
        chain=row["chain"],
    )


def _rows(place: Place, table: str, number: int, order: str, more: str = "NULL") -> list[sqlite3.Row]:
    return place.db.rows(
        f"SELECT *, {more} FROM {table} WHERE {_PHASE} AND attempt = ? ORDER BY {order}",
        *(place.run_id, place.phase.id, number),
    )


def _why(place: Place, number: int, history: tuple[HistoryEntry, ...]) -> str:
    """Why an attempt began, from how the journal and the attempt before tell it."""
    began = next((e.trigger for e in history if e.attempt == number and e.trigger in ("start", "retry")), "")
    if began == "start":
        return "first attempt" if number == 1 else "a person resumed the blocked phase"
    before = place.db.row(
        f"SELECT decision, reason FROM attempt WHERE {_PHASE} AND number = ?",
        *(place.run_id, place.phase.id, number - 1),
    )
    if before is None or before["decision"] is None:
        return "not recorded"
    return f"{before['decision']} after attempt {number - 1}: {before['reason']}"


def _session(place: Place, folder: str, row: sqlite3.Row) -> SessionEntry:
    prompt, stream = place.session_files(folder, row["ordinal"])
    summary = _json(row["summary"], {})
    result = summary.get("result") or {}
    told = {name: row[name] for name in row.keys() if name in SessionEntry._fields}  # noqa: SIM118  # a Row iterates over values
    told |= {
        "seconds": row["lasted"] if row["seconds"] is None else row["seconds"],
        "estimated": bool(row["estimated"]),
        "continues": bool(row["continues"]),
        "prompt_path": place.folder.relative(prompt),
        "prompt": attempt_files.text(prompt),
        "stream_path": place.folder.relative(stream),
        "model": summary.get("model"),
        "cli_version": summary.get("cli_version"),
        "turns": result.get("num_turns"),
        "agents": tuple((item["agent"], item["status"]) for item in summary.get("agents", ())),
        "left_behind": tuple(_json(row["left_behind"], [])),
    }
    return SessionEntry(**told)


def _signal(row: sqlite3.Row) -> SignalEntry:
    return SignalEntry(
        row["at"], row["status"], row["reason"], _json(row["report"], {}) if row["report"] else None
    )


def _base_tree(place: Place, first: int) -> str | None:
    """What the attempts of a round are compared with is recorded with the first of them."""
    row = place.db.row(
        f"SELECT base_tree FROM attempt WHERE {_PHASE} AND number = ?",
        *(place.run_id, place.phase.id, first),
    )
    return (row["base_tree"] or None) if row else None


def _tampered(text: str | None) -> tuple[TamperedEntry, ...]:
    known = set(TamperedEntry._fields)
    found = (item for item in _json(text, []) if isinstance(item, dict) and item.keys() == known)
    return tuple(TamperedEntry(**item) for item in found)


_Baseline = dict[tuple[str, str], BaselineEntry]  # (name, command) ->


def _baseline(place: Place) -> _Baseline:
    """What the gates did before the last round of attempts; those of earlier rounds are not kept."""
    rows = place.db.rows(
        f"SELECT * FROM baseline WHERE {_PHASE} ORDER BY ordinal", place.run_id, place.phase.id
    )
    return {
        (row["name"], row["command"]): BaselineEntry(row["exit_code"], row["seconds"], row["output_path"])
        for row in rows
    }


def _gates(place: Place, number: int, before: _Baseline) -> tuple[GateEntry, ...]:
    return tuple(
        GateEntry(
            name=row["name"],
            command=row["command"],
            exit_code=row["exit_code"],
            seconds=row["seconds"],
            at=row["at"],
            tree=row["tree"],
            output_path=row["output_path"],
            tail=attempt_files.tail(os.path.join(place.folder.root, row["output_path"])),
            left_behind=tuple(_json(row["left_behind"], [])),
            baseline=before.get((row["name"], row["command"])),
        )
        for row in _rows(place, "gate_result", number, "ordinal")
    )


def _json(text: str | None, otherwise: Any) -> Any:
    """A stored document; what somebody else wrote into the database is shown as nothing."""
    try:
        found = json.loads(text or "null")
    except ValueError:
        return otherwise
    return found if isinstance(found, type(otherwise)) else otherwise
