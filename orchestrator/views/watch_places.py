"""Where everything stands on a screen of any size, and which rows of a long text are on it."""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.views.watch_keys import TABS, Extent, Looking

BESIDE = 100  # columns from which on phases stand beside what is shown of them, not above


class Size(NamedTuple):
    """Of the terminal."""

    columns: int
    rows: int


class Places(NamedTuple):
    """Where everything stands, in rows and columns; nothing of what has no room."""

    head: int
    listed: int  # rows with phases
    list_columns: int
    beside: bool
    tabs: int
    about: int  # a row that says what is shown
    pane: int  # rows of it
    pane_columns: int
    told: int  # a row for advice and answers
    foot: int


def arrange(size: Size, phases: int) -> Places:
    """What has room in a terminal of this size; the head first, then phases, then what is shown of one."""
    columns, rows = max(0, size.columns), max(0, size.rows)
    head, foot, told = int(rows >= 1), int(rows >= 5), int(rows >= 9)
    body = rows - head - foot - told
    beside = columns >= BESIDE and body >= 4
    listed = body if beside else min(phases, body if body < 3 else max(1, body // 3))
    right = body if beside else body - listed
    tabs, about = int(right >= 2), int(right >= 5)
    list_columns = min(48, columns * 2 // 5) if beside else columns
    pane_columns = columns - list_columns - 2 if beside else columns
    return Places(
        head, listed, list_columns, beside, tabs, about, right - tabs - about, pane_columns, told, foot
    )


def extent(looking: Looking, height: int, start: int, end: int) -> Extent:
    """Which rows are shown: what follows shows the end of a log; nothing is shown from behind the end."""
    last = max(start, end - height)
    wanted = looking.top
    if wanted is None:
        wanted = last if looking.tab is TABS[0] and not looking.help else start
    return Extent(max(start, min(wanted, last)), height, start, end)
