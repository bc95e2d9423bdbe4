"""The parts of a free description: what a plan has to answer for, one by one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orchestrator.plan.markdown import Line, heading, scan
from orchestrator.text import one_line

TITLE_WIDTH = 80  # characters of a heading, or of a paragraph's first line
BEFORE = "(before the first heading)"
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})\s*")
_NO_HEADING = ("|", "-", "*", "+", ">", "<", "    ", "\t")  # a line beginning so is not underlined to be one


class Part(NamedTuple):
    """One piece of the description."""

    number: int  # from 1
    line: int
    title: str  # its heading, or the beginning of a paragraph; on one line


def parts(text: str) -> tuple[Part, ...]:
    """The headings of a description, or its paragraphs when it has none.

    Text before the first heading is a part of its own. What stands in code and comments is no heading.
    """
    lines = scan(text).lines
    found = list(_headings(lines))
    if found:
        first = found[0][0]
        before = next((line.number for line in lines[: first - 1] if line.text.strip()), 0)
        found = [(before, BEFORE), *found] if before else found
    else:
        found = list(_paragraphs(lines))
    return tuple(
        Part(number, line, one_line(title, TITLE_WIDTH)) for number, (line, title) in enumerate(found, 1)
    )


def _headings(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    for line, below in zip(lines, (*lines[1:], Line(0, "", False)), strict=True):
        mark = heading(line)
        if mark is not None and mark[1]:
            yield line.number, mark[1]
        elif mark is None and _underlined(line, below):
            yield line.number, line.text.strip()


def _underlined(line: Line, below: Line) -> bool:
    if line.code or below.code or not line.text.strip() or _UNDERLINE.fullmatch(line.text):
        return False
    return not line.text.startswith(_NO_HEADING) and _UNDERLINE.fullmatch(below.text) is not None


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """The first line of each; a blank line in code ends none."""
    inside = False
    for line in lines:
        if not line.text.strip():
            inside = inside and line.code
        elif not inside:
            inside = True
            yield line.number, line.text.strip()
