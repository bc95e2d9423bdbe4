"""One orchestrator a project: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orchestrator.clock import now
from orchestrator.errors import LockedError, StoreError

# A look at the lock takes it for an instant; whoever wants to hold it waits that long.
_PATIENCE = 0.5


@contextmanager
def held(path: str, purpose: str) -> Iterator[Callable[[str], None]]:
    """Hold the lock while the block runs; what it yields tells onlookers which run is being carried out.

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

        def carry_out(run_id: str) -> None:
            _write(descriptor, holder | {"run": run_id})

        carry_out("")
        yield carry_out
    finally:
        os.close(descriptor)


def active_run(path: str) -> str | None:
    """The id of the run that is being carried out right now; None when no orchestrator is at work.

    It is empty while an orchestrator only prepares.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return str(_holder(descriptor).get("run", ""))
    except OSError:  # a file system without locks: then nobody could start here either
        return None
    finally:
        os.close(descriptor)
    return None


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


def _write(descriptor: int, holder: dict[str, object]) -> None:
    text = json.dumps(holder).encode()
    os.pwrite(descriptor, text, 0)  # first the text, then the length: a reader may look in between
    os.ftruncate(descriptor, len(text))


def _holder(descriptor: int) -> dict[str, object]:
    """What the holder wrote about itself; empty when it has not come to that."""
    try:
        found = json.loads(os.pread(descriptor, 4096, 0))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _who(descriptor: int, path: str) -> str:
    holder = _holder(descriptor)
    who = "another process"
    if {"pid", "host", "since", "purpose"} <= holder.keys():
        who = f"process {holder['pid']} on {holder['host']} since {holder['since']} ({holder['purpose']})"
    return f"{path}: {who} works on this project; wait until it has ended, or stop it"
