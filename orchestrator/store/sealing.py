"""Seals what is recorded of an attempt: its files, its rows, and what led up to them."""

from __future__ import annotations

import sqlite3

from orchestrator.evidence_chain import Digests, link, opened, row_digest, seal
from orchestrator.store.attempt_files import digests
from orchestrator.store.database import Database
from orchestrator.store.folder import BASELINE, StateFolder

_PHASE = "run_id = ? AND phase_id = ?"
# table -> the column that holds the attempt's number, the column that tells its rows apart
_OF_ATTEMPT = {
    "attempt": ("number", ""),
    "session": ("attempt", "ordinal"),
    "gate_result": ("attempt", "ordinal"),
    "finding": ("attempt", "ordinal"),
    "signal": ("attempt", "name"),
}
_SEAL = frozenset({"evidence", "chain"})
# Columns that are younger than the first seals: counted where they hold something, so that those stay whole.
_LATER = frozenset({"seconds", "trouble", "retry_at", "estimated"})
_OF_RUN = ("id", "plan_path", "title", "plan", "model", "started_at")  # the rest goes on changing


def seal_attempt(
    db: Database, run_id: str, phase_id: str, number: int, folder: StateFolder, files: Digests
) -> None:
    """Seal an attempt whose verdict is recorded; inside the same `atomic()`, so that both count or none.

    Args:
        db: the state.
        run_id, phase_id, number: the attempt.
        folder: where the evidence is.
        files: the digests of the attempt's own folder.
    """
    before = db.rows(
        f"SELECT * FROM attempt WHERE {_PHASE} AND number < ? AND chain IS NOT NULL ORDER BY number",
        *(run_id, phase_id, number),
    )
    covered = max((last_sealed(opened(row["evidence"] or "")) for row in before), default=-1)
    text = seal(
        {
            "files": files,
            "rows": attempt_rows(db, run_id, phase_id, number),
            "journal": journal_rows(db, run_id, phase_id, covered),
            "baseline": baseline_rows(db, run_id, phase_id),
            "before": baseline_files(folder, run_id, phase_id),
            "run": run_rows(db, run_id),
        }
    )
    with db.atomic():
        db.write(
            f"UPDATE attempt SET evidence = ?, chain = ? WHERE {_PHASE} AND number = ?",
            *(text, link(before[-1]["chain"] if before else "", text), run_id, phase_id, number),
        )


def attempt_rows(db: Database, run_id: str, phase_id: str, number: int) -> dict[str, str]:
    """The digests of an attempt's own rows, as `session 1`, but for its seal."""
    found = {}
    for table, (of, key) in _OF_ATTEMPT.items():
        for row in db.rows(f"SELECT * FROM {table} WHERE {_PHASE} AND {of} = ?", run_id, phase_id, number):
            name = f"{table} {row[key]}" if key else table
            found[name] = row_digest(_sealed(table, row))
    return found


def _sealed(table: str, row: sqlite3.Row) -> dict[str, object]:
    """What of a row is sealed."""
    later = _LATER if table == "session" else frozenset[str]()
    values = {k: row[k] for k in row.keys() if k not in _SEAL}  # noqa: SIM118  # a Row iterates over values
    return {k: value for k, value in values.items() if k not in later or value is not None}


def journal_rows(
    db: Database, run_id: str, phase_id: str, after: int, last: int | None = None
) -> dict[str, str]:
    """The digests of a phase's moves after one version and up to another one, or to the end."""
    rows = db.rows(f"SELECT * FROM journal WHERE {_PHASE} AND version > ?", run_id, phase_id, after)
    return {
        f"journal {row['version']}": row_digest(dict(row))
        for row in rows
        if last is None or row["version"] <= last
    }


def baseline_rows(db: Database, run_id: str, phase_id: str) -> dict[str, str]:
    """The digests of the gates' results before the work of a round began."""
    rows = db.rows(f"SELECT * FROM baseline WHERE {_PHASE}", run_id, phase_id)
    return {f"baseline {row['ordinal']}": row_digest(dict(row)) for row in rows}


def baseline_files(folder: StateFolder, run_id: str, phase_id: str) -> dict[str, str]:
    """The digests of what the gates left behind then: what they printed, and how they ended."""
    found = digests(folder.baseline(run_id, phase_id))
    return {f"{BASELINE}/{path}": digest for path, digest in found.items()}


def run_rows(db: Database, run_id: str) -> dict[str, str]:
    """What all phases share: the run as it was started or last gone on with, and its plan."""
    run = db.row(f"SELECT {', '.join(_OF_RUN)} FROM run WHERE id = ?", run_id)
    found = {"run": row_digest(dict(run))} if run else {}
    for row in db.rows("SELECT phase_id, position, title FROM phase WHERE run_id = ?", run_id):
        found[f"phase {row['phase_id']}"] = row_digest(dict(row))
    for row in db.rows("SELECT * FROM plan_file WHERE run_id = ?", run_id):
        found[f"plan_file {row['path']}"] = row_digest(dict(row))
    return found


def last_sealed(scopes: dict[str, dict[str, str]]) -> int:
    """The version of the last move that a seal covers; -1: none."""
    return max(map(version_of, scopes.get("journal", ())), default=-1)


def version_of(name: str) -> int:
    """`journal 3` -> 3."""
    number = name.rpartition(" ")[2]
    return int(number) if number.isdecimal() else -1
