"""Tasks that cannot be ticked, are ticked already, share a number, or are too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.advice.named import NUMBER
from orchestrator.advice.subject import Subject, Text
from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import Item, items
from orchestrator.text import one_line

_NUMBERED = re.compile(r"[\s>]*(?:[-*+•]\s+)?[*_]*(?:\d+(?:\.\d+)+[:.)]?|\d+[:.)])\s")
MOST = 40  # tasks of a phase; more hardly fit into one session


def tasks(subject: Subject) -> Iterator[Complaint]:
    """What is to be said of the tasks of each phase file, whether or not the plan has errors."""
    for text in subject.texts:
        listed = items(text.sections["tasks"])
        boxed = [item for item in listed if item.box is not None]
        if not boxed:
            yield _no_box(text, listed)
            continue
        yield from _without_box(text, listed)
        yield from _same_number(text, boxed)
        if all(item.box for item in boxed):
            problem = "every task is ticked already, so that a session finds nothing left to do"
            cure = "clear the boxes of what is to be done: - [ ]"
            yield Complaint(text.path, boxed[0].line, "tasks-ticked", problem, cure)
        if len(boxed) > MOST:
            problem = f"the phase has {len(boxed)} tasks; one session rarely finishes more than {MOST}"
            cure = "split it into phases with gates of their own"
            yield Complaint(text.path, boxed[MOST].line, "long-phase", problem, cure)


def _no_box(text: Text, listed: list[Item]) -> Complaint:
    line = listed[0].line if listed else 0
    problem = "the phase has no task with a box, so that nothing tells which are still open"
    return Complaint(
        text.path, line, "no-tasks", problem, "write '## Tasks' with items such as - [ ] 1.1: ..."
    )


def _without_box(text: Text, listed: list[Item]) -> Iterator[Complaint]:
    """Numbered items without a box that do not explain one with a box."""
    raw = {line.number: line.text for line in text.sections["tasks"]}
    boxed = -1  # the indent of the last box
    for item in listed:
        if item.box is not None:
            boxed = _indent(raw[item.line])
        elif _indent(raw[item.line]) <= max(boxed, 0) and _NUMBERED.match(raw[item.line]):
            problem = (
                f"the task '{one_line(item.text, 60)}' has no box, so that nobody asks whether it is done"
            )
            yield Complaint(text.path, item.line, "task-without-box", problem, "write - [ ] before it")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def _same_number(text: Text, boxed: list[Item]) -> Iterator[Complaint]:
    seen: dict[str, int] = {}
    for item in boxed:
        match = NUMBER.match(item.text)
        if match and seen.setdefault(match[1], item.line) != item.line:
            problem = f"the number {match[1]} is taken by the task in line {seen[match[1]]}"
            cure = "give every task its own number: sessions report by it"
            yield Complaint(text.path, item.line, "duplicate-task-number", problem, cure)
