"""A state file is looked into without leaving anything beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import StoreError
from orchestrator.store.database import Database
from orchestrator.store.looking import KNOWN, file_format, library


@pytest.fixture
def path(tmp_path: Path) -> str:
    found = str(tmp_path / "odd ?#%41 \u00e9.db")
    Database(found).close()
    return found


def beside(path: str) -> list[str]:
    return [entry.name for entry in Path(path).parent.iterdir()]


def test_the_library_is_the_one_of_python() -> None:
    assert library() == (sqlite3.sqlite_version, True)


def test_a_sound_file_tells_its_format(path: str) -> None:
    assert file_format(path) == KNOWN
    assert beside(path) == [Path(path).name]


def test_a_file_in_use_is_left_alone(path: str) -> None:
    with closing(Database(path)) as db:
        assert file_format(path) is None
        assert db.rows("SELECT * FROM run") == []


def test_an_older_file_is_not_brought_up_to_date(path: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 1")
    assert file_format(path) == 1
    assert file_format(path) == 1


def test_a_newer_file_is_refused_as_a_run_refuses_it(path: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match="written by a newer orchestrate"):
        file_format(path)


def test_a_file_with_a_spoilt_page_is_refused(path: str) -> None:
    data = bytearray(Path(path).read_bytes())
    data[4096:8192] = b"\xff" * 4096
    Path(path).write_bytes(data)
    with pytest.raises(StoreError, match=r"malformed.*move it away"):
        file_format(path)


def test_what_is_no_database_is_refused(path: str) -> None:
    Path(path).write_text("no database" * 1000)
    with pytest.raises(StoreError, match="not a database"):
        file_format(path)
