"""What can be said of SQLite and of a state file without writing anything, not even beside it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import NamedTuple
from urllib.parse import quote

from orchestrator.store.database import WHOLE_LOOK, newer
from orchestrator.store.schema import MIGRATIONS
from orchestrator.store.trouble import store_error

KNOWN = len(MIGRATIONS)


class Sqlite(NamedTuple):
    """The library that Python uses."""

    version: str
    write_ahead: bool  # whether it was built with the write-ahead log


def library() -> Sqlite:
    """What SQLite says of itself."""
    with closing(sqlite3.connect(":memory:")) as db:
        options = {str(row[0]) for row in db.execute("PRAGMA compile_options")}
    return Sqlite(sqlite3.sqlite_version, "OMIT_WAL" not in options)


def file_format(path: str) -> int | None:
    """The format of a state file that is sound; None: its log holds more than itself, or is in use.

    Where nobody has it open it is read as a file that nobody changes: any other way leaves files beside it.

    Raises:
        StoreError: it cannot be read, is damaged, or was written by a newer version.
    """
    try:
        if os.path.exists(f"{path}-wal") or os.path.exists(f"{path}-shm"):
            return None
        with closing(sqlite3.connect(f"file:{quote(os.fsencode(path))}?immutable=1", uri=True)) as db:
            found = int(db.execute("PRAGMA user_version").fetchone()[0])
            said = "ok"
            if os.path.getsize(path) <= WHOLE_LOOK:
                said = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
        raise store_error(path, error) from error
    if said != "ok":
        raise store_error(path, sqlite3.DatabaseError(f"malformed: {said.splitlines()[-1]}"))
    if found > KNOWN:
        raise newer(path, found)
    return found
