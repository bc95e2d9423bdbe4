"""A state file that is looked at again and again, while others write, migrate, remove or replace it."""

from __future__ import annotations

import os
from typing import NamedTuple

from orchestrator.store.database import Database


class Version(NamedTuple):
    """Stands for what a look finds: the same as before when nothing was committed in between."""

    device: int
    inode: int
    commits: int  # SQLite's data_version


class Following:
    """Keeps a state file open for looking."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._db: Database | None = None
        self._file = (0, 0)

    def database(self) -> Database | None:
        """The state as it is now; None when there is no such file.

        Raises:
            StoreError: there is one, but it cannot be read.
        """
        try:
            found = os.stat(self._path)
        except OSError:
            self.close()
            return None
        if (found.st_dev, found.st_ino) != self._file:
            self.close()
        if self._db is None:
            self._db = Database(self._path, looking=True)
            self._file = (found.st_dev, found.st_ino)
        return self._db

    def version(self) -> Version:
        """Of the database that is open.

        Raises:
            StoreError: it cannot be read.
        """
        row = self._db.row("PRAGMA data_version") if self._db is not None else None
        return Version(*self._file, row[0] if row is not None else 0)

    def close(self) -> None:
        """Give the file back; the next look opens it again."""
        if self._db is not None:
            self._db.close()
        self._db, self._file = None, (0, 0)
