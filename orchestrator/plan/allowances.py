"""`allow: tests removed because ...` in a phase file: what its author accepts beforehand, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orchestrator.model.plan import Allowance, Complaint
from orchestrator.plan.inline import Item, continues, items
from orchestrator.plan.markdown import Line, scan
from orchestrator.plan.protected import bad_glob
from orchestrator.text import nearest, one_line

# What an author may write instead of a glob, in lower case; orchestrator.weakening gives them their meaning.
WORDS = ("assertions removed", "coverage lowered", "ignores", "skips", "tests removed")
_FORM = "write - allow: WHAT because REASON"
# As text, compiled at their first use: few plans have them, and every start would pay.
_BEGINNING = r"(?i:[*_]{0,2}allow[*_]{0,2}:[*_]{0,2})[ \t]*+"
_BECAUSE = r"(?i)(?:^|[ \t])because(?![^\s:])[ \t:]*"


class Reading(NamedTuple):
    """The allowances of a file, what is wrong with others, and the file's lines without them."""

    allowances: tuple[Allowance, ...]
    complaints: list[Complaint]
    lines: Sequence[Line]  # as many; an allowance is neither a gate nor a task


def allowed(text: str) -> tuple[Allowance, ...]:
    """The allowances that a phase file's text holds; one without a reason is none."""
    return read("", scan(text).lines).allowances


def read(path: str, lines: Sequence[Line]) -> Reading:
    """The allowances in the list items of the phase file at `path`, outside of code and comments."""
    if not any("allow" in line.text.casefold() for line in lines):
        return Reading((), [], lines)
    found: list[Allowance] = []
    complaints: list[Complaint] = []
    begun: set[int] = set()
    listed = items(lines)
    for item in listed:
        match = re.match(_BEGINNING, item.text)
        if not match:
            continue
        begun.add(item.line)
        one = _allowance(path, item, item.text[match.end() :])
        if isinstance(one, Complaint):
            complaints.append(one)
        else:
            found.append(one)
    return Reading(tuple(found), complaints, _without(lines, (item.line for item in listed), begun))


def _allowance(path: str, item: Item, text: str) -> Allowance | Complaint:
    parts = re.split(_BECAUSE, text, maxsplit=1)
    reason = parts[1].strip() if len(parts) > 1 else ""
    if not reason.strip(" \t*_`."):
        problem = f"'allow: {one_line(text, 60)}' gives no reason"
        return Complaint(path, item.line, "allowance-without-reason", problem, _FORM)
    what = parts[0].strip().strip("`").strip()
    words = " ".join(what.casefold().split())
    if words in WORDS:
        return Allowance(words, reason, item.line)
    if not any(mark in what for mark in "/*."):
        return _unknown(path, item.line, what)
    return bad_glob(path, item.line, what) or Allowance(what, reason, item.line)


def _unknown(path: str, line: int, what: str) -> Complaint:
    problem = f"'{one_line(what, 40)}' is nothing that can be allowed"
    hint = nearest(what.casefold(), WORDS)
    near = f"{hint} " if hint.startswith("did you mean") else ""
    cure = f"{near}write one of {', '.join(WORDS)}, or a glob of paths such as `tests/old/**`"
    return Complaint(path, line, "unknown-allowance", problem, cure)


def _without(lines: Sequence[Line], starts: Iterable[int], begun: set[int]) -> list[Line]:
    """The lines with the items that begin at `begun` blanked, of all items that begin at `starts`."""
    others = set(starts) - begun
    found: list[Line] = []
    inside = False
    for line in lines:
        inside = line.number in begun or (inside and line.number not in others and continues(line))
        found.append(line._replace(text="") if inside else line)
    return found
