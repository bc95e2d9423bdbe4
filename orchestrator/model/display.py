"""What a person sees of a session, one line at a time."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class LineKind(Enum):
    """What a line is, for whoever colours it."""

    TEXT = "text"
    TOOL = "tool"
    ERROR = "error"
    RESULT = "result"  # what a tool answered; made only when somebody wants to see it
    NOTE = "note"


class DisplayLine(NamedTuple):
    """One line without control characters, of bounded length. A tuple: a stream makes 100,000 of them."""

    kind: LineKind
    text: str
    agent: str  # the sub-agent that acts; empty for the main loop

    @property
    def said(self) -> str:
        """The text, with the name of the sub-agent before it."""
        return f"{self.agent} | {self.text}" if self.agent else self.text
