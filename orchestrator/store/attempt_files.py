"""The files of an attempt, read without trust: a worker can reach them while its session lasts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from orchestrator.evidence_chain import digest

TAIL_BYTES = 8_192
PASSING = frozenset({"beat"})  # a supervisor's sign of life proves nothing afterwards


def digests(folder: str) -> dict[str, str]:
    """Every file below an attempt's folder: its path there -> SHA-256."""
    return {path: digest_of(os.path.join(folder, path)) for path in _below(folder, "")}


def digest_of(path: str) -> str:
    """The SHA-256 of a file; a word in brackets for what is no file that could be read."""
    try:
        if os.path.islink(path):
            return f"(link to {os.readlink(path)})"
        content = read(path)
    except OSError:
        return "(unreadable)"
    return "(no file)" if content is None else digest(content)


def read(path: str) -> bytes | None:
    """The content of a regular file; None when it is something else, such as a link or a pipe.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    if os.path.islink(path):
        return None
    # O_NONBLOCK: a pipe that a worker laid there must not hold us.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with open(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def text(path: str) -> str | None:
    """A file as text; None when it is gone or is no file."""
    try:
        content = read(path)
    except OSError:
        return None
    return None if content is None else content.decode("utf-8", "replace")


def tail(path: str) -> str | None:
    """The end of a file as text, from the start of a line; None when it is gone or is no file."""
    try:
        content = read(path)
    except OSError:
        return None
    if content is None:
        return None
    end = content[-TAIL_BYTES:]
    if len(content) > TAIL_BYTES:
        end = end.partition(b"\n")[2] or end
    return end.decode("utf-8", "replace")


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
