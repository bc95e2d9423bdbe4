"""One SQLite file, opened one way, changed only inside `atomic()`.

Facts behind the settings: a deferred BEGIN that later writes fails at once with SQLITE_BUSY, whatever
the timeout; BEGIN IMMEDIATE waits for its turn. `executescript` would commit an open transaction.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestrator.errors import StoreError
from orchestrator.store.schema import MIGRATIONS

BUSY_SECONDS = 30.0


class Database:
    """An open state file. Threads may share it: one statement or transaction at a time."""

    def __init__(self, path: str, patience: float = BUSY_SECONDS) -> None:
        """Open, and create or migrate when needed; wait so many seconds for other programs.

        Raises:
            StoreError: the file cannot be opened, is no database, or was written by a newer version.
        """
        self.path = path
        self._patience = patience
        self._lock = threading.RLock()
        self._depth = 0
        self._alone = False
        try:
            self._file = _create_private(path)
            # isolation_level=None: the driver never opens a transaction behind our back.
            self._db = sqlite3.connect(path, isolation_level=None, timeout=patience, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self._error(error) from error
        try:
            self._db.row_factory = sqlite3.Row
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._migrate()
        except sqlite3.Error as error:
            self._db.close()
            raise self._error(error) from error
        except BaseException:
            self._db.close()
            raise

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All that is written inside becomes durable together, or nothing does.

        May nest: an inner block that fails is undone by itself, and becomes durable with the outermost.

        Raises:
            StoreError: it could not be written; nothing of it counts.
        """
        with self._lock:
            mark = f"depth_{self._depth}"
            begin, commit, undo = (
                (f"SAVEPOINT {mark}", f"RELEASE {mark}", f"ROLLBACK TO {mark}")
                if self._depth
                else ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
            )
            self._depth += 1
            try:
                self._check_place()
                if self._depth > 1 or not self._db.in_transaction:
                    self._db.execute(begin)
                yield
                self._db.execute(commit)
            except BaseException as error:
                self._undo(undo)
                if isinstance(error, sqlite3.Error):
                    raise self._error(error) from error
                raise
            finally:
                self._depth -= 1
                self._stay_alone()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer out, also between our own transactions; readers are not hindered.

        Workers run as the same user, and one that writes itself done would be believed. SQLite allows one
        writer at a time: a transaction that is always open, and nearly always empty, keeps the place.
        """
        self._alone = True
        try:
            self._stay_alone()
            yield
        finally:
            with self._lock:
                self._alone = False
                self._undo("ROLLBACK")

    def _stay_alone(self) -> None:
        """Open the transaction that keeps others out, unless there is one."""
        with self._lock:
            if self._alone and not self._depth and not self._db.in_transaction:
                with suppress(
                    sqlite3.Error
                ):  # somebody was faster: the next `atomic` waits for the end of it
                    self._db.execute("BEGIN IMMEDIATE")

    def write(self, statement: str, *values: object) -> int:
        """Execute one changing statement, inside `atomic()`; the number of rows it touched."""
        assert self._depth, "writing happens inside atomic()"
        return self._db.execute(statement, _storable(values)).rowcount

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._lock:
            try:
                return self._db.execute(query, _storable(values)).fetchall()
            except sqlite3.Error as error:
                raise self._error(error) from error

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        with self._lock:
            self._db.close()

    def _check_place(self) -> None:
        """SQLite goes on writing into a file that was removed, and nobody would ever read it again.

        Raises:
            StoreError: the file is gone, or another one is in its place.
        """
        if _identity(self.path) != self._file:
            raise StoreError(
                f"{self.path}: it was removed or replaced while we worked (a worker that cleans up?), so"
                " nothing more is recorded; put it back and go on with `orchestrate resume`, or start over"
            )

    def _undo(self, statement: str) -> None:
        """Undo what is open; an error here must not hide the one that led to it."""
        try:
            if self._db.in_transaction:  # a failing statement may have ended it already
                self._db.execute(statement)
        except sqlite3.Error:
            return  # without a COMMIT nothing of it counts, whatever happens to the connection

    def _error(self, error: Exception) -> StoreError:
        return _store_error(self.path, error, self._patience)

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return  # the common case takes no write lock, so that readers never wait for a run
        with self.atomic():
            # Read again inside the transaction: two processes may open a new file at once.
            done = self._version()
            if done > len(MIGRATIONS):
                raise StoreError(
                    f"{self.path}: written by a newer orchestrate (format {done}, this one knows "
                    f"{len(MIGRATIONS)}); use that version, or move the file away to start anew"
                )
            for statements in MIGRATIONS[done:]:
                for statement in statements:
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _create_private(path: str) -> tuple[int, int] | None:
    """SQLite gives its -wal and -shm files the permissions of the database: private from the start.

    Returns what tells the file from another one of that name.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    return _identity(path)


def _identity(path: str) -> tuple[int, int] | None:
    """Device and inode; None when there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def _storable(values: tuple[object, ...]) -> tuple[object, ...]:
    """Text from outside may hold halves of surrogate pairs, which no database could encode."""
    return tuple(
        value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value
        for value in values
    )


def _store_error(path: str, error: Exception, patience: float) -> StoreError:
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    if "locked" in text or "busy" in text:
        cure = f"another program held it for over {patience:g} seconds; close that program and try again"
    elif "disk is full" in text or "No space" in text:
        cure = "free some space and go on with `orchestrate resume`"
    elif "not a database" in text or "malformed" in text:
        cure = "the file is damaged; move it away to start anew, or restore it from a backup"
    elif isinstance(error, PermissionError) or "readonly" in text or "unable to open" in text:
        cure = "make the folder and the file readable and writable for you"
    else:
        cure = "look at the disk and the file; no step is taken that could not be recorded"
    return StoreError(f"{path}: {text}; {cure}")
