"""The one clock of what is recorded, and how its times are told to people."""

from __future__ import annotations

import time

DAY = 86_400


def now() -> str:
    """The time in UTC with milliseconds: `2026-11-22T14:07:40.123Z`."""
    return _written(time.time_ns() // 1_000_000)


def at(seconds: float) -> str:
    """The same for a time in seconds since the epoch; what is written so sorts by time."""
    return _written(int(seconds * 1000))


def _written(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest:03d}Z"


def moment(at: float) -> str:
    """A time to come (seconds since the epoch) for a person here: `15:50 CET (in 2 h 10 min)`.

    The zone is named: what is recorded is told in UTC.
    """
    left = max(0.0, at - time.time())
    pattern = "%H:%M:%S" if left < 600 else "%H:%M" if left < DAY / 2 else "%a %d %b %H:%M"
    return f"{time.strftime(f'{pattern} %Z', time.localtime(at)).rstrip()} (in {duration(left)})"


def seconds_of(at: str | None) -> float | None:
    """Seconds since the epoch of a time that `now` wrote; None of what somebody else wrote there."""
    from datetime import datetime  # most of those who ask for the time do without

    try:
        return datetime.fromisoformat(at).timestamp() if at else None
    except (ValueError, OverflowError):
        return None


def duration(seconds: float) -> str:
    """`6.4 s`, `45 s`, `10 min`, `2 h 10 min`, `3 d 4 h`."""
    if 0 < seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = round(minutes / 60)
    if hours < 48:
        return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")
    return f"{hours // 24} d" + (f" {hours % 24} h" if hours % 24 else "")


def stopwatch(seconds: float) -> str:
    """What goes on while somebody looks: `0:09`, `12:31`, `2:03:04`."""
    whole = max(0, int(seconds))
    minutes, hours = whole // 60, whole // 3600
    return f"{hours}:{minutes % 60:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
