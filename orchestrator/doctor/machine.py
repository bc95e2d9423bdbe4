"""Checks of the machine: Python, SQLite, processes, disks, text, clock, and who else has our name."""

from __future__ import annotations

import re

from orchestrator.doctor.report import Check, error, ok, warning
from orchestrator.doctor.world import Disk, Machine, Version
from orchestrator.text import one_line, size

LEAST_PYTHON: Version = (3, 11)
LEAST_SQLITE: Version = (3, 35)  # ON CONFLICT DO UPDATE without naming the conflict
LITTLE = 1_000_000_000  # bytes: streams and gates' output of one long run may take as much
EARLIEST = 1_767_225_600  # 2026-01-01: this program is younger
DAY = 86_400


def checks(machine: Machine) -> tuple[Check, ...]:
    """All of them."""
    return (
        _python(machine),
        _system(machine),
        _sqlite(machine),
        *map(_disk, machine.disks),
        _encoding(machine),
        _terminal(machine),
        _clock(machine),
        _other(machine),
    )


def version_of(text: str) -> Version:
    """The numbers of a version; empty when there are none."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def dotted(version: Version) -> str:
    """`3.11.7`."""
    return ".".join(map(str, version))


def _python(machine: Machine) -> Check:
    found = f"{machine.implementation} {dotted(machine.python)}, {machine.executable}"
    if machine.python < LEAST_PYTHON:
        return error("python", found, f"use Python {dotted(LEAST_PYTHON)} or newer")
    return ok("python", found)


def _system(machine: Machine) -> Check:
    if machine.system.startswith("linux"):
        if machine.sees_processes:
            return ok("system", "Linux, processes can be seen in /proc")
        cure = "mount /proc (a container needs it, too)"
        return warning("system", "Linux without /proc: what dead runs left behind is not found", cure)
    if machine.system == "darwin":
        cure = "nothing to do; after a crash look for left processes yourself, or use Linux"
        return warning("system", "macOS: processes that hide from their session are not found", cure)
    return error("system", f"{machine.system}: only Linux and macOS are supported", "use one of them, or WSL")


def _sqlite(machine: Machine) -> Check:
    if not machine.sqlite:
        cure = "install a Python with it (Debian: libsqlite3-dev before building; Alpine: sqlite-libs)"
        return error("sqlite", "this Python was built without SQLite", cure)
    if version_of(machine.sqlite) < LEAST_SQLITE:
        cure = f"use a Python with SQLite {dotted(LEAST_SQLITE)} or newer"
        return error("sqlite", f"{machine.sqlite} is too old", cure)
    if not machine.write_ahead:
        found = f"{machine.sqlite} was built without the write-ahead log"
        return error("sqlite", found, "use a Python with the usual SQLite")
    return ok("sqlite", f"{machine.sqlite}, with write-ahead log")


def _disk(disk: Disk) -> Check:
    found = f"{size(disk.free)} free in {disk.folder}"
    if not disk.writable:
        return error("disk", f"{disk.folder} cannot be written", "make it writable for you, or set TMPDIR")
    if disk.free < disk.least:
        return error("disk", f"only {found}", f"free some space: {size(disk.least)} are the least for a run")
    if not disk.files:
        return error(
            "disk", f"no room for more files in {disk.folder}", "remove some: its inodes are used up"
        )
    if not disk.least:  # its file system has no size
        return ok("disk", f"{disk.folder}, which does not tell its size")
    if disk.free < LITTLE:
        cure = (
            f"free some space: a long run may take {size(LITTLE)}; `orchestrate clean` removes old evidence"
        )
        return warning("disk", f"only {found}", cure)
    return ok("disk", found)


def _encoding(machine: Machine) -> Check:
    odd = [name for name in (machine.names, machine.output) if not _is_utf8(name)]
    if odd:
        found = f"text is {machine.output}, file names are {machine.names}"
        cure = "set LC_ALL=C.UTF-8 (or another UTF-8 locale): other characters are shown as escapes"
        return warning("encoding", found, cure)
    return ok("encoding", "UTF-8")


def _is_utf8(name: str) -> bool:
    return name.lower().replace("-", "").replace("_", "") == "utf8"


def _terminal(machine: Machine) -> Check:
    if machine.terminal is None:
        return ok("terminal", "none, so the display is plain lines")
    if not machine.terminal:
        return warning(
            "terminal", "TERM is not set", "set TERM to what your terminal is, such as xterm-256color"
        )
    how = "in colour" if machine.colour else "without colour"
    return ok("terminal", f"{one_line(machine.terminal, 40)}, {how}")


def _clock(machine: Machine) -> Check:
    cure = "set the clock: limits are waited for by it, and connections with a wrong one are refused"
    if machine.now < EARLIEST:
        return error("clock", "it says that this program is not written yet", cure)
    if machine.newest > machine.now + DAY:
        ahead = (machine.newest - machine.now) / DAY
        found = f"{machine.newest_path} is from the future, by {ahead:,.0f} days"
        return warning("clock", found, cure)
    return ok("clock", "plausible")


def _other(machine: Machine) -> Check:
    other = machine.other
    if other is None:
        return ok("orchestrate", "not on PATH; it was started in another way")
    found = re.fullmatch(r"orchestrate (\S+)", other.answer.said)
    if other.answer.code or not found:
        cure = f"start this one with `{machine.executable} -m orchestrator`, or put its folder first on PATH"
        return warning("orchestrate", f"{other.path} comes first on PATH, and is another program", cure)
    if found[1] != machine.version:
        cure = "update one of them, or start the one you mean by its path"
        return warning("orchestrate", f"{other.path} is {found[1]}, this one {machine.version}", cure)
    return ok("orchestrate", f"{machine.version}, {other.path}")
