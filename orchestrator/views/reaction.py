"""What a command of the user's is told (schemas/hook.schema.json), and on which happenings. Pure."""

from __future__ import annotations

import json
from typing import NamedTuple

from orchestrator.clock import at
from orchestrator.model.happening import (
    Happening,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionStarted,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.records import RunRecord
from orchestrator.model.session import TroubleKind
from orchestrator.views.runs import phase_data, run_data

VERSION = 1


class Occasion(NamedTuple):
    """Something that the user may have a command for."""

    event: str  # a key of `hooks:`
    phase: str = ""  # its id; empty: it is about the run
    reason: str = ""  # why a phase is blocked, what limit was reached, why a run was paused
    until: float | None = None  # seconds since the epoch: it goes on by itself then
    resumed: bool = False


def occasions(happening: Happening) -> tuple[Occasion, ...]:
    """What to tell of a happening; mostly nothing."""
    if isinstance(happening, RunStarted):
        return (Occasion("run_started", resumed=happening.resumed),)
    if isinstance(happening, SessionStarted):
        first = happening.attempt == 1 and happening.why == "first"
        return (Occasion("phase_started", happening.phase.id),) if first else ()
    if isinstance(happening, PhaseMoved):
        event = "phase_done" if happening.state is State.DONE else "phase_blocked"
        return (Occasion(event, happening.phase.id, happening.reason),)
    if isinstance(happening, Waiting):
        trouble = happening.trouble
        if trouble.kind is not TroubleKind.USAGE_LIMIT:
            return ()
        return (Occasion("limit_reached", happening.phase.id, trouble.said, happening.until),)
    if isinstance(happening, RunEnded):
        return _ended(happening)
    return ()


def _ended(happening: RunEnded) -> tuple[Occasion, ...]:
    finished = Occasion("run_finished", reason=happening.paused)
    if "limit" in happening.paused or "budget" in happening.paused:
        return (Occasion("limit_reached", reason=happening.paused), finished)
    return (finished,)


def told(occasion: Occasion, run: RunRecord, root: str, now: float) -> str:
    """The JSON for its standard input, on one line.

    Args:
        occasion: what happened.
        run: as it stands.
        root: the project's folder, absolute.
        now: seconds since the epoch.
    """
    active = None if occasion.event == "run_finished" else run.id
    phase = next((phase for phase in run.phases if phase.id == occasion.phase), None)
    data = {
        "version": VERSION,
        "event": occasion.event,
        "at": at(now),
        "project": root,
        "resumed": occasion.resumed,
        "reason": occasion.reason,
        "waits_until": None if occasion.until is None else at(occasion.until),
        "phase": None if phase is None else phase_data(phase),
        "run": run_data(run, active),
    }
    return json.dumps(data)
