"""Opens a project's state for the one command at a time that works in the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from orchestrator.files import sweep
from orchestrator.process.leftovers import PROJECT, end_marked
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.store.lock import held


class OwnState(NamedTuple):
    """A project's state in the hands of the only one who may change it."""

    db: Database
    announce: Callable[[str], None]  # tells onlookers which run is carried out


@contextmanager
def state_of(folder: StateFolder, purpose: str) -> Iterator[OwnState]:
    """The state of a project, for the only one who may change it.

    Processes that a run before left behind are ended first: nothing works on the project but us.

    Raises:
        LockedError: another orchestrator is at work.
        StoreError: the state cannot be read or written.
    """
    prepare(folder)
    with held(folder.lock, purpose) as announce:
        end_marked(PROJECT, folder.root, grace=2.0)
        sweep(folder.path, below=False)
        db = Database(folder.database)
        try:
            yield OwnState(db, announce)
        finally:
            db.close()
