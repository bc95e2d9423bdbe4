"""The whole examination: facts in, verdicts out. Pure."""

from __future__ import annotations

from orchestrator.doctor import around, claude, machine, project
from orchestrator.doctor.report import Group
from orchestrator.doctor.world import World

MACHINE, CLAUDE, PROJECT, PLAN, AROUND = "machine", "claude", "project", "plan", "around"


def examine(world: World) -> tuple[Group, ...]:
    """Every check, in groups; the plan's only when one was given."""
    plan = world.project.plan
    return (
        Group(MACHINE, machine.checks(world.machine)),
        Group(CLAUDE, claude.checks(world.claude, world.machine.now)),
        Group(PROJECT, project.checks(world.project)),
        *(() if plan is None else (Group(PLAN, project.plan_checks(plan)),)),
        Group(AROUND, around.checks(world.notifier, world.sandboxes)),
    )
