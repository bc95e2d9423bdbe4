"""Opens a project's state for the one command at a time that works in the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from orchestrator.errors import LockedError
from orchestrator.files import sweep
from orchestrator.process.employers import living_employer
from orchestrator.process.leftovers import PROJECT, end_marked, marked
from orchestrator.store import place
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.store.lock import held
from orchestrator.store.soundness import blamed_on_damage


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
        StoreError: the state cannot be read or written, or is damaged.
    """
    place.check(folder.path)
    prepare(folder)
    with held(folder.lock, purpose) as announce:
        _end_leftovers(folder)
        sweep(folder.path, below=False)
        db = Database(folder.database)
        try:
            db.check_start()
            with blamed_on_damage(db):
                yield OwnState(db, announce)
        finally:
            db.close()


def _end_leftovers(folder: StateFolder) -> None:
    """End what dead orchestrators left behind in the project.

    Raises:
        LockedError: one of them lives. Its lock was removed, with the folder that held it.
    """
    found = marked(PROJECT, folder.root)
    if not found:
        return
    if pid := living_employer(found):
        raise LockedError(
            f"{folder.path}: it was removed while process {pid} works on this project; put it back, or end"
            f" that process (kill {pid}) and try again"
        )
    end_marked(PROJECT, folder.root, grace=2.0)
