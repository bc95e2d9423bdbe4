"""Which phase comes next: the plan's dependencies and the states of its phases, nothing else. Pure.

Dependencies come first; among phases that are free, the order is that of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Phase, Plan


def order(plan: Plan, first: str | None = None) -> tuple[Phase, ...]:
    """All phases, dependencies first; `first` is an id to prefer as soon as it is free."""
    rank = {phase.id: -1 if phase.id == first else index for index, phase in enumerate(plan.phases)}
    phases = {phase.id: phase for phase in plan.phases}
    waiting = {phase.id: len(phase.depends_on) for phase in plan.phases}
    followers: dict[str, list[str]] = {phase.id: [] for phase in plan.phases}
    for phase in plan.phases:
        for before in phase.depends_on:
            followers[before].append(phase.id)
    free = [(rank[phase], phase) for phase, count in waiting.items() if count == 0]
    heapify(free)
    found: list[Phase] = []
    while free:
        _, done = heappop(free)
        found.append(phases[done])
        for follower in followers[done]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heappush(free, (rank[follower], follower))
    return tuple(found)


def waves(plan: Plan) -> tuple[tuple[Phase, ...], ...]:
    """The phases in groups that could run together: each as early as its dependencies allow."""
    wave: dict[str, int] = {}
    for phase in order(plan):
        wave[phase.id] = max((wave[before] + 1 for before in phase.depends_on), default=0)
    found: list[list[Phase]] = [[] for _ in range(max(wave.values(), default=-1) + 1)]
    for phase in plan.phases:
        found[wave[phase.id]].append(phase)
    return tuple(map(tuple, found))


def ancestors(plan: Plan, phase_id: str) -> frozenset[str]:
    """The ids of all phases that a phase depends on, directly or not.

    Raises:
        KeyError: there is no such phase.
    """
    depends_on = {phase.id: phase.depends_on for phase in plan.phases}
    found: set[str] = set()
    open_ids = list(depends_on[phase_id])
    while open_ids:
        phase = open_ids.pop()
        if phase not in found:
            found.add(phase)
            open_ids.extend(depends_on[phase])
    return frozenset(found)


def ready(plan: Plan, states: Mapping[str, State], first: str | None = None) -> tuple[Phase, ...]:
    """The pending phases whose dependencies are all done, in the order of the table, `first` before the rest.

    A phase without a state is pending.
    """
    found = [
        phase
        for phase in plan.phases
        if states.get(phase.id, State.PENDING) is State.PENDING
        and all(states.get(before) is State.DONE for before in phase.depends_on)
    ]
    return tuple(sorted(found, key=lambda phase: phase.id != first))


def doomed(plan: Plan, states: Mapping[str, State]) -> tuple[tuple[Phase, str], ...]:
    """The pending phases that can never run, each with the first of its own dependencies that is blocked.

    A dependency counts as blocked when it is doomed itself, so that one call finds them all, in the order of
    `order`.
    """
    blocked = {phase for phase, state in states.items() if state is State.BLOCKED}
    found: list[tuple[Phase, str]] = []
    for phase in order(plan):
        culprit = next((before for before in phase.depends_on if before in blocked), None)
        if culprit is not None and states.get(phase.id, State.PENDING) is State.PENDING:
            blocked.add(phase.id)
            found.append((phase, culprit))
    return tuple(found)
