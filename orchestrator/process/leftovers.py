"""Finds and ends processes by a marker in their environment: what dead orchestrators and supervisors left.

The supervisor needs none of this; it is for the rare case that the supervisor itself was killed.
On macOS nothing is found: the environment of a process is only to be had through `ps`, cut and unquoted.
"""

from __future__ import annotations

import os
import select
import time
from dataclasses import dataclass

PROJECT = "ORCHESTRATOR_PROJECT"  # marks every process of ours, so that a later run finds what was left
ROUNDS = 20  # how often we look again for what was forked while we were killing


@dataclass(frozen=True, slots=True)
class Process:
    """A living process; pid and start time together are never reused."""

    pid: int
    start_ticks: int  # since boot
    command: str  # its command line, words joined by blanks, at most 200 characters


def marked(variable: str, value: str) -> tuple[Process, ...]:
    """The living processes of this user, but ourselves, that were started with `variable=value`."""
    wanted = os.fsencode(f"{variable}={value}")
    found = []
    for pid in _pids():
        try:
            ticks = start_ticks(pid)
            if os.stat(f"/proc/{pid}").st_uid == os.geteuid() and wanted in _fields(pid, "environ") and ticks:
                found.append(Process(pid, ticks, _command(pid)))
        except OSError:  # it ended meanwhile, or hides from us
            continue
    return tuple(found)


def end(processes: tuple[Process, ...], grace: float) -> None:
    """SIGTERM, `grace` seconds, SIGKILL; returns when they are gone or could not be killed for 5 seconds."""
    import signal  # every start would pay for it

    if grace > 0:
        _send(processes, signal.SIGTERM)
        _wait(processes, grace)
    _send(processes, signal.SIGKILL)
    _wait(processes, 5.0)


def end_marked(variable: str, value: str, grace: float = 0.0) -> tuple[Process, ...]:
    """End all that carries the marker, also what is forked meanwhile; returns everything that was found."""
    found: dict[Process, None] = {}
    for _ in range(ROUNDS):
        living = marked(variable, value)
        if not living:
            break
        found.update(dict.fromkeys(living))
        end(living, grace)
    return tuple(found)


def alive(pid: int, ticks: int, boot: str) -> bool:
    """Whether the process that had this pid, start time and boot still lives (a zombie does not)."""
    return boot == boot_id() and start_ticks(pid) == ticks


def boot_id() -> str:
    """What tells this boot of the machine from every other; empty where the system has no such thing."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


def start_ticks(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None when it is gone or a zombie.

    Without a /proc it is 0 for everything that exists, as the supervisor writes it there.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0 if not os.path.exists("/proc/self/stat") and _exists(pid) else None
    return None if not fields or fields[0] in (b"Z", b"X") else int(fields[19])


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _pids() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    except OSError:
        return []


def _fields(pid: int, name: str) -> list[bytes]:
    with open(f"/proc/{pid}/{name}", "rb") as file:
        return file.read().split(b"\0")


def _command(pid: int) -> str:
    return b" ".join(_fields(pid, "cmdline")).decode("utf-8", "replace").strip()[:200]


def _lives(process: Process) -> bool:
    return start_ticks(process.pid) == process.start_ticks


def _send(processes: tuple[Process, ...], number: int) -> None:
    for process in processes:
        if _lives(process):
            try:
                os.kill(process.pid, number)
            except (ProcessLookupError, PermissionError):
                continue


def _wait(processes: tuple[Process, ...], seconds: float) -> None:
    """Wait until they are gone, at most so long."""
    deadline = time.monotonic() + seconds
    for process in processes:
        try:
            fd = os.pidfd_open(process.pid)
        except (AttributeError, OSError):  # gone, or a kernel without pidfds: then by looking
            _watch(process, deadline)
            continue
        try:
            if _lives(process):
                poller = select.poll()
                poller.register(fd, select.POLLIN)
                poller.poll(max(0.0, deadline - time.monotonic()) * 1000)
        finally:
            os.close(fd)


def _watch(process: Process, deadline: float) -> None:
    while _lives(process) and time.monotonic() < deadline:
        time.sleep(0.01)
