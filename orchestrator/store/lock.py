"""One orchestrator a project: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from orchestrator.clock import now
from orchestrator.errors import LockedError, StoreError

# A look at the lock takes it for an instant; whoever wants to hold it waits that long.
_PATIENCE = 0.5


class Holder(NamedTuple):
    """Who holds a lock, as it says of itself; empty what it has not come to say."""

    pid: int = 0
    host: str = ""
    since: str = ""  # UTC, as `clock.now` writes it
    purpose: str = ""  # the command
    run: str = ""  # the id of the run that it carries out; empty while it prepares
    boot_id: str = ""  # with start_ticks it tells the process from one that got its pid later
    start_ticks: int = 0  # since boot; 0 where the system does not tell


@contextmanager
def held(path: str, purpose: str) -> Iterator[Callable[[str], None]]:
    """Hold the lock while the block runs; what it yields tells onlookers which run is being carried out.

    Raises:
        LockedError: another orchestrator holds it; the message says who and since when.
        StoreError: there can be no lock in that place.
    """
    from orchestrator.process.leftovers import boot_id, start_ticks  # who only looks needs no processes

    descriptor = _taken(path)
    try:
        pid = os.getpid()
        me = Holder(pid, os.uname().nodename, now(), purpose, "", boot_id(), start_ticks(pid) or 0)

        def carry_out(run_id: str) -> None:
            _write(descriptor, path, me._replace(run=run_id))

        carry_out("")
        yield carry_out
    finally:
        os.close(descriptor)


def holder(path: str) -> Holder | None:
    """Who holds the lock right now; None when nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(descriptor)
    except OSError:  # a file system without locks: then nobody could start here either
        return None
    finally:
        os.close(descriptor)
    return None


def active_run(path: str) -> str | None:
    """The id of the run that is being carried out right now; None when no orchestrator is at work.

    It is empty while an orchestrator only prepares.
    """
    found = holder(path)
    return None if found is None else found.run


def _taken(path: str) -> int:
    """The descriptor of the lock, once it is ours and still the file of that name."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _no_lock(path, error) from error
        try:
            _take(descriptor, path, deadline)
            if _is_at(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # it was removed meanwhile: locking it would keep nobody out


def _take(descriptor: int, path: str, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise LockedError(_who(_read(descriptor), path)) from None
            time.sleep(0.02)
        except OSError as error:
            raise _no_lock(path, error) from error


def _is_at(descriptor: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _no_lock(path: str, error: OSError) -> StoreError:
    from orchestrator.store.trouble import SPACE_CURE, is_full  # it knows SQLite's errors, too

    cure = "the lock must be a file that you may write, on a file system with locks"
    return StoreError(f"{path}: {error.strerror}; {SPACE_CURE if is_full(error) else cure}")


def _write(descriptor: int, path: str, me: Holder) -> None:
    text = json.dumps(me._asdict()).encode()
    try:
        os.pwrite(descriptor, text, 0)  # first the text, then the length: a reader may look in between
        os.ftruncate(descriptor, len(text))
    except OSError as error:
        raise _no_lock(path, error) from error


def _read(descriptor: int) -> Holder:
    """What the holder wrote about itself."""
    try:
        found = json.loads(os.pread(descriptor, 4096, 0))
        known = {name: found[name] for name in Holder._fields if name in found}
        return Holder(**{name: type(getattr(Holder(), name))(value) for name, value in known.items()})
    except (ValueError, TypeError):
        return Holder()


def _who(holder: Holder, path: str) -> str:
    who, cure = "another process", "wait until it has ended, or stop it"
    if holder.pid:
        who = f"process {holder.pid} on {holder.host} since {holder.since} ({holder.purpose})"
        cure = "wait until it has ended, or end it with `orchestrate stop`"
    return f"{path}: {who} works on this project; {cure}"
