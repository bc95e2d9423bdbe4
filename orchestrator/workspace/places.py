"""Looks at single files of the project and puts them back, never through a link.

Paths are relative to the root, as `os.fsdecode` gives them.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from orchestrator.removal import remove_folder

KEPT_BYTES = 50 * 1024 * 1024  # the content of larger files is not kept; size and time stand for it
STAND_IN_BYTES = 200  # what stands for a content is shorter


class Kind(Enum):
    """What stands at a path."""

    FILE = "file"
    LINK = "link"
    STAND_IN = "stand-in"  # a file too large or not readable: size and time of change stand for its content


@dataclass(frozen=True, slots=True)
class Look:
    """What a path holds."""

    kind: Kind
    mode: int  # the permission bits
    digest: str  # SHA-256 of the content, of a link's target, or of a large file's size and time


def look(root: str, path: str) -> Look | None:
    """What is there; None for nothing, a folder, or what is neither file nor link (sockets, devices)."""
    taken = take(root, path)
    return None if taken is None else taken[0]


def take(root: str, path: str) -> tuple[Look, bytes] | None:
    """What is there, as `look` tells it, and its content: of the file, the link's target, or a stand-in."""
    full = os.path.join(root, path)
    try:
        found = os.lstat(full)
        if stat.S_ISLNK(found.st_mode):
            target = os.fsencode(os.readlink(full))
            return Look(Kind.LINK, 0o777, digest(target)), target
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    kind = Kind.FILE
    try:
        content = read(full)
    except OSError:  # large, or not readable
        kind, content = Kind.STAND_IN, stand_in(found)
    return Look(kind, stat.S_IMODE(found.st_mode), digest(content)), content


def stand_in(found: os.stat_result) -> bytes:
    """What is recorded instead of a content that is not kept."""
    return b"orchestrate keeps no copy of this file\nsize %d bytes, changed at %d ns\n" % (
        found.st_size,
        found.st_mtime_ns,
    )


def is_stand_in(content: bytes) -> bool:
    """Whether a recorded content is only a stand-in."""
    return len(content) < STAND_IN_BYTES and content.startswith(
        b"orchestrate keeps no copy of this file\nsize "
    )


def read(full: str) -> bytes:
    """A file's content, not through a link at its end.

    Raises:
        OSError: it cannot be read, is no regular file, or is too large to be kept.
    """
    # Without O_NONBLOCK a FIFO that has just taken the file's place would hold us for ever.
    fd = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(fd, "rb") as file:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or found.st_size > KEPT_BYTES:
            raise OSError(27, "Not a regular file, or too large to be kept")
        content = file.read(KEPT_BYTES + 1)
    if len(content) > KEPT_BYTES:
        raise OSError(27, "File is too large to be kept")
    return content


def put(root: str, path: str, content: bytes, mode: int, *, exact: bool = False) -> None:
    """Put a file back in one step. What stands in its way - a folder, or a link instead of a folder - goes.

    Args:
        root: the project.
        path: where, below it.
        content: every byte of it.
        mode: permission bits; the user's umask is applied, unless they are `exact`.
        exact: see `mode`.

    Raises:
        OSError: it cannot be written.
    """
    full = clear(root, path)
    aside = _aside(full)
    fd = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    try:
        with open(fd, "wb") as file:
            file.write(content)
            if exact:
                os.fchmod(fd, mode)
        os.replace(aside, full)
    except BaseException:
        os.unlink(aside)
        raise


def put_link(root: str, path: str, target: bytes) -> None:
    """Put a link back, as `put` does a file.

    Raises:
        OSError: it cannot be made.
    """
    full = clear(root, path)
    aside = os.fsencode(_aside(full))
    os.symlink(target, aside)
    os.replace(aside, full)


def remove(root: str, path: str) -> None:
    """Remove a file or link, if it is there and no folder above it is a link.

    Raises:
        OSError: it cannot be removed.
    """
    if not behind_link(root, path):
        try:
            os.unlink(os.path.join(root, path))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return


def clear(root: str, path: str) -> str:
    """Make way for a file: real folders above it, no folder in its place; returns its full path.

    Raises:
        OSError: something in the way cannot be removed.
    """
    full = root
    names = path.split("/")
    for name in names[:-1]:
        full = os.path.join(full, name)
        if os.path.lexists(full) and not is_folder(full):
            os.unlink(full)
        if not is_folder(full):
            os.mkdir(full)
    full = os.path.join(full, names[-1])
    if is_folder(full):
        remove_folder(full)
    return full


def is_folder(full: str) -> bool:
    """Whether it is a folder itself and no link to one."""
    return os.path.isdir(full) and not os.path.islink(full)


def behind_link(root: str, path: str) -> bool:
    """Whether a folder above the path is a link, so that the path leads elsewhere."""
    full = root
    for name in path.split("/")[:-1]:
        full = os.path.join(full, name)
        if os.path.islink(full):
            return True
    return False


def _aside(full: str) -> str:
    """Where a file is written until it is whole: always the same place, cleared of what a killed writer left.

    Whoever is killed here finds the file not yet put back, and so comes here again.
    """
    folder, name = os.path.split(full)
    aside = os.path.join(folder, f".orchestrate-{digest(os.fsencode(name))[:16]}.tmp")
    with suppress(FileNotFoundError):
        os.unlink(aside)
    return aside


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
