"""Which session an attempt needs next, as what is recorded asks for it.

A chain is the sessions that continue one Claude session. What a chain has proved - agents that ran,
notes that were written - counts for every attempt it reaches into; gates never do.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from orchestrator import prompts
from orchestrator.engine.work import Work
from orchestrator.findings import REQUIRED_SECTIONS
from orchestrator.lifecycle import Tracked
from orchestrator.model.attempts import Session
from orchestrator.model.evidence import Decision, Finding, FindingKind
from orchestrator.model.plan import Phase
from orchestrator.model.session import Ending, TroubleKind
from orchestrator.store import attempts

_TOLD = {
    TroubleKind.USAGE_LIMIT: "was stopped by a usage limit, which is over now",
    TroubleKind.API: "lost its connection to the model, not because of anything you did",
    TroubleKind.BUDGET: "was stopped because a budget was used up, which is larger now",
}


@dataclass(frozen=True, slots=True)
class Opening:
    """How a session begins."""

    why: str  # "first", "targeted fix", "full retry", "interrupted", "after usage limit" ...
    claude_id: str
    continues: bool
    prompt: str


def chain(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """The sessions that continue one Claude session, up to the last one of all."""
    begin = max((i for i, session in enumerate(sessions) if not session.continues), default=0)
    return sessions[begin:]


def opening(work: Work, phase: Phase, tracked: Tracked) -> Opening:
    """The next session of this attempt, as what is recorded asks for it."""
    before = attempts.sessions(work.db, work.run_id, phase.id)
    last = before[-1] if before else None
    earlier = attempts.attempt(work.db, work.run_id, phase.id, tracked.attempt - 1)
    found = earlier.findings if earlier else ()
    decision = earlier.decision if earlier else None
    if last is not None and last.attempt == tracked.attempt and _can_go_on(last):
        why, told = _broke_off(last)
        return Opening(why, last.claude_id, True, prompts.go_on(phase, told, _to_repair(found)))
    lost = last is not None and last.attempt == tracked.attempt and not _never_began(last)
    if decision is Decision.TARGETED_FIX and last is not None and not lost:
        return Opening(decision.value, last.claude_id, True, _sent_back(phase, found))
    return _fresh(work, phase, found)


def _sent_back(phase: Phase, found: tuple[Finding, ...]) -> str:
    """A session that broke off is asked to go on; only work that was judged can be repaired."""
    if not _to_repair(found):
        return prompts.go_on(phase, "broke off before the work could be checked")
    return prompts.fix(phase, found)


def _to_repair(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What was found of the work; nothing when its session broke off before there was any to judge."""
    return tuple(finding for finding in found if finding.kind is not FindingKind.SESSION_FAILED)


def _fresh(work: Work, phase: Phase, found: tuple[Finding, ...]) -> Opening:
    why = Decision.FULL_RETRY.value if found else "first"
    prompt = prompts.work(work.plan, phase, REQUIRED_SECTIONS, found)
    return Opening(why, str(uuid.uuid4()), False, prompt)


def _broke_off(session: Session) -> tuple[str, str]:
    """Why a session that goes on had not come to its end: in two words, and as it is told itself."""
    trouble = session.outcome.trouble if session.outcome else None
    if trouble is None:
        return "interrupted", "was interrupted from outside, not because of anything you did"
    return f"after {trouble.kind.value}", _TOLD.get(trouble.kind, "was ended by something that is mended now")


def _can_go_on(session: Session) -> bool:
    return session.outcome is not None and session.outcome.resumable


def _never_began(session: Session) -> bool:
    """Stopped before Claude had a conversation: as if it had not been started."""
    outcome = session.outcome
    return outcome is not None and (outcome.ending is Ending.INTERRUPTED or outcome.trouble is not None)
