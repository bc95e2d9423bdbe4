"""Files and folders that are private to their owner, written whole or not at all; reading others."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

ASIDE = ".tmp"  # how the name of a file ends that is being written


def read_file(path: str, most: int) -> bytes:
    """The content of a regular file of at most this many bytes.

    Raises:
        OSError: it is not there, no file, not readable, or too large.
    """
    # Without O_NONBLOCK a pipe without a writer would hold us for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "Not a regular file")
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(most + 1)
    finally:
        os.close(descriptor)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"File is larger than {most // 2**20} MiB")
    return content


def make_private(path: str) -> None:
    """Make a folder with mode 0700, and every parent that is missing; an existing one gets that mode."""
    try:
        os.mkdir(path, 0o700)
    except FileNotFoundError:
        make_private(os.path.dirname(path))
        make_private(path)  # somebody else may have made it meanwhile
    except FileExistsError:
        if os.stat(path).st_mode & 0o077:
            os.chmod(path, 0o700)


def write_private(path: str, text: str, *, durable: bool = True) -> None:
    """Write a file with mode 0600 in one step: it is there as a whole or not at all.

    Args:
        durable: it survives a power failure as soon as this returns.

    Raises:
        OSError: it could not be written; it names the file.
    """
    aside = f"{path}.{os.getpid()}{ASIDE}"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException as error:
        os.unlink(aside)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = path  # a write that fails does not say where
        raise


def write_shared(path: str, text: str) -> None:
    """Write a file for others, in one step, with the mode that new files of this user have.

    What is no regular file, such as `/dev/stdout` or a pipe, is written to.

    Raises:
        OSError: it could not be written; what was there before still is.
    """
    content = text.encode("utf-8", "replace")
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb", buffering=0) as file:
            file.write(content)
        return
    aside = f"{path}.{os.getpid()}{ASIDE}"
    try:
        with open(aside, "xb") as file:
            file.write(content)
        os.replace(aside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(aside)
        raise


def rewrite(path: str, before: bytes, after: bytes) -> None:
    """Replace the content of somebody's file in one step; its mode stays, and a link stays a link.

    Raises:
        OSError: it could not be written, or it no longer holds what it held before (`EBUSY`).
    """
    place = os.path.realpath(path)
    aside = f"{place}.{os.getpid()}{ASIDE}"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            os.fchmod(descriptor, stat.S_IMODE(os.stat(place).st_mode))
            os.fsync(descriptor)
        with open(place, "rb") as now:
            if now.read(len(before) + 1) != before:
                raise OSError(errno.EBUSY, "Changed by somebody else meanwhile", path)
        os.replace(aside, place)
    except BaseException as error:
        os.unlink(aside)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = path  # a write that fails does not say where
        raise


def sweep(folder: str, *, below: bool = True) -> None:
    """Remove what killed writers left half-written in a folder of ours. Nobody may be writing there.

    Args:
        folder: it need not exist.
        below: and in all folders below it.
    """
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(ASIDE):
                with suppress(OSError):  # it stays, and is in nobody's way
                    os.unlink(os.path.join(place, name))
        if not below:
            return
