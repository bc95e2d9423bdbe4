"""The files of an attempt, read without trust: a worker can reach them while its session lasts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO

TAIL_BYTES = 8_192
PASSING = frozenset({"beat"})  # a supervisor's sign of life proves nothing afterwards


def digests(folder: str) -> dict[str, str]:
    """Every file below an attempt's folder: its path there -> SHA-256."""
    return {path: digest_of(os.path.join(folder, path)) for path in _below(folder, "")}


def digest_of(path: str) -> str:
    """The SHA-256 of a file; a word in brackets for what is no file that could be read."""
    from hashlib import file_digest  # it loads OpenSSL, which who only shows does without

    try:
        if os.path.islink(path):
            return f"(link to {os.readlink(path)})"
        with _opened(path) as file:
            return "(no file)" if file is None else file_digest(file, "sha256").hexdigest()
    except OSError:
        return "(unreadable)"


def text(path: str) -> str | None:
    """A file as text; None when it is gone or is no file."""
    found = _read(path, None, os.SEEK_SET)
    return None if found is None else found.decode("utf-8", "replace")


def tail(path: str) -> str | None:
    """The end of a file as text, from the start of a line; None when it is gone or is no file."""
    found = _read(path, TAIL_BYTES + 1, os.SEEK_END)
    if found is None:
        return None
    if len(found) > TAIL_BYTES:
        found = found[1:].partition(b"\n")[2] or found[1:]
    return found.decode("utf-8", "replace")


def content(path: str, most: int) -> bytes | None:
    """The first so many bytes of a file; None when it is gone or is no file."""
    return _read(path, most, os.SEEK_SET)


def _read(path: str, most: int | None, where: int) -> bytes | None:
    """All of a file, or so many bytes of its beginning or end."""
    try:
        with _opened(path) as file:
            if file is None:
                return None
            if most is None:
                return file.read()
            size = os.fstat(file.fileno()).st_size
            if where == os.SEEK_END and size > most:
                file.seek(-most, os.SEEK_END)
            return file.read(min(most, size))
    except OSError:
        return None


@contextmanager
def _opened(path: str) -> Iterator[FileIO | None]:
    """A regular file; None when it is something else, such as a pipe or a folder.

    Raises:
        OSError: it is not there, is a link, or cannot be read.
    """
    # O_NONBLOCK: a pipe that a worker laid there must not hold us.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        yield None
        return
    with FileIO(descriptor) as file:
        yield file


def _below(folder: str, prefix: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(os.path.join(folder, prefix)), key=lambda entry: entry.name)
    except OSError:  # removed, or made unreadable: then its files are not found
        return
    for entry in entries:
        path = os.path.join(prefix, entry.name)
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder, path)
        elif entry.name not in PASSING:
            yield path
