"""Slips of the pen with one possible meaning: how a line is, how it should be, and what is said about it.

Every mender proposes; `orchestrator.advice.mending` decides, by reading the plan before and after. No edit
adds or removes a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from orchestrator.advice.subject import Text
from orchestrator.model.plan import Complaint
from orchestrator.plan.markdown import Line, heading, split_lines
from orchestrator.text import one_line


class Edit(NamedTuple):
    """A line as it should be."""

    line: int
    text: str  # without its end
    about: Complaint
    end: str = ""  # how it and all other lines are to end; empty: as they do


Mender = Callable[[Text], Iterator[Edit]]

ARROW = "arrow-form"
END = re.compile(r"\r\n|\n|\r")
_MARKER = r"(?:[-*+•]|\d{1,9}[.)])"
_BOX = re.compile(
    rf"([ \t>]*+)({_MARKER}|[\u2013\u2014\u2212·])?([ \t]*+)\[([ \t]{{0,4}}[xX]?[ \t]{{0,4}})\](?![\[(:])(.*)"
)
_READ_BOX = re.compile(rf"[ \t>]*{_MARKER}[ \t]+\[[ xX]\](?:[ \t]|$)")
_ARROW = re.compile(r"[⇒⟹⇨➡↦⟾]\ufe0f?|[-=]{1,2}&gt;|&[rR]arr;|(?<=\s)>>+(?=\s)")
_A_PHASE = re.compile(r"(?i)phase|\d")
_AGENT = re.compile(
    rf"([ \t>]*(?:{_MARKER}[ \t]+)?(?:\[.\][ \t]+)?)"
    r"(`|\*|__?|)AGENT[ \t]*:[ \t]*([A-Za-z0-9][A-Za-z0-9_.:-]*[A-Za-z0-9]|[A-Za-z0-9])\2(?=[\s,;]|$)(.*)"
)
_DASHED_GATE = re.compile(
    rf"([ \t>]*{_MARKER}[ \t]+(?:\[.?\][ \t]+)?)([^`:*\s][^`:]*?)(?<![ \t])[ \t]++[\u2013—][ \t]+(\S.*)"
)


def _headings(text: Text) -> Iterator[Edit]:
    """`##Gates`: read by us, but no heading where Markdown is shown."""
    for line in text.lines:
        mark = heading(line)
        if mark is None or not mark[1]:
            continue
        body = line.text.lstrip(" ")
        rest = body.lstrip("#")
        if not rest[0].isspace():
            shown = one_line(line.text, 40)
            mended = line.text[: len(line.text) - len(rest)] + " " + rest
            problem = f"'{shown}' is shown as text, not as a heading"
            about = Complaint(text.path, line.number, "heading-form", problem, "put a blank after the '#'")
            yield Edit(line.number, mended, about)


def _boxes(text: Text) -> Iterator[Edit]:
    """`-[ ] x`, `- [ x] x`, `- [ ]x`, `- [] x`, `[ ] x`: nearly an item with a box."""
    for section in ("wrapper", "gates", "tasks"):
        for line in _visible(text, section):
            match = _BOX.fullmatch(line.text)
            if match is None or _READ_BOX.match(line.text):
                continue
            indent, marker, _, inside, rest = match.groups()
            marker = marker if marker and re.fullmatch(_MARKER, marker) else "-"
            box = f"{indent}{marker} [{'x' if inside.strip() else ' '}]"
            mended = f"{box} {rest.lstrip()}" if rest.strip() else box
            problem = f"'{one_line(line.text, 40)}' is not written as an item with a box"
            cure = f"write '{one_line(mended, 40)}'"
            yield Edit(line.number, mended, Complaint(text.path, line.number, "box-form", problem, cure))


def _agents(text: Text) -> Iterator[Edit]:
    """An item that begins with `AGENT:name` without the two stars: an error of the plan."""
    for line in _visible(text, "wrapper"):
        match = _AGENT.fullmatch(line.text)
        if match:
            mended = f"{match[1]}**AGENT:{match[3]}**{match[4]}"
            about = Complaint(text.path, line.number, "bad-agent", "the agent is not marked", "mark it")
            yield Edit(line.number, mended, about)


def _dashed_gates(text: Text) -> Iterator[Edit]:
    """`- pytest -q — all green`: an error of the plan, when what stands before the dash is a command."""
    for line in _visible(text, "gates"):
        match = _DASHED_GATE.fullmatch(line.text)
        if match:
            mended = f"{match[1]}`{match[2]}`: {match[3]}"
            about = Complaint(
                text.path, line.number, "unclear-gate", "the command's end is unclear", "mark it"
            )
            yield Edit(line.number, mended, about)


def _arrows(text: Text) -> Iterator[Edit]:
    """`Phase 1 ⇒ Phase 2`, `--&gt;`: arrows that are not read."""
    for line in _visible(text, "dependencies", code=True):
        parts = _ARROW.split(line.text)
        if len(parts) > 1 and all(_A_PHASE.search(part) for part in parts):
            arrow = one_line(" ".join(_ARROW.findall(line.text)[:1]), 10)
            problem = f"the arrow '{arrow}' is not read, and with it the dependency"
            about = Complaint(text.path, line.number, ARROW, problem, "write -->")
            yield Edit(line.number, _ARROW.sub("-->", line.text), about)


def _visible(text: Text, section: str, *, code: bool = False) -> Iterator[Line]:
    return (line for line in text.sections[section] if code or not line.code)


def _ends(text: Text) -> Iterator[Edit]:
    """Lines that end in different ways, as two editors leave them: all as most of them."""
    found = END.findall(text.raw)
    if len(set(found)) > 1:
        counted = Counter(found)
        usual = "\r\n" if counted["\r\n"] > counted["\n"] else "\n"
        number = next(number for number, end in enumerate(found, 1) if end != usual)
        problem = "the lines of this file end in different ways"
        about = Complaint(text.path, number, "mixed-line-ends", problem, "save it with one of them")
        yield Edit(number, split_lines(text.raw)[number - 1], about, usual)


MASTER: tuple[Mender, ...] = (_headings, _arrows, _ends)  # for a master plan
PHASE: tuple[Mender, ...] = (_headings, _boxes, _agents, _dashed_gates, _ends)  # for a phase file
