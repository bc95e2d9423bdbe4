"""Whether a command has closed its output while it goes on: nobody else would notice, as that is a file.

Only Linux tells, in /proc; elsewhere, and whenever anything is not plain, the output counts as open.
"""

from __future__ import annotations

import os

from orchestrator.process.record import read_started

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from typing import TypeAlias

    FileId: TypeAlias = tuple[int, int]  # device and inode


def file_id(path: str) -> FileId | None:
    """What tells this file from every other, whatever happens to its name; None when it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def output_closed(record: str, supervisor: int, output: FileId) -> bool:
    """Whether the command lives and neither it nor any descendant holds its output open.

    Args:
        record: the folder in which its supervisor writes.
        supervisor: the pid of that; our own child, which we have not waited for.
        output: the file that was the command's standard output.
    """
    started = read_started(record)
    if started is None or started.pid != supervisor:
        return False
    command = started.command_pid
    if _parent(command) != supervisor:  # it ended, and its number may be somebody else's by now
        return False
    if _holds(command, output):  # the usual case, which needs no look at everybody
        return False
    return not any(_holds(pid, output) for pid in _family(command, supervisor))


def _family(command: int, supervisor: int) -> set[int]:
    """The command and all that descends from it: its orphans are the supervisor's children."""
    known = _parents()
    family, grown = {command}, True
    while grown:
        more = {pid for pid, parent in known.items() if parent in family or parent == supervisor} - family
        grown = bool(more)
        family |= more
    return family


def _parents() -> dict[int, int]:
    """The parent of every process that lives."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return {pid: parent for pid in pids if (parent := _parent(pid)) is not None}


def _parent(pid: int) -> int | None:
    """The parent of a process; None when it is gone or a zombie, and where there is no /proc."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            state, parent = file.read().rpartition(b")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return None if state in (b"Z", b"X") else int(parent)


def _holds(pid: int, output: FileId) -> bool:
    """Whether the process has the file open; what cannot be looked into may have."""
    folder = f"/proc/{pid}/fd"
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, ProcessLookupError):
        return False  # it ended meanwhile
    except OSError:
        return True
    return any(file_id(f"{folder}/{name}") == output for name in names)
