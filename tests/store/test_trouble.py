from __future__ import annotations

import errno
import os
import sqlite3

import pytest

from orchestrator.store.trouble import hinders_writing, is_full, store_error


def of_system(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def of_sqlite(code: int, text: str) -> sqlite3.Error:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (of_system(errno.ENOSPC), "free some space"),
        (of_system(errno.EDQUOT), "free some space"),
        (of_system(errno.EROFS), "writable for you"),
        (of_system(errno.EACCES), "writable for you"),
        (of_system(errno.EIO), "look at the disk"),
        (of_system(errno.ENOTDIR), "look at the disk and the file"),
        (of_sqlite(sqlite3.SQLITE_BUSY, "database is locked"), "close that program and try again"),
        (of_sqlite(sqlite3.SQLITE_FULL, "database or disk is full"), "free some space"),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE, "disk I/O error"), "free some space, or look at the disk"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT, "malformed"), "move it away to start anew"),
        (of_sqlite(sqlite3.SQLITE_READONLY, "attempt to write"), "writable for you"),
        (sqlite3.OperationalError("Could not decode to UTF-8 column"), "move it away to start anew"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "move it away to start anew"),
    ],
)
def test_an_error_names_the_file_and_its_cure(error: Exception, cure: str) -> None:
    told = str(store_error("/p/state.db", error, 30))
    assert told.startswith("/p/state.db: ")
    assert cure in told


def test_a_place_that_cannot_be_written_may_still_be_looked_at() -> None:
    assert hinders_writing(of_system(errno.EROFS))
    assert hinders_writing(of_sqlite(sqlite3.SQLITE_CANTOPEN, "unable to open"))
    assert not hinders_writing(of_sqlite(sqlite3.SQLITE_CORRUPT, "malformed"))
    assert is_full(of_system(errno.EDQUOT))
    assert not is_full(of_system(errno.EROFS))
