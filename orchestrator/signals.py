"""The orchestrator's side of a signal: what lies in an attempt's spool, and which of it counts."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import Any

from orchestrator.model.evidence import Signal, SignalStatus
from orchestrator.text import one_line, read_json

MAX_FILES = 100  # a worker reports once or twice; thousands of files are a fault or an attack
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 100  # of a report: far below what could be read but not be written again
MAX_NAME = 80  # characters of a file's name that are worth repeating


@dataclass(frozen=True, slots=True)
class Collected:
    """What a spool held."""

    signals: tuple[tuple[str, Signal], ...]  # (file name, signal), the oldest first
    refused: tuple[str, ...]  # why each other file does not count

    @property
    def last(self) -> Signal | None:
        """The worker's last word."""
        return self.signals[-1][1] if self.signals else None


def collect(spool: str, phase_id: str, token: str) -> Collected:
    """Read all signals of an attempt; only those with its token and phase count. Never raises."""
    try:
        names = sorted(name for name in os.listdir(spool) if not name.startswith("."))
    except OSError:
        return Collected((), (f"the spool {spool} is gone",))
    signals, refused = [], []
    if len(names) > MAX_FILES:
        refused.append(f"{len(names)} files in the spool, only the last {MAX_FILES} were read")
    for name in names[-MAX_FILES:]:
        read = _read(os.path.join(spool, name), phase_id, token)
        if isinstance(read, Signal):
            signals.append((name, read))
        else:
            refused.append(f"{one_line(name, MAX_NAME)}: {read}")
    return Collected(tuple(signals), tuple(refused))


def _read(path: str, phase_id: str, token: str) -> Signal | str:
    """The signal in a file, or why it does not count."""
    try:
        # O_NOFOLLOW, O_NONBLOCK: a link or a pipe that a worker laid there must not lead or hold us.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return "is no file"
            with open(descriptor, "rb", closefd=False) as file:
                content = file.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
        if len(content) > MAX_BYTES:
            return f"is larger than {MAX_BYTES // 2**20} MiB"
        data = read_json(content)
    except (OSError, ValueError, RecursionError) as error:
        return f"cannot be read ({type(error).__name__})"
    return parse(data, phase_id, token)


def parse(data: Any, phase_id: str, token: str) -> Signal | str:
    """A decoded spool file as a signal, or why it does not count."""
    if not isinstance(data, dict):
        return "is no JSON object"
    if data.get("token") != token:
        return "does not carry this attempt's token"
    if data.get("phase") != phase_id:
        return "speaks for another phase"
    status, reason, report, at = (data.get(key) for key in ("status", "reason", "report", "at"))
    if status not in [known.value for known in SignalStatus]:  # a list: whatever it is need not be hashable
        return "has no known status"
    if not isinstance(reason, str) or not isinstance(at, str):
        return "has a reason or a time that is no text"
    if report is not None and not isinstance(report, dict):
        return "has a report that is no JSON object"
    if too_deep(report):
        return f"has a report that is nested more than {MAX_DEPTH} deep"
    return Signal(SignalStatus(status), reason, report, at)


def too_deep(value: Any) -> bool:
    """Whether values are nested deeper than any report needs to be; without recursion."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for item in level for inner in _within(item)]
        if not level:
            return False
    return True


def _within(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
