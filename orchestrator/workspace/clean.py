"""A throw-away copy of exactly what an attempt would commit, for gates that must not see anything else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestrator.errors import WorkspaceError
from orchestrator.removal import remove_folder
from orchestrator.workspace.opening import Workspace


@contextmanager
def clean_checkout(workspace: Workspace, tree: str, folder: str) -> Iterator[str]:
    """The files of a snapshot in a new folder, which is removed afterwards, whatever happened.

    Copies that were left behind by killed processes go, too: nobody else may be at work on the project.

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
        ours = _prefix(workspace.root)
        mine = f"{ours}{os.getpid()}-"
        _remove_left(folder, ours, mine)
        copy = tempfile.mkdtemp(prefix=mine, dir=folder)
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


def _prefix(root: str) -> str:
    """How the names of this project's copies begin; many projects share the folder."""
    found = os.stat(root)
    return f"orchestrate-clean-{found.st_dev:x}-{found.st_ino:x}-"


def _remove_left(folder: str, ours: str, mine: str) -> None:
    """Remove this project's copies, but those of this process."""
    with os.scandir(folder) as entries:
        left = [entry for entry in entries if entry.name.startswith(ours) and not entry.name.startswith(mine)]
    for entry in left:
        if entry.is_dir(follow_symlinks=False) and entry.stat().st_uid == os.geteuid():
            with suppress(OSError):  # as below
                remove_folder(entry.path)
