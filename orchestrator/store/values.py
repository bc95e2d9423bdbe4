"""Whether every value of a state file is such as this program writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from enum import Enum

from orchestrator.model.evidence import Decision, FindingKind, Severity, SignalStatus
from orchestrator.model.lifecycle import State, Trigger
from orchestrator.model.session import Ending
from orchestrator.store.database import Database
from orchestrator.store.schema import MIGRATIONS

_WORDS: dict[tuple[str, str], type[Enum]] = {
    ("phase", "state"): State,
    ("journal", "trigger"): Trigger,
    ("journal", "source"): State,
    ("journal", "dest"): State,
    ("attempt", "decision"): Decision,
    ("session", "ending"): Ending,
    ("finding", "kind"): FindingKind,
    ("finding", "severity"): Severity,
    ("signal", "status"): SignalStatus,
}
_JSON = {
    *(("run", "plan"), ("attempt", "ignores"), ("attempt", "tampered"), ("attempt", "evidence")),
    *(("session", "summary"), ("session", "left_behind"), ("session", "notes"), ("session", "trouble")),
    *(("gate_result", "left_behind"), ("signal", "report")),
}
# By declared type; SQLite's own table of counters declares none.
_KINDS = {
    "": {"text", "integer"},
    "TEXT": {"text"},
    "INTEGER": {"integer"},
    "REAL": {"real", "integer"},
    "BLOB": {"blob"},
}


def check(db: Database) -> None:
    """Look through the pages of the file, its tables, and every value.

    Raises:
        StoreError: it is damaged; the message says where.
    """
    db.check(thorough=True)
    for table, columns in _tables().items():
        if [tuple(row) for row in db.rows(f"PRAGMA table_info({table})")] != columns:
            raise db.damaged(f"table {table} is not as it was made")
        _check_values(db, table, {str(name): str(kind) for _, name, kind, *_ in columns})


def _tables() -> dict[str, list[tuple[object, ...]]]:
    """The columns of every table of a new file."""
    with closing(sqlite3.connect(":memory:")) as new:
        for statement in (statement for migration in MIGRATIONS for statement in migration):
            new.execute(statement)
        names = [row[0] for row in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: new.execute(f"PRAGMA table_info({name})").fetchall() for name in names}


def _check_values(db: Database, table: str, columns: dict[str, str]) -> None:
    # The type of a value is asked for by SQLite's word for it: a text may be none that Python can decode.
    asked = ", ".join(f"typeof({name}), CAST({name} AS BLOB)" for name in columns)
    tests = [(name, _test(table, name, kind)) for name, kind in columns.items()]
    for number, row in enumerate(db.rows(f"SELECT {asked} FROM {table}"), 1):
        values = iter(row)
        for name, sound in tests:
            if not sound(next(values), next(values)):
                raise db.damaged(f"the value of {name} in row {number} of table {table}")


def _test(table: str, column: str, declared: str) -> Callable[[str, bytes], bool]:
    """What a value of this column must be, by SQLite's name for its type and its bytes."""
    kinds = _KINDS[declared] | {"null"}
    words = _WORDS.get((table, column))
    known = {str(word.value).encode() for word in words} if words else None
    as_json = (table, column) in _JSON

    def sound(kind: str, value: bytes | None) -> bool:
        if kind not in kinds:
            return False
        if value is None or kind != "text":
            return True
        if as_json and value:
            return _is_json(value)
        return _is_text(value) and (known is None or value in known)

    return sound


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_json(value: bytes) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True
