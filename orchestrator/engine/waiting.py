"""Sits out what kept a session from working.

What is waited for is recorded, so that a restart goes on waiting.
"""

from __future__ import annotations

import time

from orchestrator.engine.work import Work
from orchestrator.errors import Paused, Stopped
from orchestrator.lifecycle import Tracked
from orchestrator.model.attempts import Session
from orchestrator.model.happening import Waiting
from orchestrator.model.plan import Phase
from orchestrator.model.session import Trouble
from orchestrator.patience import Block, Pause, Tried, Wait, advise
from orchestrator.store import attempts

SLICE = 30.0  # seconds between two looks at the clock: it goes on while a machine sleeps, a timer does not


def over(session: Session) -> bool:
    """Whether what kept a session from working may be over by now."""
    return session.retry_at is not None and session.retry_at <= time.time()


def sit_out(work: Work, phase: Phase, tracked: Tracked) -> str:
    """Wait until the next session of this attempt may be tried; why a person is needed first, or nothing.

    Raises:
        Stopped: the run was told to stop; the next one goes on waiting.
        Paused: the run is not to wait.
    """
    sessions = attempts.sessions(work.db, work.run_id, phase.id)
    mine = [session for session in sessions if session.attempt == tracked.attempt]
    last = mine[-1]
    assert last.outcome is not None, "it was closed"
    assert last.outcome.trouble is not None, "there is nothing else to sit out"
    advice = _advice(work, mine)
    if isinstance(advice, Block):
        return advice.reason
    if advice.until is not None and last.retry_at is None:
        attempts.save_retry(work.db, work.run_id, phase.id, last, advice.until)
    if isinstance(advice, Pause):
        raise Paused(advice.reason)
    _wait(work, phase, last.outcome.trouble, advice.until)
    return ""


def _advice(work: Work, mine: list[Session]) -> Wait | Block | Pause:
    tried = [Tried(each.outcome.trouble if each.outcome else None, each.did_something) for each in mine]
    settings = work.settings
    now = time.time()
    advice = advise(
        tried, now, api_retries=settings.api_retries, wait=settings.wait_for_limits, pace=work.pace
    )
    recorded = mine[-1].retry_at
    if recorded is not None and not isinstance(advice, Block):  # a run before has begun to wait
        return advice._replace(until=recorded)
    return advice


def _wait(work: Work, phase: Phase, trouble: Trouble, until: float) -> None:
    if until > time.time():
        work.report(Waiting(phase, trouble, until))
    while (left := until - time.time()) > 0:
        if work.wake.wait(min(left, SLICE)):
            raise Stopped(f"a wait ({trouble.kind.value})")
