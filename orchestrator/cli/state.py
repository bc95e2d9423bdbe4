"""Opens a project's state for commands that only look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from orchestrator.project import find_root, working_folder
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import active_run


class State(NamedTuple):
    """What a look finds."""

    db: Database | None  # None: nothing was ever run here
    active: str | None  # the run that is being carried out right now


@contextmanager
def open_state() -> Iterator[State]:
    """The state of the project around the working folder.

    Raises:
        StoreError: there is one, but it cannot be read.
    """
    folder = StateFolder(find_root(working_folder()))
    if not os.path.exists(folder.database):
        yield State(None, None)
        return
    db = Database(folder.database)
    try:
        yield State(db, active_run(folder.lock))
    finally:
        db.close()
