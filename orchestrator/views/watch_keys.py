"""What keys do to the full-screen view: a pure step from what is looked at to what is looked at next."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple


class Tab(Enum):
    """What of a phase is shown."""

    LOG = "Log"
    GATES = "Gates"
    FINDINGS = "Findings"
    DETAILS = "Details"


class Action(Enum):
    """What is to be done outside of the view."""

    QUIT = "quit"
    STOP = "stop"  # as `orchestrate stop`
    STOP_AFTER_PHASE = "stop after the phase"
    FIND = "find"
    FIND_NEXT = "find the next one"


class Looking(NamedTuple):
    """What a person looks at."""

    phase: str | None = None  # None: the one under way, whichever that is by now
    tab: Tab = Tab.LOG
    top: int | None = None  # the first row shown; None: the end of a log, the beginning of anything else
    help: bool = False
    asks: bool = False  # whether to stop the run
    typed: str | None = None  # a search that is being typed
    sought: str = ""  # what was searched for last; escape forgets it
    said: str = ""  # an answer to the last key


class Extent(NamedTuple):
    """Which rows there are, and which of them are on the screen; a log loses its first ones as it grows."""

    first: int  # the first one on the screen
    height: int  # of the screen's part for them
    start: int
    end: int  # behind the last


class Step(NamedTuple):
    """What follows from a key."""

    looking: Looking
    action: Action | None = None


TABS = tuple(Tab)
CANNOT_STOP = "no run is under way that could be stopped"
# Keys have the names that `cli/fullscreen.py` gives them; letters are themselves.
_MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}
_TURNS = {"tab": 1, "right": 1, "l": 1, "back-tab": -1, "left": -1, "h": -1}


def press(
    looking: Looking, key: str, phases: Sequence[str], chosen: str, extent: Extent, *, active: bool
) -> Step:
    """What to look at after a key.

    Args:
        looking: what is looked at.
        key: a letter, or a name such as `page-down`.
        phases: the ids of the run's phases, in the plan's order.
        chosen: the one that is shown.
        extent: the rows that are shown of it.
        active: the run is under way.
    """
    looking = looking._replace(said="")
    if looking.typed is not None:
        return Step(_type(looking, looking.typed, key), Action.FIND if key == "enter" else None)
    if looking.asks:
        return _answer(looking, key)
    if key == "q" and not looking.help:
        return Step(looking, Action.QUIT)
    if key == "s":
        return Step(looking._replace(asks=True, help=False) if active else looking._replace(said=CANNOT_STOP))
    if key in ("?", "escape", "q"):
        sought = "" if key == "escape" else looking.sought
        return Step(looking._replace(help=key == "?" and not looking.help, top=None, sought=sought))
    if key == "/":
        return Step(looking._replace(typed=""))
    if key == "n":
        return Step(looking, Action.FIND_NEXT)
    return Step(_turned(looking, key, phases, chosen) or _scrolled(looking, key, extent))


def _answer(looking: Looking, key: str) -> Step:
    """To the question whether to stop; whatever is no answer means no."""
    action = {"y": Action.STOP, "p": Action.STOP_AFTER_PHASE}.get(key)
    return Step(looking._replace(asks=False), action)


def _type(looking: Looking, typed: str, key: str) -> Looking:
    if key == "enter":
        return looking._replace(typed=None, sought=typed)
    if key == "escape":
        return looking._replace(typed=None)
    if key == "backspace":
        return looking._replace(typed=typed[:-1] if typed else None)
    return looking._replace(typed=typed + key) if len(key) == 1 and key.isprintable() else looking


def _turned(looking: Looking, key: str, phases: Sequence[str], chosen: str) -> Looking | None:
    """Another phase or tab; None when the key asks for neither."""
    if key in _MOVES and phases:
        at = phases.index(chosen) + _MOVES[key] if chosen in phases else 0
        phase = phases[max(0, min(at, len(phases) - 1))]
        return looking._replace(phase=phase, top=None, help=False)
    if key == "f":
        return looking._replace(phase=None, top=None, help=False)
    tab = looking.tab
    if key in _TURNS:
        tab = TABS[(TABS.index(tab) + _TURNS[key]) % len(TABS)]
    elif key in ("1", "2", "3", "4"):
        tab = TABS[int(key) - 1]
    else:
        return None
    return looking._replace(tab=tab, top=None, help=False)


def _scrolled(looking: Looking, key: str, extent: Extent) -> Looking:
    page = max(1, extent.height - 1)
    to = {
        "page-down": extent.first + page,
        " ": extent.first + page,
        "page-up": extent.first - page,
        "b": extent.first - page,
        "g": extent.start,
        "home": extent.start,
        "G": extent.end,
        "end": extent.end,
    }.get(key)
    if to is None:
        return looking
    return at_row(looking, to, extent)


def at_row(looking: Looking, row: int, extent: Extent) -> Looking:
    """Looking at this row first, or at the last screen; at the end of a log it is followed."""
    last = max(extent.start, extent.end - extent.height)
    follows = looking.tab is Tab.LOG and not looking.help and row >= last
    return looking._replace(top=None if follows else max(extent.start, min(row, last)))


def find(looking: Looking, rows: Sequence[str], extent: Extent, *, again: bool) -> Looking:
    """Looking at the next row that holds what is sought, behind the first one shown; around the end once.

    Args:
        looking: with what is sought.
        rows: the text of the rows from `extent.start` on.
        extent: where they are shown.
        again: not the row that is shown first.
    """
    if not looking.sought:
        return looking._replace(said="search for something first: /")
    wanted, here = (
        looking.sought.casefold(),
        (extent.first if looking.top is None else looking.top) - extent.start + again,
    )
    order = [*range(here, len(rows)), *range(min(here, len(rows)))]
    for index in order:
        if wanted in rows[index].casefold():
            return looking._replace(top=extent.start + index)
    return looking._replace(said=f"not found: {looking.sought}")
