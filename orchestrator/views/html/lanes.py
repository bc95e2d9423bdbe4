"""What every phase of a run did when: the spells that the timeline shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from orchestrator.clock import seconds_of
from orchestrator.model.report import Report, ReportAttempt, ReportPhase
from orchestrator.text import plural
from orchestrator.views.html.words import clock_time

SHORT_WAIT = 2.0  # seconds between two sessions: no wait, but the work of starting one


class Bar(NamedTuple):
    """A spell of one kind; seconds since the epoch."""

    kind: str
    start: float
    end: float


class Spell(NamedTuple):
    """An attempt on the timeline."""

    number: int
    bars: tuple[Bar, ...]
    words: str


class Lane(NamedTuple):
    """A phase on the timeline."""

    phase: ReportPhase
    spells: tuple[Spell, ...]


def lanes_of(report: Report) -> tuple[Lane, ...]:
    """What every phase did when; what goes on ends when the report was made."""
    now = seconds_of(report.made_at) if report.outcome == "running" else None
    return tuple(
        Lane(phase, tuple(_spell(attempt, now, _waiting(phase, attempt)) for attempt in phase.attempts))
        for phase in report.phases
    )


def _waiting(phase: ReportPhase, attempt: ReportAttempt) -> bool:
    return phase.record.waits_until is not None and attempt is phase.attempts[-1]


def _spell(attempt: ReportAttempt, now: float | None, waiting: bool) -> Spell:
    entry = attempt.entry
    sessions = tuple(_sessions(attempt, now))
    waits = [
        Bar("wait", earlier.end, later.start)
        for earlier, later in pairwise(sessions)
        if later.start - earlier.end > SHORT_WAIT
    ]
    if waiting and now is not None and sessions and now > sessions[-1].end:
        waits.append(Bar("wait", sessions[-1].end, now))
    gates = tuple(_gates(attempt))
    failed = [gate.name for gate in entry.gates if gate.exit_code != 0]
    open_end = "without an end" if now is None else "until now"
    ended = f"to {clock_time(entry.ended_at)}" if entry.ended_at else open_end
    said = f"attempt {entry.number}, {clock_time(entry.started_at)} {ended}"
    said += f": {plural(len(entry.sessions), 'session')}, {plural(len(entry.gates), 'gate')}"
    said += f", failed: {', '.join(failed)}" if failed else ""
    said += f"; {entry.decision}" if entry.decision else ""
    return Spell(entry.number, (*sessions, *waits, *gates), said)


def _sessions(attempt: ReportAttempt, now: float | None) -> Iterator[Bar]:
    for session in attempt.entry.sessions:
        start = seconds_of(session.started_at)
        if start is None:
            continue
        end = seconds_of(session.ended_at) or seconds_of(attempt.entry.ended_at)
        if end is None:
            end = start + session.seconds if session.seconds is not None else now
        yield Bar("session", start, max(start, start if end is None else end))


def _gates(attempt: ReportAttempt) -> Iterator[Bar]:
    """They are recorded together when the last one has ended, and ran one after the other."""
    end = float("inf")
    for gate in reversed(attempt.entry.gates):
        recorded = seconds_of(gate.at)
        if recorded is None:
            continue
        end = min(end, recorded)
        yield Bar("passed" if gate.exit_code == 0 else "failed", end - gate.seconds, end)
        end -= gate.seconds
