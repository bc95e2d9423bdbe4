"""One SQLite file, opened one way, changed only inside `atomic()`.

Facts behind the settings: a deferred BEGIN that later writes fails at once with SQLITE_BUSY, whatever
the timeout; BEGIN IMMEDIATE waits for its turn. So does the change to a write-ahead log fail, which only
a new file needs. `executescript` would commit an open transaction.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestrator.errors import StoreError
from orchestrator.store.schema import MIGRATIONS
from orchestrator.store.trouble import hinders_writing, store_error

BUSY_SECONDS = 30.0
WHOLE_LOOK = 32_000_000  # bytes that a look through takes about 50 ms for


class Database:
    """An open state file. Threads may share it: one statement or transaction at a time."""

    def __init__(self, path: str, patience: float = BUSY_SECONDS, *, looking: bool = False) -> None:
        """Open, and create or migrate when needed; wait so many seconds for other programs.

        Args:
            looking: nothing will be written, so that a place that cannot be written will do.

        Raises:
            StoreError: the file cannot be opened, is no database, or was written by a newer version.
        """
        self.path = path
        self._patience = patience
        self._lock = threading.RLock()
        self._depth = 0
        self._alone = False
        self._left_open = _holds_more(path)
        try:
            self._file = _create_private(path)
            self._open(path)
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            if not (looking and hinders_writing(error)):
                raise self._error(error) from error
            self._open_to_look()

    def _open(self, place: str) -> None:
        """Open the file; or, by a URI, one that is not to be written."""
        # isolation_level=None: the driver never opens a transaction behind our back.
        self._db = sqlite3.connect(
            place,
            isolation_level=None,
            timeout=self._patience,
            check_same_thread=False,
            uri=place != self.path,
        )
        try:
            self._db.row_factory = sqlite3.Row
            if place == self.path:
                self._write_ahead()
                for pragma in ("synchronous = FULL", "foreign_keys = ON"):
                    self._db.execute(f"PRAGMA {pragma}")
                self._migrate()
            else:
                self._refuse_older()
        except BaseException:
            self._db.close()
            raise

    def _open_to_look(self) -> None:
        """Open what cannot be written, in the two ways that SQLite has for that.

        Raises:
            StoreError: neither works, or the file would have to be migrated first.
        """
        self._file = _identity(self.path)
        try:
            try:
                self._open(_uri(self.path, "mode=ro"))
            except sqlite3.Error:
                if _holds_more(self.path):
                    raise
                # Where nothing can be written there is no place for an index of the log. Without a log
                # none is needed, if SQLite is told that the file stays as it is.
                self._open(_uri(self.path, "immutable=1"))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._error(error) from error

    def _write_ahead(self) -> None:
        """Change a new file to a write-ahead log; SQLite itself does not wait for others who use it."""
        deadline = time.monotonic() + self._patience
        while self._pragma("journal_mode") != "wal":
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.005)

    def check_start(self) -> None:
        """What is worth its time before something is written: a large file only after an unclean end.

        Raises:
            StoreError: it is damaged.
        """
        if self._left_open or os.path.getsize(self.path) <= WHOLE_LOOK:
            self.check()

    def check(self, *, thorough: bool = False) -> None:
        """Look through all pages of the file; thorough: also whether tables and indexes agree.

        Raises:
            StoreError: it is damaged.
        """
        found = [str(row[0]) for row in self.rows(f"PRAGMA {'integrity' if thorough else 'quick'}_check(1)")]
        if found != ["ok"]:
            raise self.damaged(found[0].splitlines()[-1])

    def damaged(self, what: str) -> StoreError:
        """The error that says so of this file."""
        return self._error(sqlite3.DatabaseError(f"malformed: {what}"))

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
    def reading(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever others commit meanwhile.

        Keep it short: while it lasts the log cannot be folded back into the file.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._lock:
            if self._db.in_transaction:  # ours, and a transaction is of one moment anyway
                yield
                return
            self.rows("BEGIN")
            try:
                yield
            finally:
                self._undo("ROLLBACK")

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
            except (sqlite3.Error, UnicodeDecodeError) as error:
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
        return store_error(self.path, error, self._patience)

    def _pragma(self, name: str) -> object:
        return self._db.execute(f"PRAGMA {name}").fetchone()[0]

    def _version(self) -> int:
        return int(str(self._pragma("user_version")))

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return  # the common case takes no write lock, so that readers never wait for a run
        self._refuse_newer(self._version())
        with self.atomic():
            # Read again inside the transaction: two processes may open a new file at once.
            done = self._version()
            self._refuse_newer(done)
            for statements in MIGRATIONS[done:]:
                for statement in statements:
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _refuse_older(self) -> None:
        """What cannot be written cannot be migrated, either."""
        version = self._version()
        self._refuse_newer(version)
        if version < len(MIGRATIONS):
            raise StoreError(
                f"{self.path}: written by an older orchestrate (format {version}, this one needs"
                f" {len(MIGRATIONS)}) and cannot be written now;"
                " make the folder and the file writable for you"
            )

    def _refuse_newer(self, version: int) -> None:
        if version > len(MIGRATIONS):
            raise newer(self.path, version)


def newer(path: str, version: int) -> StoreError:
    """The error for a file in a format that this version does not know yet."""
    return StoreError(
        f"{path}: written by a newer orchestrate (format {version}, this one knows "
        f"{len(MIGRATIONS)}); use that version, or move the file away to start anew"
    )


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


def _uri(path: str, how: str) -> str:
    """What SQLite takes for a file with options; these three characters mean something in a URI."""
    place = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{place}?{how}"


def _holds_more(path: str) -> bool:
    """Whether beside the file lies a log with what was committed last."""
    try:
        return os.stat(f"{path}-wal").st_size > 0
    except OSError:
        return False
