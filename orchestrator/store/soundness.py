"""Whether an error is ours, or comes from a damaged file.

SQLite looks at its pages only. An error that no code of ours should have raised may come from a value that a
broken disk, or somebody, has put there; nobody pays for the look before that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.errors import OrchestratorError, Paused, Stopped, StoreError
from orchestrator.store.database import Database


@contextmanager
def blamed_on_damage(db: Database) -> Iterator[None]:
    """What goes wrong inside and should not is the file's fault when the file is damaged, and ours otherwise.

    Raises:
        StoreError: the file is damaged.
    """
    try:
        yield
    except (OrchestratorError, OSError, Stopped, Paused):
        raise
    except Exception as error:
        from orchestrator.store.values import check  # only an error needs its tables

        try:
            check(db)
        except StoreError as damage:
            raise damage from error
        raise
