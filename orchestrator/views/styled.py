"""Rows of a screen as values: text in pieces, each with what it means; whoever draws gives that a colour."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

from orchestrator.columns import clip, fold, pad
from orchestrator.model.display import LineKind
from orchestrator.model.lifecycle import State
from orchestrator.views import marks
from orchestrator.views.marks import CUT, LINE, WALL, spelled


class Style(Enum):
    """What a piece of text is."""

    PLAIN = "plain"
    BOLD = "bold"
    DIM = "dim"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    TOOL = "tool"
    BAR = "bar"  # a head or foot across the screen
    CHOSEN = "chosen"  # what keys act on


class Segment(NamedTuple):
    """A piece of a row."""

    text: str
    style: Style = Style.PLAIN


Row: TypeAlias = tuple[Segment, ...]


class Glyphs(NamedTuple):
    """The signs that a screen is made of, and the encoding that can show them."""

    encoding: str

    @property
    def cut(self) -> str:
        """Where a text was cut."""
        return self.shown(CUT)

    @property
    def line(self) -> str:
        """Drawn from left to right."""
        return self.shown(LINE)

    @property
    def wall(self) -> str:
        """Drawn from top to bottom."""
        return self.shown(WALL)

    def mark(self, state: State, *, at_work: bool) -> str:
        """See `marks.mark`."""
        return self.shown(marks.mark(state, at_work=at_work))

    def shown(self, text: str) -> str:
        """The text in letters that can be shown."""
        return text if self is UNICODE else spelled(text, self.encoding)

    def clip(self, text: str, columns: int) -> str:
        """At most so wide."""
        return clip(self.shown(text), columns, self.cut)

    def pad(self, text: str, columns: int) -> str:
        """Exactly so wide."""
        return pad(self.shown(text), columns, self.cut)

    def fold(self, text: str, columns: int, hanging: int = 0) -> list[str]:
        """In lines of at most that width."""
        return fold(self.shown(text.expandtabs(4)), columns, hanging)


UNICODE, ASCII = Glyphs("utf-8"), Glyphs("ascii")
_S = State
OF_STATE = {
    _S.PENDING: Style.DIM,
    _S.RUNNING: Style.BOLD,
    _S.VERIFYING: Style.BOLD,
    _S.REMEDIATING: Style.WARN,
    _S.DONE: Style.GOOD,
    _S.BLOCKED: Style.BAD,
}
OF_LINE = {
    LineKind.TEXT: Style.PLAIN,
    LineKind.TOOL: Style.TOOL,
    LineKind.ERROR: Style.BAD,
    LineKind.NOTE: Style.DIM,
    LineKind.RESULT: Style.DIM,
}
OF_OUTCOME = {
    "running": Style.BOLD,
    "paused": Style.WARN,
    "interrupted": Style.WARN,
    "done": Style.GOOD,
    "blocked": Style.BAD,
}
