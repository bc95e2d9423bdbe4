"""The files of an attempt, read without trust: a worker can reach them while its session lasts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader

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
    return _decoded(path, None)


def tail(path: str) -> str | None:
    """The end of a file as text, from the start of a line; None when it is gone or is no file."""
    return _decoded(path, TAIL_BYTES)


def content(path: str, most: int) -> bytes | None:
    """The first so many bytes of a file; None when it is gone or is no file."""
    try:
        with _opened(path) as file:
            return None if file is None else file.read(most)
    except OSError:
        return None


def _decoded(path: str, last: int | None) -> str | None:
    """A file as text, or so many bytes of its end."""
    try:
        with _opened(path) as file:
            if file is None:
                return None
            cut = last is not None and file.seek(0, os.SEEK_END) > last
            file.seek(-last if last is not None and cut else 0, os.SEEK_END if cut else os.SEEK_SET)
            content = file.read()
    except OSError:
        return None
    if cut:
        content = content.partition(b"\n")[2] or content
    return content.decode("utf-8", "replace")


@contextmanager
def _opened(path: str) -> Iterator[BufferedReader | None]:
    """A regular file; None when it is something else, such as a link or a pipe.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    if os.path.islink(path):
        yield None
        return
    # O_NONBLOCK: a pipe that a worker laid there must not hold us.
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        yield file if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None


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
