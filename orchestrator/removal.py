"""Removes folders: what a worker left in them must not lead a removal astray."""

from __future__ import annotations

import errno
import os
import stat


def remove_folder(full: str) -> None:
    """Remove a folder with all that is in it, through no link, however deep, also where a mode forbids that.

    What lies in an inner folder is moved up before it goes: paths stay short, and few folders are open at a
    time. A link in the place of the folder itself is removed, and not what it leads to.

    Raises:
        OSError: something cannot be removed.
    """
    parent = os.open(os.path.dirname(full) or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        name = os.path.basename(full)
        if not _is_folder(name, parent):
            os.unlink(name, dir_fd=parent)
            return
        top = _enter(name, parent)
        try:
            _empty(top)
        finally:
            os.close(top)
        os.rmdir(name, dir_fd=parent)
    finally:
        os.close(parent)


def _enter(name: str, parent: int) -> int:
    """Open a folder that may be emptied from now on."""
    os.chmod(name, 0o700, dir_fd=parent)
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)


def _empty(top: int) -> None:
    """Remove all that is in a folder."""
    moved = 0
    while inner := _unlinked(top):
        for name in inner:
            folder = _enter(name, top)
            try:
                for deeper in _unlinked(folder):
                    os.chmod(deeper, 0o700, dir_fd=folder)  # its `..` is about to change
                    moved = _move_up(deeper, folder, top, moved)
            finally:
                os.close(folder)
            os.rmdir(name, dir_fd=top)


def _unlinked(folder: int) -> list[str]:
    """Remove the files of a folder; the names of the folders in it."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in found:
        if not is_folder:
            os.unlink(name, dir_fd=folder)
    return [name for name, is_folder in found if is_folder]


def _move_up(name: str, folder: int, top: int, moved: int) -> int:
    """Move a folder to the top under a name that is free there; the number that was used for it."""
    while True:
        moved += 1
        try:
            os.rename(name, f"{moved}.moved", src_dir_fd=folder, dst_dir_fd=top)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        else:
            return moved


def _is_folder(name: str, parent: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
