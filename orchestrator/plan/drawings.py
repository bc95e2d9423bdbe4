"""Arrows that are drawn downwards, with boxes or without: first the phase above, then the one below. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from orchestrator.plan.dependencies import Edge, Reading, unread
from orchestrator.plan.ids import Known, references, resolve
from orchestrator.plan.markdown import Line, heading

_HEADS = "▼▽↓⬇⇓"
_FALLING = "│|┃║┆┊┬┼\u2571\u2572\\/" + _HEADS  # what leaves a phase downwards
_BARS = re.compile(r"[│|┃║]")
_BESIDE = re.compile(r"[ \t]{2,}|[─━-]*[►▶➤>→]+")
_LONE_V = re.compile(r"(?<![^\s])[vV](?![^\s])")
_MOST_ROWS = 12  # between two phases
_LONGEST = 1_000  # characters of a row; patterns for drawn lines are slow on long ones
_REACH = 2  # columns that an arrow may stand beside the name of its phase


class _Place(NamedTuple):
    """A phase in a row of a drawing, and the columns that it takes."""

    start: int
    end: int
    phase: str


class _Row(NamedTuple):
    line: Line
    places: list[_Place]
    heads: list[int]  # columns


def drawn(path: str, lines: Sequence[Line], known: Known, folder: str, reached: Collection[str]) -> Reading:
    """The edges of all arrows that point down from one phase to another.

    An arrow into a phase that cannot be followed upwards is a complaint, unless something else says what the
    phase depends on (it is among `reached`).
    """
    reading = Reading([], [])
    rows = [_row(line, before, known, folder) for before, line in pairwise([Line(0, "", False), *lines])]
    levels = [index for index, row in enumerate(rows) if row.places]
    for above, below in pairwise(levels):
        between = rows[above + 1 : below]
        if len(between) <= _MOST_ROWS and any(row.heads for row in between) and _together(between):
            _connect(path, rows[above], between, rows[below], reading)
    lost = {*reached, *(edge.after for edge in reading.edges)}
    kept = [one for one in reading.complaints if not any(f"'{phase}'" in one.problem for phase in lost)]
    return Reading(reading.edges, kept)


def _together(rows: Sequence[_Row]) -> bool:
    return len({row.line.code for row in rows}) == 1 and not any(heading(row.line) for row in rows)


def _row(line: Line, before: Line, known: Known, folder: str) -> _Row:
    if len(line.text) > _LONGEST:
        return _Row(line._replace(text=""), [], [])
    heads = [index for index, char in enumerate(line.text) if char in _HEADS]
    if not heads and _BARS.search(before.text):  # an ASCII head stands below a bar
        heads = [
            match.start()
            for match in _LONE_V.finditer(line.text)
            if _BARS.search(before.text[max(0, match.start() - 1) : match.start() + 2])
        ]
    places = [] if heads else list(_places(line.text, known, folder))
    return _Row(line, places, heads)


def _places(text: str, known: Known, folder: str) -> Iterator[_Place]:
    """The phases of a row: one in each box, or in each text between wide gaps."""
    boxed = len(_BARS.findall(text)) > 1
    start = 0
    for end in [*(match.start() for match in _BARS.finditer(text)), len(text)]:
        cell = start
        for gap in [*_BESIDE.finditer(text, start, end), None]:
            stop = gap.start() if gap else end
            phase = _phase(text[cell:stop], known, folder)
            if phase:
                reach = 0 if boxed else _REACH
                yield _Place(*((start - 1, end) if boxed else (cell - reach, stop + reach - 1)), phase)
            cell = gap.end() if gap else end
        start = end + 1


def _phase(text: str, known: Known, folder: str) -> str | None:
    if not any(char.isalnum() for char in text) or len(text) > 200:
        return None
    found, odd = references(text)
    if len(found) == 1 and (found[0].sure or not odd):
        return resolve(found[0], known, (folder,))
    return known.titles.get(" ".join(text.casefold().split()))


def _connect(path: str, above: _Row, between: Sequence[_Row], below: _Row, reading: Reading) -> None:
    heads = [(column, row.line.number) for row in between for column in row.heads]
    for place in below.places:
        into = [head for head in heads if place.start <= head[0] <= place.end]
        if not into and len(below.places) == 1:
            into = heads
        if not into:
            continue
        before = _from(above, between, into, alone=len(below.places) == 1)
        line = into[0][1]
        reading.edges.extend(Edge(one, place.phase, path, line) for one in before if one != place.phase)
        if not before:
            reading.complaints.append(unread(path, line, place.phase))


def _from(
    above: _Row, between: Sequence[_Row], heads: Sequence[tuple[int, int]], *, alone: bool
) -> list[str]:
    """The phases that the arrows come from; none when that cannot be told."""
    if len(above.places) == 1:
        return [above.places[0].phase]
    if not alone:  # straight down only
        crossing = any(
            re.search(r"[─━-]{2}", row.line.text) and not _is_border(row.line.text) for row in between
        )
        straight = [
            one.phase for one in above.places if any(one.start <= head[0] <= one.end for head in heads)
        ]
        return [] if crossing else straight
    return [one.phase for one in above.places if any(_falls(row.line.text, one) for row in between)]


def _is_border(text: str) -> bool:
    """Whether a row is the upper or lower edge of boxes."""
    return bool(re.fullmatch(r"[\s┌┐└┘╔╗╚╝╭╮╰╯+─━═┬┴┼│|-]*", text)) and bool(re.search(r"[┌└╔╚╭╰+]", text))


def _falls(text: str, place: _Place) -> bool:
    cut = text[max(0, place.start) : place.end + 1]
    if _is_border(text):
        return "┬" in cut
    return any(char in _FALLING for char in cut)
