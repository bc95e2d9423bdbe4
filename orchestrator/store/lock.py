"""One orchestrator a project: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.errors import LockedError, StoreError
from orchestrator.store.clock import now

# A look at the lock takes it for an instant; whoever wants to hold it waits that long.
_PATIENCE = 0.5


@contextmanager
def held(path: str, purpose: str) -> Iterator[None]:
    """Hold the lock while the block runs.

    Raises:
        LockedError: another orchestrator holds it; the message says who and since when.
        StoreError: there can be no lock in that place.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _no_lock(path, error) from error
    try:
        _take(descriptor, path)
        holder = {"pid": os.getpid(), "host": os.uname().nodename, "since": now(), "purpose": purpose}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def is_held(path: str) -> bool:
    """Whether an orchestrator works on this project right now."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks: then nobody could start here either
        return False
    finally:
        os.close(descriptor)
    return False


def _take(descriptor: int, path: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise LockedError(_who(descriptor, path)) from None
            time.sleep(0.02)
        except OSError as error:
            raise _no_lock(path, error) from error


def _no_lock(path: str, error: OSError) -> StoreError:
    return StoreError(
        f"{path}: {error.strerror}; the lock must be a file that you may write, on a file system with locks"
    )


def _who(descriptor: int, path: str) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        who = f"process {holder['pid']} on {holder['host']} since {holder['since']} ({holder['purpose']})"
    except (ValueError, KeyError, TypeError):
        who = "another process"
    return f"{path}: {who} works on this project; wait until it has ended, or stop it"
