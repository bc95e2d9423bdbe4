"""Which happenings a person is told about, and in which words. Pure."""

from __future__ import annotations

from orchestrator.budget import cure
from orchestrator.clock import moment
from orchestrator.model.happening import BudgetNear, Happening, PhaseMoved, RunEnded, RunStarted, Waiting
from orchestrator.model.lifecycle import State
from orchestrator.model.session import TroubleKind
from orchestrator.notify.notice import Notice
from orchestrator.text import one_line, plural


def notice_of(happening: Happening) -> Notice | None:
    """The notice of a happening: a run starts or ends, a phase is done or blocked, a budget ends soon."""
    if isinstance(happening, RunStarted):
        verb = "resumed" if happening.resumed else "started"
        title = f"{one_line(happening.plan.title, 60)} {verb}"
        return Notice(title, plural(len(happening.plan.phases), "phase"), urgent=False)
    if isinstance(happening, PhaseMoved):
        blocked = happening.state is State.BLOCKED
        title = f"Phase {happening.phase.id} {happening.state.value}: {one_line(happening.phase.title, 60)}"
        return Notice(title, one_line(happening.reason, 300) if blocked else "", urgent=blocked)
    if isinstance(happening, Waiting):
        return _waiting(happening)
    if isinstance(happening, BudgetNear):
        spent = f"{happening.spent} of {happening.allowed} ({happening.what})"
        return Notice("Most of a budget is spent", spent, urgent=False)
    if isinstance(happening, RunEnded):
        return _run_ended(happening)
    return None


def _waiting(happening: Waiting) -> Notice | None:
    """A limit is news; that the API failed for a moment is none."""
    trouble = happening.trouble
    if trouble.kind is not TroubleKind.USAGE_LIMIT:
        return None
    text = f"phase {happening.phase.id} goes on then: {one_line(trouble.said, 200)}"
    return Notice(f"Usage limit: waiting until {moment(happening.until)}", text, urgent=False)


def _run_ended(happening: RunEnded) -> Notice:
    counts = f"{plural(happening.done, 'phase')} done, {happening.blocked} blocked, {happening.waiting} open"
    if happening.paused:
        why = one_line(happening.paused, 300)
        return Notice("Run paused", f"{why}; {counts}; go on with `{cure(happening.paused)}`", urgent=True)
    if happening.waiting:
        return Notice("Run stopped", f"{counts}; go on with `orchestrate resume`", urgent=True)
    if happening.blocked:
        return Notice("Run blocked", f"{counts}; a person is needed: `orchestrate status`", urgent=True)
    return Notice("Run done", counts, urgent=False)
