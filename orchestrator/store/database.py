"""One SQLite file, opened one way, changed only inside `atomic()`.

Facts behind the settings: a deferred BEGIN that later writes fails at once with SQLITE_BUSY, whatever
the timeout; BEGIN IMMEDIATE waits for its turn. `executescript` would commit an open transaction.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.errors import StoreError
from orchestrator.store.schema import MIGRATIONS

BUSY_SECONDS = 30.0


class Database:
    """An open state file. Threads may share it: one statement or transaction at a time."""

    def __init__(self, path: str) -> None:
        """Open, and create or migrate when needed.

        Raises:
            StoreError: the file cannot be opened, is no database, or was written by a newer version.
        """
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        try:
            _create_private(path)
            # isolation_level=None: the driver never opens a transaction behind our back.
            self._db = sqlite3.connect(
                path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise _store_error(path, error) from error
        try:
            self._db.row_factory = sqlite3.Row
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._migrate()
        except sqlite3.Error as error:
            self._db.close()
            raise _store_error(path, error) from error
        except BaseException:
            self._db.close()
            raise

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All that is written inside becomes durable together, or nothing does; may nest.

        Raises:
            StoreError: it could not be written; nothing of it counts.
        """
        with self._lock:
            outermost = self._depth == 0
            self._depth += 1
            try:
                if outermost:
                    self._db.execute("BEGIN IMMEDIATE")
                yield
                if outermost:
                    self._db.execute("COMMIT")
            except BaseException as error:
                if outermost and self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise _store_error(self.path, error) from error
                raise
            finally:
                self._depth -= 1

    def write(self, statement: str, *values: object) -> int:
        """Execute one changing statement, inside `atomic()`; the number of rows it touched."""
        assert self._depth, "writing happens inside atomic()"
        return self._db.execute(statement, values).rowcount

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise _store_error(self.path, error) from error

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        with self._lock:
            self._db.close()

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


def _create_private(path: str) -> None:
    """SQLite gives its -wal and -shm files the permissions of the database: private from the start."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _store_error(path: str, error: Exception) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        cure = (
            f"another program held it for over {BUSY_SECONDS:.0f} seconds; close that program and try again"
        )
    elif "disk is full" in text or "No space" in text:
        cure = "free some space and go on with `orchestrate resume`"
    elif "not a database" in text or "malformed" in text:
        cure = "the file is damaged; move it away to start anew, or restore it from a backup"
    elif isinstance(error, PermissionError) or "readonly" in text or "unable to open" in text:
        cure = "make the folder and the file readable and writable for you"
    else:
        cure = "look at the disk and the file; no step is taken that could not be recorded"
    return StoreError(f"{path}: {text}; {cure}")
