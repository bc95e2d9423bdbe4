"""Files and folders that are private to their owner, and written as a whole or not at all."""

from __future__ import annotations

import os


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
    aside = f"{path}.{os.getpid()}.tmp"
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
