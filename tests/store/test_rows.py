from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.store import rows
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from tests.support.large import Size, large


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Two runs of two phases with two attempts each."""
    large(tmp_path, Size(runs=2, phases=2, attempts=2, files=False))
    with closing(Database(StateFolder(str(tmp_path)).database)) as opened:
        yield opened


def run_id(db: Database) -> str:
    return str(db.rows("SELECT id FROM run ORDER BY rowid")[0]["id"])


def test_the_rows_of_a_run_are_kept_by_phase_and_attempt(db: Database) -> None:
    found = rows.read(db, run_id(db))
    keys = {("1", 1), ("1", 2), ("2", 1), ("2", 2)}
    assert set(found.attempts) == set(found.sessions) == set(found.signals) == set(found.gates) == keys
    assert set(found.findings) == {("1", 1), ("2", 1)}
    assert [row["name"] for row in found.gates["1", 2]] == ["ruff", "pytest"]
    assert [entry.trigger for entry in found.history["1"]] == [
        *("start", "finish", "reject"),
        *("retry", "finish", "accept"),
    ]
    assert rows.numbers(found) == {"1": (1, 2), "2": (1, 2)}


def test_the_rows_of_one_phase_leave_out_all_others(db: Database) -> None:
    found = rows.read(db, run_id(db), "2")
    assert set(found.attempts) == {("2", 1), ("2", 2)}
    assert set(found.history) == {"2"}
    assert {phase for phase, _ in found.gates} == {"2"}


def test_a_run_that_is_not_there_has_none(db: Database) -> None:
    assert not any(rows.read(db, "another"))
