"""The section `## Protected`: globs of files that a phase must leave alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import code_span, items
from orchestrator.plan.markdown import Line
from orchestrator.text import one_line

# As text, compiled at their first use: few plans have them, and every start would pay.
_BOLD = r"\*\*(?!/)([^*].*?)\*\*(?=:|\s|$)"  # `**/x` is a glob
_BOLD_SPAN = r"^\*\*(?=`)|(?<=`):?\*\*"
_BARE = r":(?:\s|$)|(?<!\s)\s+(?:(?:-|\u2013|—)\s|\()"  # what ends a glob without backticks
_FURTHER = r"[ \t]*+(?:,|&|\+|and\b)?[ \t]*+(?:and\b[ \t]*+)?(?=`)"
_NOTHING = ("none", "n/a")


def protected(path: str, lines: Sequence[Line]) -> tuple[tuple[str, ...], list[Complaint]]:
    """The globs that the section of the phase file at `path` lists, without repeats."""
    found: dict[str, None] = {}  # as a set that keeps the order
    complaints: list[Complaint] = []
    listed = items(lines)
    for item in listed:
        quoted = _quoted(item.text)
        for glob in quoted or [_bare(item.text)]:
            unclear = None if quoted else _unclear(path, item.line, glob)
            complaint = unclear or bad_glob(path, item.line, glob)
            if complaint:
                complaints.append(complaint)
            elif glob.casefold() not in _NOTHING:
                found[glob] = None
    written = next((line for line in lines if any(char.isalnum() for char in line.text)), None)
    if written and not listed:
        complaints.append(_no_items(path, written.number))
    return tuple(found), complaints


def bad_glob(path: str, line: int, glob: str) -> Complaint | None:
    """The complaint about a glob that names nothing in the project, or that cannot be read."""
    from orchestrator.globs import wrong  # rare, and every start would pay for it

    problem, cure = wrong(glob)
    return Complaint(path, line, "bad-glob", one_line(problem, 160), cure) if problem else None


def _quoted(text: str) -> list[str]:
    """The code spans that an item begins with."""
    if text.startswith("**`"):
        text = re.sub(_BOLD_SPAN, "", text)
    found: list[str] = []
    span = code_span(text)
    while span:
        found.append(span[0].strip())
        further = re.compile(_FURTHER).match(text, span[1])
        span = code_span(text, further.end()) if further else None
    return found


def _bare(text: str) -> str:
    """The text of an item up to its explanation."""
    bold = re.match(_BOLD, text)
    return (bold[1].rstrip(":") if bold else re.split(_BARE, text, maxsplit=1)[0]).strip()


def _unclear(path: str, line: int, glob: str) -> Complaint | None:
    """A bare text with blanks may be a list, or a sentence: nothing is guessed."""
    if glob and not any(char in glob for char in " \t,`"):
        return None
    problem = f"it is not clear which path '{one_line(glob, 60)}' stands for"
    cure = "write one glob an item, in backticks: - `tests/`: why"
    return Complaint(path, line, "bad-glob", problem, cure)


def _no_items(path: str, line: int) -> Complaint:
    problem = "the section 'Protected' lists no path, so that nothing would be protected"
    return Complaint(path, line, "bad-glob", problem, "write list items: - `tests/`: why")
