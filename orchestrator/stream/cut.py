"""Why a session was ended that would have gone on: a kind for us, a reason for the journal."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class CutKind(Enum):
    """What made us end a session."""

    FINISHED = "it had sent its final result and stayed"
    TIMED_OUT = "its time was up"
    SILENT_START = "it never said anything"
    IDLE = "it was silent while no tool ran"
    TOOL_HANGS = "it was silent while a tool ran"
    OUTPUT_CLOSED = "nobody could hear it any more"
    WROTE_TOO_MUCH = "it wrote more than it may"
    INTERRUPTED = "we were told to stop"


class Cut(NamedTuple):
    """A session that was ended from outside."""

    kind: CutKind
    reason: str  # half a sentence about the session, for a person: "said nothing at all for 180 s (...)"


INTERRUPTED = Cut(CutKind.INTERRUPTED, "stopped, because the orchestrator was stopped")
FINISHED = Cut(CutKind.FINISHED, "ended with a result, but did not exit by itself")
