"""Puts recorded files back, whichever way they were recorded."""

from __future__ import annotations

import os
import stat

from orchestrator.errors import WorkspaceError
from orchestrator.workspace import places

FILE, PROGRAM, LINK = "100644", "100755", "120000"  # modes as git writes them


def mode_of(status: os.stat_result) -> str:
    """What is recorded of a file's type and permissions."""
    if stat.S_ISLNK(status.st_mode):
        return LINK
    return PROGRAM if status.st_mode & stat.S_IXUSR else FILE


def put_back(root: str, path: str, mode: str, content: bytes) -> str:
    """Put one file back; returns what hinders it, with a cure, or nothing."""
    try:
        if mode == LINK:
            places.put_link(root, path, content)
        elif not places.is_stand_in(content):
            places.put(root, path, content, 0o777 if mode == PROGRAM else 0o666)
        elif not _is_original(root, path, content):
            return f"{path}: no copy was kept, as it is large or not readable; put it back from elsewhere"
    except OSError as error:
        return f"{path}: cannot be put back: {error.strerror}; make its folder writable for you"
    return ""


def take_away(root: str, path: str) -> str:
    """Remove one file that was not there; returns what hinders it, with a cure, or nothing."""
    try:
        places.remove(root, path)
    except OSError as error:
        return f"{path}: cannot be removed: {error.strerror}; make its folder writable for you"
    return ""


def copy_original(root: str, path: str, stand_in: bytes, target: str) -> None:
    """Copy a file that only a stand-in is recorded of.

    Raises:
        WorkspaceError: it is no longer as it was, or cannot be read.
    """
    import shutil  # such files are rare

    try:
        if _is_original(root, path, stand_in):
            shutil.copyfile(os.path.join(root, path), target)
            return
        reason = "it changed since, and no copy was kept"
    except OSError as error:
        reason = str(error.strerror)
    raise WorkspaceError(f"{path}: cannot be copied as it was recorded: {reason}; record the project anew")


def _is_original(root: str, path: str, stand_in: bytes) -> bool:
    try:
        return places.stand_in(os.lstat(os.path.join(root, path))) == stand_in
    except OSError:
        return False
