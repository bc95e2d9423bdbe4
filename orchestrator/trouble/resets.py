"""When a usage limit resets, from the words that announce it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, tzinfo

TEXT_READ = 4_000  # characters
FARTHEST_DAYS = 8  # the longest limit is one of a week

_EPOCH = re.compile(r"\|(\d{10})(\d{3})?\b")  # in seconds or milliseconds
_ANNOUNCED = re.compile(
    r"\b(?:resets?|try again|regain access|available again)\b:? ?(?:(?:at|on|after) )?", re.IGNORECASE
)
_SPAN = re.compile(
    r"in (?:(\d{1,3}) ?d(?:ays?)?\b,? ?)?(?:(\d{1,3}) ?h(?:ours?|rs?)?\b,? ?)?"
    r"(?:(\d{1,4}) ?m(?:in(?:ute)?s?)?\b,? ?)?(?:(\d{1,6}) ?s(?:ec(?:ond)?s?)?\b)?",
    re.IGNORECASE,
)
_SPAN_SECONDS = (24 * 3600, 3600, 60, 1)
_DAY = re.compile(
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:]| ?[ap]\.?m)(?:, (?P<year>\d{4}))?"
    r"|(?P<word>[a-z]{3,9})\b)(?:,? at |,? |T|$)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?=:\d\d| ?[ap]\.?m)(?::(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?(?![a-y\d])",
    re.IGNORECASE,
)
_ZONE = re.compile(r" ?\(([A-Za-z][\w+/-]{0,60})\)| ?(Z|UTC|GMT)\b")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def within_reach(moment: float, now: float) -> float | None:
    """The moment, when it is ahead of `now` and a limit can last that long."""
    return moment if now < moment <= now + FARTHEST_DAYS * 24 * 3600 else None


def reset_time(text: str, now: float, local: tzinfo | None) -> float | None:
    """The next moment after `now` at which a message of the CLI says that a limit resets.

    Args:
        now: seconds since the epoch, as is what is returned.
        local: the time zone of a moment without one; None: that of this machine.

    Returns:
        None when nothing is announced, it makes no sense, its time zone is not known, or it is more than
        eight days ahead.
    """
    flat = " ".join(text[:TEXT_READ].split())
    epoch = _EPOCH.search(flat)
    if epoch is not None:
        return within_reach(float(epoch[1]), now)
    for announced in _ANNOUNCED.finditer(flat):
        rest = flat[announced.end() :]
        moment = _after_span(rest, now)
        if moment is None:
            moment = _at(rest, now, local)
        if moment is not None and within_reach(moment, now) is not None:
            return moment
    return None


def _after_span(rest: str, now: float) -> float | None:
    """`in 2h 30m`."""
    span = _SPAN.match(rest)
    if span is None or not any(span.groups()):
        return None
    return now + sum(int(part or 0) * unit for part, unit in zip(span.groups(), _SPAN_SECONDS, strict=True))


def _at(rest: str, now: float, local: tzinfo | None) -> float | None:
    """`3:50pm (Asia/Tokyo)`, `Dec 5 at 3pm`, `Monday 15:00`, `2026-12-01 at 00:00 UTC`."""
    from datetime import datetime  # only sessions that met a limit need the calendar

    day = _DAY.match(rest)
    clock = _CLOCK.match(rest, day.end() if day else 0)
    last = clock or day
    if last is None:
        return None
    try:
        zone = _zone(rest[last.end() :], local)
        today = datetime.fromtimestamp(now, zone).date()
        wall = [datetime(*date.timetuple()[:3], *_wall_clock(clock)) for date in _dates(day, today)]
        moments = (moment for naive in wall for moment in _moments(naive, zone))
        return min((moment for moment in moments if moment > now), default=None)
    except (ValueError, OverflowError, OSError, LookupError):  # no such day, hour or zone
        return None


def _wall_clock(clock: re.Match[str] | None) -> tuple[int, int]:
    """Hour and minute; midnight when only a day is told. An hour that there is not raises later on."""
    if clock is None:
        return 0, 0
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if not clock["half"]:
        return hour, minute
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a 12-hour clock")
    return hour % 12 + (12 if clock["half"] in "pP" else 0), minute


def _dates(day: re.Match[str] | None, today: date) -> tuple[date, ...]:
    """The days that may be meant; the first moment of them that is still ahead is."""
    from datetime import timedelta  # as above

    if day is None:
        return today, today + timedelta(1)
    if day["iso"]:
        return (today.fromisoformat(day["iso"]),)
    if day["month"]:
        month, number = _named(day["month"], _MONTHS) + 1, int(day["day"])
        if day["year"]:
            return (today.replace(int(day["year"]), month, number),)
        coming = (today + timedelta(days) for days in range(FARTHEST_DAYS + 1))
        return tuple(date for date in coming if (date.month, date.day) == (month, number))
    word = day["word"].lower()
    if word in ("today", "tomorrow"):
        return (today + timedelta(word == "tomorrow"),)
    ahead = (_named(word, _WEEKDAYS) - today.weekday()) % 7
    return today + timedelta(ahead), today + timedelta(ahead + 7)


def _named(word: str, names: tuple[str, ...]) -> int:
    """The place of a name, written in full or by its first letters (`Sept`); raises when it is none."""
    for place, name in enumerate(names):
        if name.startswith(word.lower()):
            return place
    raise LookupError(word)


def _moments(naive: datetime, zone: tzinfo | None) -> Iterator[float]:
    """A time on the wall as seconds since the epoch: twice where clocks go back, later where they skip it."""
    from datetime import datetime  # as above

    yield naive.replace(tzinfo=zone).timestamp()
    second = naive.replace(tzinfo=zone, fold=1).timestamp()
    if datetime.fromtimestamp(second, zone).replace(tzinfo=None, fold=0) == naive:
        yield second


def _zone(rest: str, local: tzinfo | None) -> tzinfo | None:
    """The zone that is named next; raises when it is not known here."""
    named = _ZONE.match(rest)
    if named is None:
        return local
    if named[2] or named[1].upper() in ("UTC", "GMT"):
        from datetime import UTC  # needs no time zone database

        return UTC
    from zoneinfo import ZoneInfo  # reads files; only a zone that is named needs it

    return ZoneInfo(named[1])
