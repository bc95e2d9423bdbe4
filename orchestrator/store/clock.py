"""The one clock of what is recorded."""

from __future__ import annotations

import time


def now() -> str:
    """The time in UTC with milliseconds: `2026-11-22T14:07:40.123Z`."""
    seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{milliseconds:03d}Z"
