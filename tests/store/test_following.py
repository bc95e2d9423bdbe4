"""A state file that others write, replace, remove."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import StoreError
from orchestrator.store import runs
from orchestrator.store.database import Database
from orchestrator.store.following import Following
from tests.support.made import plan

ONE, TWO = "20261121-000000-0001", "20261122-140740-3fa2"


def record(path: Path, run_id: str) -> None:
    """Somebody else writes."""
    with closing(Database(str(path))) as db:
        runs.create(db, run_id, plan(), "{}", "sonnet", {})


def newest(following: Following) -> str | None:
    db = following.database()
    found = None if db is None else runs.latest(db)
    return None if found is None else found.id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def following(path: Path) -> Iterator[Following]:
    made = Following(str(path))
    yield made
    made.close()


def test_what_was_never_there_is_not_made(path: Path, following: Following) -> None:
    assert following.database() is None
    assert not path.exists()
    record(path, ONE)
    assert newest(following) == ONE


def test_a_version_changes_when_something_is_committed_and_only_then(
    path: Path, following: Following
) -> None:
    record(path, ONE)
    assert newest(following) == ONE
    first = following.version()
    assert newest(following) == ONE
    assert following.version() == first
    record(path, TWO)
    assert following.version() != first
    assert newest(following) == TWO


def test_what_is_not_committed_changes_nothing(path: Path, following: Following) -> None:
    record(path, ONE)
    assert newest(following) == ONE
    first = following.version()
    with closing(Database(str(path))) as db, db.alone():
        assert following.version() == first
        with db.atomic():
            db.write("UPDATE run SET title = 'another'")
            assert following.version() == first
        assert following.version() != first


def test_a_file_that_is_replaced_or_removed_is_noticed(path: Path, following: Following) -> None:
    record(path, ONE)
    assert newest(following) == ONE
    first = following.version()
    other = path.with_name("other.db")
    record(other, TWO)
    other.replace(path)
    assert newest(following) == TWO
    assert following.version() != first
    path.unlink()
    assert following.database() is None
    record(path, ONE)
    assert newest(following) == ONE


def test_a_file_that_is_no_database_is_an_error(path: Path, following: Following) -> None:
    path.write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreError, match="not a database"):
        following.database()
