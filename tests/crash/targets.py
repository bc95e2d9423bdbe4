"""Finds the processes of a run under way from outside, and kills them at random moments."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.crash.project import FOLDER

LIFE = "CRASH_LIFE"  # the variable that says in which life a process was started


@dataclass(frozen=True, slots=True)
class Supervised:
    """A command and its supervisor, both alive when they were found."""

    supervisor: int
    command: int
    is_session: bool


def supervised(root: Path) -> Supervised | None:
    """What is being supervised in a project right now, if anything."""
    for path in root.glob(".orchestrator/runs/*/**/started.json"):
        with suppress(OSError, ValueError, KeyError):  # replaced, or removed meanwhile
            started = json.loads(path.read_bytes())
            pids = int(started["pid"]), int(started["command_pid"])
            same = _stat(pids[0])[1] == started["start_ticks"] and _stat(pids[1])[0] == pids[0]
            if same and not (path.parent / "exit.json").exists():
                return Supervised(*pids, path.parent.name.startswith("process"))
    return None


def _stat(pid: int) -> tuple[int, int]:
    """A process's parent and when it started; zeros for a zombie.

    Raises:
        OSError: there is none.
    """
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return (0, 0) if fields[0] in (b"Z", b"X") else (int(fields[1]), int(fields[19]))


def kill(pid: int) -> None:
    """SIGKILL, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def strays(folder: Path, before: int = 1_000_000) -> list[str]:
    """Command lines of what lives on of a run: started with its mark in an earlier life than this one.

    Without a number also what carries no mark, but works in its project.
    """
    found = []
    for pid, environ, place in _processes():
        if f"{FOLDER}={folder}/lines".encode() in environ:
            life = next(
                (int(word[len(LIFE) + 1 :]) for word in environ if word.startswith(f"{LIFE}=".encode())), 0
            )
            ours = life < before
        else:
            ours = before == 1_000_000 and (place == str(folder / "project"))
        if ours:
            found.append(f"{pid} {_command(pid)}")
    return found


def _processes() -> Iterator[tuple[int, list[bytes], str]]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError):  # it ended meanwhile, or is somebody else's
                if _stat(int(name)) != (0, 0):
                    environ = Path(f"/proc/{name}/environ").read_bytes().split(b"\0")
                    yield int(name), environ, os.readlink(f"/proc/{name}/cwd")


def _command(pid: int) -> str:
    with suppress(OSError):
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
        )
    return "(gone meanwhile)"
