"""Times, amounts and states as a person reads them on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord
from orchestrator.views.html.markup import Html, tag
from orchestrator.views.runs import OPEN

# What a mark shows -> the shape of it in 16 by 16; shapes tell apart what colours do for others.
MARKS = {
    "done": "M3.5 8.5l3 3 6-7",
    "assumed": "M3 6.5q2.5-2.5 5 0t5 0M3 11q2.5-2.5 5 0t5 0",
    "blocked": "M4 4l8 8M12 4l-8 8",
    "held": "M3.5 8h9",
    "active": "M5 3.5v9l8-4.5z",
    "stopped": "M5.5 4v8M10.5 4v8",
    "pending": "M8 3.5a4.5 4.5 0 1 0 .01 0z",
    "again": "M12.5 8a4.5 4.5 0 1 1-1.6-3.4M12.5 2v3.2H9.3",
    "warning": "M8 2.5L14 13H2zM8 6.5v3M8 11v.6",
}


@cache
def mark(kind: str) -> Html:
    """A shape of `MARKS`; what it says is said in words beside it."""
    return tag("svg", shape(kind), class_=f"mark {kind}", viewBox="0 0 16 16", aria_hidden="true")


def shape(kind: str, x: float | None = None, y: float = 0) -> Html:
    """The same within another drawing, when it is said where."""
    where = {} if x is None else {"transform": f"translate({x} {y})", "class_": f"mark {kind}"}
    return tag("path", d=MARKS[kind], **where)


def state_kind(phase: PhaseRecord, outcome: str) -> str:
    """The mark of a phase, in a run with this outcome."""
    if phase.state is State.DONE:
        return "assumed" if phase.assumed else "done"
    if phase.state in OPEN:
        return "active" if outcome == "running" else "stopped"
    if phase.state is State.BLOCKED:
        return "blocked" if phase.attempt else "held"  # what was never begun is held by another phase
    return "pending"


def outcome_kind(outcome: str) -> str:
    """The mark of a run."""
    known = {"done": "done", "blocked": "blocked", "running": "active"}
    return known.get(outcome, "stopped")


def day(seconds: float) -> str:
    """`22 Nov 2026`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %b %Y").lstrip("0")


def clock_time(at: str | None) -> str:
    """`09:12:40`; a dash when it is not known."""
    return at[11:19] if at else "-"


def anchor(phase: str, attempt: int | None = None) -> str:
    """The id of a phase or an attempt on the page, which also stands behind `#` in an address."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else f"_{ord(c):x}" for c in phase)
    return f"phase-{plain}" if attempt is None else f"phase-{plain}-attempt-{attempt}"
