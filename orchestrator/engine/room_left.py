"""Whether there is room to work: on a full disk gates fail and sessions break off for nobody's fault."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from orchestrator.errors import StoreError
from orchestrator.model.session import Ending, SessionReport
from orchestrator.process.record import EXIT

LEAST = 16 * 1024 * 1024  # bytes that must be free; less on a small disk
SMALL = 20  # on a small disk one part in so many
FILES = 16  # for how many more files there must be room
MARK = "full"  # a file beside the exit record


class Room(NamedTuple):
    """What a file system can still hold."""

    free: int  # bytes
    least: int  # bytes without which nothing is started or judged
    files: int | None  # how many more; None: as many as there is room for


def places(root: str, state: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Where sessions and gates write: the project, its state, and temporary files."""
    return root, state, environment.get("TMPDIR") or "/tmp"


def check(folders: tuple[str, ...]) -> None:
    """Make sure that what is written below these folders finds room; before work, and before it is judged.

    Raises:
        StoreError: there is nearly none left, so that nothing that happens there proves anything.
    """
    for folder in dict.fromkeys(folders):
        room = room_in(folder)
        if room is None:  # then what is written will tell
            continue
        if room.free < room.least:
            raise _full(folder, f"only {room.free // 1024:,} KB are free")
        if room.files is not None and room.files < FILES:
            raise _full(folder, f"there is room for only {room.files} more files")


def room_in(folder: str) -> Room | None:
    """How much room there is for this user; None: the folder is not there, or nobody tells."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    blocks = found.f_bfree if os.geteuid() == 0 else found.f_bavail
    free, size = blocks * found.f_frsize, found.f_blocks * found.f_frsize
    return Room(free, least(size), found.f_favail if found.f_files else None)


def check_after(folders: tuple[str, ...], record: str) -> None:
    """The same after a session, whose end counts for nothing when there is no room: a resume continues it.

    Args:
        folders: where it wrote.
        record: the folder of its exit record; a mark is left there, since its stream would be believed later.
    """
    try:
        check(folders)
    except StoreError:
        with suppress(FileNotFoundError):  # there was no room for it, either
            os.unlink(os.path.join(record, EXIT))  # makes room for the mark, which has no content
        with suppress(OSError):
            os.close(os.open(os.path.join(record, MARK), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        raise


def discounted(report: SessionReport, record: str) -> SessionReport:
    """A report of a session whose end nobody saw: one that ended on a full disk counts as interrupted."""
    if not os.path.exists(os.path.join(record, MARK)):
        return report
    outcome = replace(report.outcome, ending=Ending.INTERRUPTED, reason="the disk was full when it ended")
    return replace(report, outcome=outcome)


def least(size: int) -> int:
    """How many bytes must be free on a file system of this size; one that has no size is never full."""
    return min(LEAST, size // SMALL)


def _full(folder: str, what: str) -> StoreError:
    return StoreError(
        f"{folder}: the disk is full, {what}; on a full disk nothing is started or judged: free some space"
        " and go on with `orchestrate resume`"
    )
