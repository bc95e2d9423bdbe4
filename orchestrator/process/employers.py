"""Which living orchestrator a process works for, as its supervisor tells: that one ends with it."""

from __future__ import annotations

import os

from orchestrator.process.leftovers import Process

_TOLD = b"--parent"  # see launcher.supervised_argv


def living_employer(processes: tuple[Process, ...]) -> int | None:
    """The pid of an orchestrator, not ourselves, that supervises one of these; None when they are orphans.

    A supervisor was told the pid of whoever started it. While that one lives it is also its parent, whatever
    became of other processes that had this pid.
    """
    for process in processes:
        told = _told(process.pid)
        if told and told != os.getpid() and told == _parent(process.pid):
            return told
    return None


def _told(pid: int) -> int | None:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().split(b"\0")
        return int(words[words.index(_TOLD) + 1])
    except (OSError, ValueError, IndexError):  # it ended meanwhile, or is no supervisor
        return None


def _parent(pid: int) -> int | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError):
        return None
