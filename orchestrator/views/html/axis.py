"""An axis of time: where on it a moment stands. Long spells without work take little room. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

BREAK = 3.0  # percent of the width that a spell without work takes
MOST_BREAKS = 8
LONG = 0.15  # of the time with work: a spell without any that lasts longer is cut
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)  # seconds
TICKS = 9
APART = 6.5, 11.0  # percent between two labels: times, and with a day


class Stretch(NamedTuple):
    """A part of the axis; moments in seconds since the epoch, places in percent of the width."""

    start: float
    end: float
    left: float
    right: float
    idle: bool  # a spell without work, drawn shorter than it was


class Tick(NamedTuple):
    """A labelled place."""

    left: float  # percent
    label: str


class Axis(NamedTuple):
    """Stretches in order, without gaps."""

    stretches: tuple[Stretch, ...]

    def place(self, moment: float) -> float:
        """Where a moment stands, in percent; before and after everything at the ends."""
        found = bisect_right(self.stretches, moment, key=lambda stretch: stretch.start) - 1
        stretch = self.stretches[max(found, 0)]
        length = stretch.end - stretch.start
        part = (moment - stretch.start) / length if length > 0 else 0.0
        return stretch.left + (stretch.right - stretch.left) * min(max(part, 0.0), 1.0)

    def ticks(self) -> tuple[Tick, ...]:
        """Round times of day in UTC, far enough from each other to be read."""
        working = sum(stretch.end - stretch.start for stretch in self.stretches if not stretch.idle)
        days = -(-working // (TICKS * STEPS[-1])) * STEPS[-1]
        step = next((step for step in STEPS if working / step <= TICKS), days)
        found: list[Tick] = []
        today = ""
        for stretch in self.stretches:
            if stretch.idle:
                continue
            moment = -(-stretch.start // step) * step
            while moment <= stretch.end:
                tick, day = _tick(self.place(moment), moment, today)
                if not found or tick.left - found[-1].left >= APART[" " in found[-1].label]:
                    found.append(tick)
                    today = day
                moment += step
        return tuple(found)


def axis(work: Iterable[tuple[float, float]]) -> Axis:
    """The axis for these spells of work, (start, end), in any order."""
    spells = _merged(work) or [(0.0, 1.0)]
    working = sum(end - start for start, end in spells) or 1.0
    gaps = [(later[0] - earlier[1], earlier[1]) for earlier, later in pairwise(spells)]
    cut = {start for length, start in sorted(gaps)[-MOST_BREAKS:] if length > LONG * working}
    last = spells[-1][1]
    edges: list[tuple[float, float, bool]] = []
    begin = spells[0][0]
    for (_, end), (start, _) in pairwise(spells):
        if end in cut:
            edges += [(begin, end, False), (end, start, True)]
            begin = start
    edges.append((begin, max(last, begin + 1e-3), False))
    return Axis(tuple(_placed(edges)))


def _placed(edges: list[tuple[float, float, bool]]) -> Iterable[Stretch]:
    shown = sum(end - start for start, end, idle in edges if not idle)
    scale = (100 - BREAK * sum(idle for _, _, idle in edges)) / shown
    left = 0.0
    for start, end, idle in edges:
        width = BREAK if idle else (end - start) * scale
        yield Stretch(start, end, left, left + width, idle)
        left += width


def _merged(work: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(work):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, max(start, end)))
    return merged


def _tick(left: float, moment: float, today: str) -> tuple[Tick, str]:
    at = datetime.fromtimestamp(moment, UTC)
    day = at.strftime("%d %b").lstrip("0")
    time = at.strftime("%H:%M:%S" if moment % 60 else "%H:%M")
    return Tick(left, time if day == today or not today else f"{day} {time}"), day
