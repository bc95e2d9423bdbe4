"""Looks at the machine: Python, SQLite, processes, disks, text, clock."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping

import orchestrator
from orchestrator.doctor.world import Disk, Machine, Other
from orchestrator.engine.room_left import FILES, places, room_in
from orchestrator.probes.programs import ask, find
from orchestrator.store.folder import StateFolder
from orchestrator.views.terminal import wants_colour


def gather(folder: StateFolder, environment: Mapping[str, str]) -> Machine:
    """What is found, for the project that keeps its state there."""
    sqlite, write_ahead = _sqlite()
    newest, newest_path = _newest((str(orchestrator.__file__), folder.database))
    out = sys.stdout  # None when it was closed before we started
    return Machine(
        version=orchestrator.__version__,
        python=sys.version_info[:3],
        implementation=sys.implementation.name.replace("cpython", "CPython"),
        executable=sys.executable,
        system=sys.platform,
        sees_processes=os.path.exists("/proc/self/environ"),
        sqlite=sqlite,
        write_ahead=write_ahead,
        names=sys.getfilesystemencoding(),
        output=getattr(out, "encoding", None) or "utf-8",
        terminal=environment.get("TERM", "") if out is not None and out.isatty() else None,
        colour=out is not None and wants_colour(out, dict(environment)),
        now=time.time(),
        newest=newest,
        newest_path=newest_path,
        disks=tuple(_disks(folder, environment)),
        other=_other(folder.root, environment),
    )


def _sqlite() -> tuple[str, bool]:
    """Version and write-ahead log; a Python may have been built without SQLite."""
    try:
        from orchestrator.store.looking import library
    except ModuleNotFoundError:
        return "", False
    return library()


def _newest(paths: tuple[str, ...]) -> tuple[float, str]:
    found = [(0.0, "")]
    for path in paths:
        try:
            found.append((os.stat(path).st_mtime, path))
        except OSError:  # it is not there, or lies in an archive
            continue
    return max(found)


def _disks(folder: StateFolder, environment: Mapping[str, str]) -> Iterator[Disk]:
    """Each file system once: of the project, of its state, of temporary files."""
    seen: set[int] = set()
    temporary = places(folder.root, folder.path, environment)[-1]
    for place in dict.fromkeys((folder.root, folder.path, temporary)):
        try:
            device = os.stat(place).st_dev
        except OSError:
            if place == temporary:
                yield Disk(place, free=0, least=0, files=True, writable=False)
            continue
        room = room_in(place)
        writable = place != temporary or os.access(place, os.W_OK | os.X_OK)
        if room is not None and (device not in seen or not writable):
            seen.add(device)
            files = room.files is None or room.files >= FILES
            yield Disk(place, room.free, room.least, files, writable)


def _other(root: str, environment: Mapping[str, str]) -> Other | None:
    path = find("orchestrate", root, environment)
    return Other(path, ask(path, ("--version",), root, environment)) if path else None
