"""The files that a task names, and whether it says that it will write them."""

from __future__ import annotations

import re
from typing import NamedTuple

from orchestrator.model.plan import Phase

NUMBER = re.compile(r"(\d+(?:\.\d+)+[a-z]?(?=[:.)]?\s|[:)])|\d+(?=[:.)](?:\s|$)))")  # `1.2:`, `3.`
_LEAD = re.compile(r"[\s*_:.)-]*")
_SPAN = re.compile(r"`([^`\s]+)`")
_PATH = re.compile(r"(?:[\w.@+-]+/)+[\w.@+-]*|[\w@+-]+(?:\.[\w@+-]+)*\.\w{1,8}|\.\w[\w.-]*")
_MAKES = frozenset(("add", "create", "generate", "implement", "introduce", "scaffold", "write"))
_CHANGES = _MAKES | {
    *("change", "delete", "drop", "edit", "extend", "fix", "modify", "move", "refactor", "remove"),
    *("rename", "replace", "rewrite", "update"),
}


class Named(NamedTuple):
    """A path in backticks in a task."""

    path: str  # without `./`
    line: int
    made: bool  # the task begins with a word such as "create", and names this path first
    changed: bool  # it begins with a word for any change, and names this path first


def named(phase: Phase) -> list[Named]:
    """The paths that the tasks of a phase name, in their order."""
    found: list[Named] = []
    for task in phase.tasks:
        verb = _verb(task.text)
        paths = [path for path in _SPAN.findall(task.text) if _PATH.fullmatch(path) and ".." not in path]
        for number, path in enumerate(paths):
            made, changed = (verb in verbs and number == 0 for verbs in (_MAKES, _CHANGES))
            found.append(Named(path.removeprefix("./"), task.line, made, changed))
    return found


def _verb(text: str) -> str:
    """The first word of a task behind its number, in lower case."""
    number = NUMBER.match(text.lstrip("*_ "))
    rest = text.lstrip("*_ ")[number.end() :] if number else text
    return _LEAD.sub("", rest, count=1).partition(" ")[0].casefold()
