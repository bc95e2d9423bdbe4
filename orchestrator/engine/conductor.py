"""Chooses which phases run, waits for them, and knows when nothing is left to do.

The main thread stays here; each active phase has a thread of its own. Phases share one workspace, so
one is active at a time.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import SimpleQueue

from orchestrator.engine.runner import run_phase
from orchestrator.engine.work import Work
from orchestrator.errors import EXIT_BLOCKED, EXIT_DONE, EXIT_STOPPED, Paused, Stopped
from orchestrator.lifecycle import Tracked
from orchestrator.model.happening import PhaseMoved, RunEnded
from orchestrator.model.lifecycle import State, Trigger
from orchestrator.model.plan import Phase
from orchestrator.schedule import doomed, ready
from orchestrator.store import runs

ACTIVE_AT_ONCE = 1


@dataclass(frozen=True, slots=True)
class Conducted:
    """How conducting ended."""

    stopped: bool  # told to stop before everything was decided
    exit_code: int  # of what was decided; without meaning when stopped
    paused: str = ""  # why the run ended on purpose before that


def conduct(work: Work, tracked: dict[str, Tracked], first: str | None = None) -> Conducted:
    """Run every phase whose dependencies are done, until all are decided or the run is told to stop.

    Args:
        work: the run.
        tracked: every phase of the plan by id, as it stands.
        first: the phase to prefer among those that are ready.

    Raises:
        Exception: what a phase's thread could not deal with; the others have been stopped before.
    """
    crew = _Crew(work)
    try:
        while _advance(work, tracked, first, crew):
            crew.wait()
    finally:  # whatever happened, no thread goes on behind our back
        while crew.active:
            work.wake.set()
            crew.wait()
    if crew.failure is not None:
        raise crew.failure
    return _end(work, tracked, crew.paused or work.on_purpose())


def _advance(work: Work, tracked: dict[str, Tracked], first: str | None, crew: _Crew) -> bool:
    """Block what can never run, start what can run now; whether there is something to wait for."""
    _block_doomed(work, tracked)
    if not (work.wake.is_set() or crew.paused or work.last_phase()):
        for phase in _startable(work, tracked, first, crew):
            crew.start(phase, tracked[phase.id])
    return bool(crew.active)


class _Crew:
    """The threads that run phases."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._ended: SimpleQueue[tuple[str, BaseException | None]] = SimpleQueue()
        self.active: dict[str, threading.Thread] = {}
        self.failure: BaseException | None = None
        self.paused = ""

    def start(self, phase: Phase, tracked: Tracked) -> None:
        thread = threading.Thread(target=self._run, args=(phase, tracked), name=f"phase {phase.id}")
        self.active[phase.id] = thread
        thread.start()

    def wait(self) -> None:
        """Wait for one phase to end; a failure of one stops the others, and a pause begins no more."""
        phase_id, error = self._ended.get()
        self.active.pop(phase_id).join()
        if isinstance(error, Paused):
            self.paused = self.paused or str(error)
        elif error is not None and not isinstance(error, Stopped):
            self.failure = self.failure or error
            self._work.wake.set()

    def _run(self, phase: Phase, tracked: Tracked) -> None:
        error: BaseException | None = None
        try:
            run_phase(self._work, phase, tracked)
        except BaseException as caught:  # handed to the main thread, which raises it
            error = caught
        self._ended.put((phase.id, error))


def _startable(work: Work, tracked: dict[str, Tracked], first: str | None, crew: _Crew) -> tuple[Phase, ...]:
    """What was open when a run was interrupted goes first; then what is ready, in the plan's order."""
    free = ACTIVE_AT_ONCE - len(crew.active)
    open_ones = tuple(
        phase
        for phase in work.plan.phases
        if tracked[phase.id].state in (State.RUNNING, State.VERIFYING, State.REMEDIATING)
        and phase.id not in crew.active
    )
    return (open_ones + ready(work.plan, _states(tracked), first))[:free]


def _states(tracked: dict[str, Tracked]) -> dict[str, State]:
    return {phase_id: item.state for phase_id, item in tracked.items()}


def _block_doomed(work: Work, tracked: dict[str, Tracked]) -> None:
    for phase, dependency in doomed(work.plan, _states(tracked)):
        reason = f"phase {dependency}, which it depends on, is blocked"
        work.lifecycle.fire(tracked[phase.id], Trigger.BLOCK, reason)
        work.report(PhaseMoved(phase, State.BLOCKED, reason))


def _end(work: Work, tracked: dict[str, Tracked], paused: str) -> Conducted:
    states = list(_states(tracked).values())
    done, blocked = states.count(State.DONE), states.count(State.BLOCKED)
    waiting = len(states) - done - blocked
    exit_code = EXIT_DONE if done == len(states) else EXIT_BLOCKED
    if not waiting:
        runs.end(work.db, work.run_id, exit_code)
    elif paused:
        exit_code = EXIT_STOPPED
        runs.pause(work.db, work.run_id, paused)
    why = paused if waiting else ""
    assumed = sum(record.assumed for record in runs.phases(work.db, work.run_id))
    work.report(RunEnded(work.run_id, done - assumed, blocked, waiting, exit_code, why, assumed))
    return Conducted(stopped=waiting > 0, exit_code=exit_code, paused=why)
