"""What the session answers: the files of a plan, and what became of each part of the description. Pure.

The answer is JSON, which can hold Markdown with fences of its own and needs no escaping by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from orchestrator.model.plan import Complaint
from orchestrator.text import one_line, read_json

TOOL = "StructuredOutput"  # the tool that the CLI offers for an answer of a given shape
ANSWER = "your answer"  # stands for a path in complaints about it
MOST_FILES = 200
REASON_WIDTH = 300

_FILE = {
    "type": "object",
    "required": ["name", "content"],
    "properties": {
        "name": {"type": "string", "description": "a file name without folders, such as phase1-setup.md"},
        "content": {"type": "string", "description": "the whole Markdown of the file"},
    },
}
_COVERED = {
    "type": "object",
    "required": ["part", "phases", "left_out"],
    "properties": {
        "part": {"type": "integer", "description": "the number of a part of the description"},
        "phases": {"type": "array", "items": {"type": "string"}, "description": "ids of phases, such as 1"},
        "left_out": {"type": "string", "description": "what of it no phase does, and why; else empty"},
    },
}
SCHEMA = json.dumps(
    {
        "type": "object",
        "required": ["files", "coverage"],
        "properties": {
            "files": {"type": "array", "items": _FILE},
            "coverage": {"type": "array", "items": _COVERED},
        },
    }
)


class DraftFile(NamedTuple):
    """One file of a plan that is not there yet."""

    name: str
    text: str


class Covered(NamedTuple):
    """What the session says becomes of one part of the description."""

    part: int
    phases: tuple[str, ...]  # as the session wrote them
    left_out: str  # on one line; empty: nothing of it


class Draft(NamedTuple):
    """An answer whose shape is right; nothing of it is checked."""

    files: tuple[DraftFile, ...]
    coverage: tuple[Covered, ...]


def in_text(text: str) -> object:
    """The JSON object that a text holds, with or without a fence and words around it; None without one."""
    try:
        return read_json(text[text.find("{") : text.rfind("}") + 1])
    except (ValueError, RecursionError):
        return None


def read(found: object) -> Draft | Complaint:
    """The draft in the data of an answer, or what is wrong with its shape."""
    if type(found) is not dict:
        problem = "it holds no files"
        return Complaint(ANSWER, 0, "no-answer", problem, f"call the tool {TOOL} with the whole plan")
    files, coverage = _objects(found, "files"), _objects(found, "coverage")
    if files is None or coverage is None:
        return _misshapen("'files' and 'coverage' must be lists of objects")
    if not 1 <= len(files) <= MOST_FILES:
        return _misshapen(f"it has {len(files)} files; there must be 1 to {MOST_FILES}")
    drafts = tuple(DraftFile(_text(one, "name"), _text(one, "content")) for one in files)
    if any(_unwritable(one.name + one.text) for one in drafts):
        return _misshapen("a file holds halves of surrogate pairs, which no file can hold")
    covered = [_covered(one) for one in coverage]
    if None in covered:
        return _misshapen("an item of 'coverage' has no whole number as its 'part', or no list 'phases'")
    return Draft(drafts, tuple(one for one in covered if one is not None))


def _misshapen(problem: str) -> Complaint:
    return Complaint(ANSWER, 0, "bad-answer", problem, f"call the tool {TOOL} as its schema says")


def _objects(found: Mapping[str, Any], key: str) -> list[dict[str, Any]] | None:
    items = found.get(key)
    if type(items) is not list or any(type(item) is not dict for item in items):
        return None
    return items


def _covered(item: Mapping[str, Any]) -> Covered | None:
    part, phases = item.get("part"), item.get("phases")
    if type(part) is not int or type(phases) is not list:
        return None
    ids = tuple(one_line(str(phase), 80) for phase in phases if type(phase) in (str, int))
    return Covered(part, ids, one_line(_text(item, "left_out"), REASON_WIDTH))


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if type(value) is str else ""


def _unwritable(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
