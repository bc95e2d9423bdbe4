"""Takes one phase from where it stands to its end, as straight code on one thread.

Recovery is not a special case: each state has one thing to do, whether the phase came there a moment
ago or was found there by a run that was interrupted.
"""

from __future__ import annotations

from dataclasses import replace

from orchestrator.engine import sessions, spending, verification, waiting
from orchestrator.engine.baseline import prepare
from orchestrator.engine.signalling import collect_signals
from orchestrator.engine.work import Work
from orchestrator.errors import Paused, Stopped
from orchestrator.lifecycle import Tracked
from orchestrator.model.evidence import Decision, SignalStatus, Verdict
from orchestrator.model.happening import Judged, PhaseMoved
from orchestrator.model.lifecycle import State, Trigger
from orchestrator.model.plan import Phase
from orchestrator.model.session import Ending, Outcome
from orchestrator.store import attempts
from orchestrator.verdict import judge_failed_session, worker_blocked

FINAL = frozenset({State.DONE, State.BLOCKED})
JUDGEABLE = frozenset({Ending.CLAIMS_DONE, Ending.SUSPECT})


def run_phase(work: Work, phase: Phase, tracked: Tracked) -> None:
    """Run a phase until it is done or blocked.

    Raises:
        Stopped: the run was told to stop; the phase is left where `resume` picks it up.
        Paused: the run must not go on by itself; likewise.
        StoreError: a step could not be recorded.
    """
    try:
        while tracked.state not in FINAL:
            _step(work, phase, tracked)
    except Stopped as stop:
        work.lifecycle.fire(tracked, Trigger.INTERRUPT, f"stopped during {stop}")
        raise
    except Paused as pause:
        if tracked.state is not State.PENDING:  # nothing has begun then
            work.lifecycle.fire(tracked, Trigger.INTERRUPT, f"paused: {pause}")
        raise


def _step(work: Work, phase: Phase, tracked: Tracked) -> None:
    if work.wake.is_set() and tracked.state is not State.PENDING:
        raise Stopped(tracked.state.value)
    if tracked.state is State.PENDING:
        spending.allowance(work, phase)
        work.lifecycle.fire(tracked, Trigger.START)
    elif tracked.state is State.REMEDIATING:
        work.lifecycle.fire(tracked, Trigger.RETRY)
    elif tracked.state is State.RUNNING:
        _work(work, phase, tracked)
    else:
        _verify(work, phase, tracked)


def _work(work: Work, phase: Phase, tracked: Tracked) -> None:
    """running: a session that ends, and what follows from how it ended."""
    if hopeless := prepare(work, phase, tracked):
        _conclude(work, phase, tracked, Verdict(Decision.BLOCK, hopeless, ()), Trigger.FAIL)
        return
    outcome = _outcome(work, phase, tracked)
    if outcome.ending is Ending.INTERRUPTED:
        raise Stopped("a session")
    if outcome.trouble is not None:
        if needed := waiting.sit_out(work, phase, tracked):
            _conclude(work, phase, tracked, Verdict(Decision.BLOCK, needed, ()), Trigger.FAIL)
        return  # still running: the next session of the same attempt
    signal = collect_signals(work, phase, tracked).last
    if signal is not None and signal.status is SignalStatus.BLOCKED:
        _conclude(work, phase, tracked, worker_blocked(signal.reason), Trigger.FAIL)
    elif outcome.ending in JUDGEABLE:
        work.lifecycle.fire(tracked, Trigger.FINISH, outcome.reason)
    else:
        around = verification.circumstances(work, tracked, outcome)
        _conclude(work, phase, tracked, judge_failed_session(outcome, around), Trigger.FAIL)


def _verify(work: Work, phase: Phase, tracked: Tracked) -> None:
    """verifying: gather the evidence, and what follows from it."""
    prepare(work, phase, tracked)  # was done before the session, unless by a version that did no such thing
    verdict = verification.verify(work, phase, tracked)
    _conclude(work, phase, tracked, verdict, Trigger.REJECT)


def _conclude(work: Work, phase: Phase, tracked: Tracked, verdict: Verdict, again: Trigger) -> None:
    """Record a verdict, then move; `again` is what another attempt is called in this state."""
    verdict = replace(
        verdict,
        reason=work.secrets.text(verdict.reason),
        findings=tuple(
            replace(f, message=work.secrets.text(f.message), detail=work.secrets.text(f.detail))
            for f in verdict.findings
        ),
    )
    verification.save_verdict(work, phase, tracked, verdict)
    number = tracked.attempt - tracked.first_attempt + 1
    work.report(Judged(phase, number, verdict))
    move = {Decision.ACCEPT: Trigger.ACCEPT, Decision.BLOCK: Trigger.BLOCK}.get(verdict.decision, again)
    work.lifecycle.fire(tracked, move, verdict.reason)
    if tracked.state in FINAL:
        work.report(PhaseMoved(phase, tracked.state, verdict.reason))


def _outcome(work: Work, phase: Phase, tracked: Tracked) -> Outcome:
    """How this attempt's session ended: as recorded, as its files tell, or by running one now."""
    mine = [s for s in attempts.sessions(work.db, work.run_id, phase.id) if s.attempt == tracked.attempt]
    if mine:
        outcome = mine[-1].outcome or sessions.settle(work, phase, mine[-1]).outcome
        ended = outcome.ending is not Ending.INTERRUPTED
        if ended and not (outcome.trouble is not None and waiting.over(mine[-1])):
            return outcome
    return sessions.hold(work, phase, tracked).outcome
