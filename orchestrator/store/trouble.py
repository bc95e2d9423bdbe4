"""What an error of the disk or of SQLite means for a person: what is wrong, where, and the cure. Pure."""

from __future__ import annotations

import sqlite3
from errno import EACCES, EDQUOT, EIO, ENOSPC, EPERM, EROFS

from orchestrator.errors import StoreError

_FULL = frozenset({ENOSPC, EDQUOT})
_FORBIDDEN = frozenset({EACCES, EPERM, EROFS})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_CLOSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_HINDERED = _CLOSED | {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

SPACE_CURE = "free some space; a run that began goes on with `orchestrate resume`"
DAMAGE_CURE = "the file is damaged; move it away to start anew, or restore it from a backup"


def is_full(error: OSError) -> bool:
    """Whether there is no space left, on the disk or for this user."""
    return error.errno in _FULL


def hinders_writing(error: Exception) -> bool:
    """Whether a place that cannot be written explains the error; to look may still be possible."""
    if isinstance(error, sqlite3.Error):
        return _code(error) in _HINDERED
    return isinstance(error, OSError) and error.errno in _FULL | _FORBIDDEN


def store_error(path: str, error: Exception, patience: float = 0.0) -> StoreError:
    """The error of a file, in words.

    Args:
        path: the file.
        error: of the system or of SQLite.
        patience: seconds for which other programs were waited for.
    """
    if isinstance(error, sqlite3.Error):
        return StoreError(f"{path}: {error}; {_cure_of_database(error, patience)}")
    if isinstance(error, UnicodeDecodeError):  # SQLite's message names something that is no text
        return StoreError(f"{path}: malformed names; {DAMAGE_CURE}")
    said = (isinstance(error, OSError) and error.strerror) or str(error)
    return StoreError(f"{path}: {said}; {_cure_of_system(error)}")


def _cure_of_database(error: sqlite3.Error, patience: float) -> str:
    code, text = _code(error), str(error)
    if code in _BUSY:
        return f"another program held it for over {patience:g} seconds; close that program and try again"
    if code == sqlite3.SQLITE_FULL or "disk is full" in text:
        return SPACE_CURE
    if code in _DAMAGED or "malformed" in text or "decode" in text:  # not only errors of SQLite's own
        return DAMAGE_CURE
    if code in _CLOSED:
        return "make the folder and the file readable and writable for you"
    if code == sqlite3.SQLITE_IOERR:  # a full disk and a quota show themselves as this one, too
        return "free some space, or look at the disk; a run that began goes on with `orchestrate resume`"
    return "look at the disk and the file; no step is taken that could not be recorded"


def _cure_of_system(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL:
        return SPACE_CURE
    if number in _FORBIDDEN:
        return "make the folder and the file readable and writable for you"
    if number == EIO:
        return "look at the disk; a run that began goes on with `orchestrate resume`"
    return "look at the disk and the file; no step is taken that could not be recorded"


def _code(error: sqlite3.Error) -> int:
    """Without the upper bits, which say more than is needed; 0 for an error of the driver itself."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
