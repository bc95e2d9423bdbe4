"""What a run has recorded, read without the code under test: plain SQL, and nothing is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_PLACE = ("phase_id", "attempt")
_TABLES = {  # table -> columns by which its rows are ordered
    "phase": ("position",),
    "journal": ("seq",),
    "attempt": ("phase_id", "number"),
    "session": (*_PLACE, "ordinal"),
    "gate_result": (*_PLACE, "ordinal"),
    "finding": (*_PLACE, "ordinal"),
    "signal": (*_PLACE, "name"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """The rows of all tables at one moment."""

    runs: list[Row] = field(default_factory=list)
    phase: list[Row] = field(default_factory=list)
    journal: list[Row] = field(default_factory=list)
    attempt: list[Row] = field(default_factory=list)
    session: list[Row] = field(default_factory=list)
    gate_result: list[Row] = field(default_factory=list)
    finding: list[Row] = field(default_factory=list)
    signal: list[Row] = field(default_factory=list)

    @property
    def phases(self) -> list[str]:
        """The ids of the phases, in the plan's order."""
        return [row["phase_id"] for row in self.phase]

    def moves(self, phase_id: str) -> list[Row]:
        """The journal of one phase."""
        return of(self.journal, phase_id)


def of(rows: Iterable[Row], phase_id: str) -> list[Row]:
    """The rows of one phase."""
    return [row for row in rows if row["phase_id"] == phase_id]


def read(root: Path) -> Record:
    """What a project's database holds; nothing when there is none, or it has no tables yet."""
    path = root / ".orchestrator" / "state.db"
    if not path.exists():
        return Record()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as db:
        db.row_factory = sqlite3.Row
        if not db.execute("PRAGMA user_version").fetchone()[0]:
            return Record()
        db.execute("BEGIN")  # all of it as it was at one moment
        tables = {
            name: [dict(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY {', '.join(order)}")]
            for name, order in _TABLES.items()
        }
        runs = [dict(row) for row in db.execute("SELECT * FROM run ORDER BY rowid")]
    return Record(runs=runs, **tables)
