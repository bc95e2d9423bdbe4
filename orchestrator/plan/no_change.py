"""The field `**Changes:** none expected (why)` in the head of a phase file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import without_marker
from orchestrator.plan.markdown import Line, heading
from orchestrator.text import one_line

SAID = "the plan says so"
# As text, compiled at its first use: few plans have the field, and every start would pay.
_NONE = (
    r"(?i)none(?:[ \t]+expected)?"
    r"(?:[ \t]*\((.*)\)|[ \t]*[:,;—\u2013-][ \t]*(.*)|[ \t]+(because\b.*))?\.?"
)


def no_change(path: str, lines: Iterable[Line]) -> tuple[str, list[Complaint]]:
    """Why no file is expected to change, empty when one is; the head ends at the first heading of level 2."""
    reason = ""
    complaints: list[Complaint] = []
    for line in lines:
        mark = heading(line)
        if mark and mark[0] > 1:
            break
        value = _value(line)
        if value is None:
            continue
        match = re.fullmatch(_NONE, value)
        if match:
            reason = reason or next(filter(None, map(_trimmed, match.groups())), SAID)
        else:
            complaints.append(_odd(path, line.number, value))
    return reason, complaints


def _value(line: Line) -> str | None:
    """What the field holds; None when the line is another one."""
    if line.code or "changes" not in line.text.casefold():
        return None
    key, colon, value = without_marker(line.text).replace("**", "").partition(":")
    return value.strip() if colon and key.strip().casefold() == "changes" else None


def _trimmed(text: str | None) -> str:
    return (text or "").strip(" \t.")


def _odd(path: str, line: int, value: str) -> Complaint:
    problem = f"'Changes: {one_line(value, 60)}' says neither that nothing is expected to change nor why"
    cure = "write **Changes:** none expected (why), or remove the line: a change is always expected"
    return Complaint(path, line, "odd-changes", problem, cure)
