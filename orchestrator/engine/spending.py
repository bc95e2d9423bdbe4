"""Looks at the budgets before anything is started that costs."""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.budget import look
from orchestrator.engine.work import Work
from orchestrator.errors import Paused
from orchestrator.model.plan import Phase
from orchestrator.store.spending import spent


class Allowance(NamedTuple):
    """What the next session may use; None: as much as it takes."""

    usd: float | None
    seconds: float | None


def allowance(work: Work, phase: Phase) -> Allowance:
    """What is left of the budgets; whoever watches is told, once, that most of one is spent.

    Raises:
        Paused: one of them is used up, or cannot be held.
    """
    settings = work.settings
    of_run, of_phase = spent(work.db, work.run_id, None), spent(work.db, work.run_id, phase.id)
    found = look(of_run, of_phase, settings.budget, settings.phase_budget, phase.id)
    for near in found.near:
        if near.what not in work.told:
            work.told.add(near.what)
            work.report(near)
    if found.reached:
        raise Paused(found.reached)
    return Allowance(found.usd_left, found.seconds_left)
