"""The one clock of what is recorded."""

from __future__ import annotations

import time


def now() -> str:
    """The time in UTC with milliseconds: `2026-11-22T14:07:40.123Z`."""
    return _written(time.time_ns() // 1_000_000)


def at(seconds: float) -> str:
    """The same for a time in seconds since the epoch; what is written so sorts by time."""
    return _written(int(seconds * 1000))


def _written(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest:03d}Z"
