"""A throw-away copy of exactly what an attempt would commit, for gates that must not see anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestrator.errors import WorkspaceError
from orchestrator.files import remove_folder
from orchestrator.workspace.opening import Workspace


@contextmanager
def clean_checkout(workspace: Workspace, tree: str, folder: str) -> Iterator[str]:
    """The files of a snapshot in a new folder, which is removed afterwards, whatever happened.

    Args:
        workspace: what recorded the snapshot.
        tree: its id.
        folder: an existing folder to make the new one in; outside of the project, as tools look for their
            project upwards.

    Raises:
        WorkspaceError: the copy cannot be made.
    """
    import tempfile  # only gates that run in a clean copy need it

    try:
        copy = tempfile.mkdtemp(prefix="orchestrate-clean-", dir=folder)
    except OSError as error:
        raise WorkspaceError(
            f"{folder}: no clean copy of the project can be made there: {error.strerror}; make it writable "
            "for you, or set TMPDIR"
        ) from error
    try:
        workspace.export(tree, copy)
        yield copy
    finally:
        with suppress(OSError):  # something still writes there: the system's temporary folder gets it
            remove_folder(copy)
