"""Covers secrets in files where they lie: same length, so that a kill in between leaves whole files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestrator.redaction import Secrets

CHUNK = 1024 * 1024  # bytes read at a time
_FLAGS = (
    os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
)  # neither led away by a link nor held by a pipe


def redact_file(path: str, secrets: Secrets, chunk: int = CHUNK) -> int:
    """Cover every secret in a regular file; how many there were.

    A file without any is not touched, one with some keeps its times. What is no regular file, or is gone, has
    none. Another name of the same file (a hard link) keeps what it had.

    Args:
        path: of the file; a link is not followed.
        secrets: what to cover.
        chunk: bytes read at a time; the memory that is needed follows from it.

    Raises:
        OSError: the file cannot be read or written.
    """
    if not secrets:
        return 0
    with suppress(FileNotFoundError), _opened(path) as descriptor:
        if descriptor is None:
            return 0
        before = os.fstat(descriptor)
        if before.st_nlink > 1:
            return _redact_apart(path, descriptor, secrets, chunk)
        return _redact(descriptor, before, secrets, chunk)
    return 0


def redact_folder(folder: str, secrets: Secrets, skip: frozenset[str] = frozenset()) -> int:
    """Cover every secret in all regular files below a folder; how many there were. Links are not followed.

    Args:
        folder: it may be gone.
        secrets: what to cover.
        skip: names of entries of the folder itself that are left alone.

    Raises:
        OSError: a file cannot be read or written.
    """
    if not secrets:
        return 0
    found = 0
    for entry in _entries(folder):
        if entry.name in skip:
            continue
        if entry.is_dir(follow_symlinks=False):
            found += redact_folder(entry.path, secrets)
        elif entry.is_file(follow_symlinks=False):
            found += redact_file(entry.path, secrets)
    return found


def _redact(descriptor: int, before: os.stat_result, secrets: Secrets, chunk: int) -> int:
    hits = 0
    for offset, cover in _patches(descriptor, secrets, chunk):
        _write(descriptor, cover, offset)
        hits += 1
    if hits:
        os.utime(descriptor, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.fsync(descriptor)  # a power failure must not bring back what is sealed as covered
    return hits


def _patches(descriptor: int, secrets: Secrets, chunk: int) -> Iterator[tuple[int, bytes]]:
    """(offset in the file, what to put there), found in windows that overlap by the longest form."""
    window, base, begin, done = b"", 0, 0, 0
    while True:
        piece = os.pread(descriptor, chunk, base + len(window))
        window += piece
        limit = max(begin, len(window) - secrets.longest + 1) if piece else len(window)
        for start, cover in secrets.patches(window, begin, limit, done - base):
            yield base + start, cover
            done = base + start + len(cover)
        if not piece:
            return
        keep = max(0, limit - 1)  # with the byte before, which tells whether the next one is escaped
        window, base, begin = window[keep:], base + keep, limit - keep


def _write(descriptor: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(descriptor, data, offset)
        data, offset = data[written:], offset + written


def _redact_apart(path: str, source: int, secrets: Secrets, chunk: int) -> int:
    """The same in a copy that takes the file's name: what it is linked to may be a file of the project."""
    if next(_patches(source, secrets, chunk), None) is None:
        return 0
    aside = f"{path}.{os.getpid()}.tmp"
    descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        offset = 0
        while piece := os.pread(source, chunk, offset):
            _write(descriptor, piece, offset)
            offset += len(piece)
        hits = _redact(descriptor, os.fstat(source), secrets, chunk)
        os.replace(aside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(aside)
        raise
    finally:
        os.close(descriptor)
    return hits


@contextmanager
def _opened(path: str) -> Iterator[int | None]:
    """A regular file, to be read and written; None when it is something else.

    Raises:
        OSError: it is not there, or cannot be opened.
    """
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            yield None
            return
        if status.st_mode & 0o600 != 0o600:  # what a worker wrote-protected is to be covered all the same
            os.chmod(path, 0o600)
        descriptor = os.open(path, _FLAGS)
    except NotADirectoryError as gone:
        raise FileNotFoundError(gone.errno, gone.strerror, path) from gone
    try:
        yield descriptor if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    finally:
        os.close(descriptor)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What lies in a folder, by name; nothing when it is gone or is none."""
    try:
        mode = os.lstat(folder).st_mode
        if not stat.S_ISDIR(mode):
            return []
        if mode & 0o700 != 0o700:
            os.chmod(folder, 0o700)
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
