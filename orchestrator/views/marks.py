"""The marks of states on terminals, and what is written where an encoding has no such letters. Pure."""

from __future__ import annotations

from orchestrator.columns import width
from orchestrator.model.lifecycle import State

DONE, ACTIVE, BLOCKED, OPEN = "✓▶✗·"
_AT_REST = {State.DONE: DONE, State.BLOCKED: BLOCKED, State.PENDING: OPEN}
CUT, LINE, WALL = "…─│"
# Each is no wider than what it stands for.
SPELLED = {DONE: "+", ACTIVE: ">", BLOCKED: "x", OPEN: ".", CUT: "~", LINE: "-", WALL: "|"}


def mark(state: State, *, at_work: bool) -> str:
    """Of a phase; `at_work`: somebody is at it now, not only when the state was recorded."""
    return _AT_REST.get(state, ACTIVE if at_work else OPEN)


def spelled(text: str, encoding: str) -> str:
    """The text on one line as an encoding can hold it, and never wider for it."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_letter(letter, encoding) for letter in text)
    return text


def _letter(letter: str, encoding: str) -> str:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return SPELLED.get(letter, "?" if width(letter) else "")
    return letter
