"""What looks as if it said something to us, and is not read: misspelt headings, fields and markers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from orchestrator.advice.subject import Divide, Subject, Text
from orchestrator.model.plan import Complaint
from orchestrator.plan import master, phase
from orchestrator.plan.markdown import Line, divide, heading
from orchestrator.text import one_line


class _Kind(NamedTuple):
    """What a file of a plan may hold."""

    sections: Sequence[str]  # as they are to be written
    fields: Sequence[str]


_MASTER = _Kind(("Phases", "Dependencies"), ())
_PHASE = _Kind(("Process Wrapper", "Gates", "Tasks", "Protected"), ("Depends On", "Changes"))
_READ_FIELDS = frozenset(("depends on", "depends", "dependencies", "changes"))
_OTHER_FIELDS = frozenset(("changed",))  # a date, and near a field of ours by chance
_FIELD = re.compile(r"[\s>*+-]*\*\*([A-Za-z][A-Za-z ]{2,30}?):?\*\*:?")
_SUFFIX = re.compile(r"\s-\s|[(:—]")
_AGENT = re.compile(r"\*\*[ \t]*AGENTS?(?![ \t]*:|\w)[^*]*\*\*|\bAGENTS[ \t]*:")
_NEAR = 0.8  # of difflib: one letter more or less in a short word


def unread(subject: Subject) -> Iterator[Complaint]:
    """Headings, fields and markers that are nearly ours, whether or not the plan has errors."""
    if subject.master:
        yield from _headings(subject.master, _MASTER, master.sections)
    for text in subject.texts:
        yield from _headings(text, _PHASE, partial(divide, names=phase.headings(text.lines)))
        yield from _fields(text)
        for line in text.sections["wrapper"]:
            if not line.code and _AGENT.search(line.text):
                problem = "this looks like a required agent, but is not read as one"
                cure = "write **AGENT:name**, one marker for each agent"
                yield Complaint(text.path, line.number, "unread-agent", problem, cure)


def _headings(text: Text, kind: _Kind, divide: Divide) -> Iterator[Complaint]:
    for line in text.lines:
        mark = heading(line)
        if mark is None or mark[0] == 1 or _is_section(mark[1], divide):
            continue
        start = next((index for index, char in enumerate(mark[1]) if char.isalpha()), 0)
        near = _nearest(_SUFFIX.split(mark[1][start:], maxsplit=1)[0], kind.sections)
        if near:
            problem = f"the heading '{one_line(mark[1], 40)}' is not read"
            cure = f"write '## {near}' if that is meant, or another word"
            yield Complaint(text.path, line.number, "unread-heading", problem, cure)


def _is_section(title: str, divide: Divide) -> bool:
    """Whether the reader of plans takes a heading for one of its own."""
    return not divide((Line(1, f"## {title}", False), Line(2, "x", False)))[""]


def _fields(text: Text) -> Iterator[Complaint]:
    for line in text.sections[""]:
        match = None if line.code else _FIELD.match(line.text)
        name = match[1].strip() if match else ""
        near = "" if name.casefold() in _READ_FIELDS | _OTHER_FIELDS else _nearest(name, _PHASE.fields)
        if near:
            problem = f"the field '{one_line(name, 40)}' is not read"
            yield Complaint(
                text.path, line.number, "unread-field", problem, f"write **{near}:** if that is meant"
            )


def _nearest(word: str, known: Sequence[str]) -> str:
    """The known word that this one nearly is; empty when none is near. In any case, blanks or not."""
    from difflib import SequenceMatcher  # few words get here: it is not worth every start

    plain = "".join(word.casefold().split())
    if not 3 <= len(plain) <= 30 or any(char.isdigit() for char in plain):  # "Task 1" is one of several
        return ""
    near = {SequenceMatcher(None, plain, "".join(one.casefold().split())).ratio(): one for one in known}
    return near[max(near)] if max(near) >= _NEAR else ""
