"""`orchestrate run`: a plan from the first phase, or from a chosen one, to the end."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from orchestrator.cli.display import Display, add_display, display, telling
from orchestrator.cli.options import add_json, add_settings, parser, settings
from orchestrator.cli.preparation import Project, check_agents, check_claude, open_project
from orchestrator.errors import EXIT_DONE, UsageError
from orchestrator.model.plan import Plan
from orchestrator.project import relative
from orchestrator.schedule import ancestors, order, waves
from orchestrator.views.plan import dry_run_json, dry_run_text, dumps, plan_data

EXAMPLES = """\
  orchestrate run docs/master-plan.md --dry-run
  orchestrate run docs/master-plan.md --phase 3 --model opus"""


def run(arguments: Sequence[str]) -> int:
    """Run a plan; 0 when every phase is done, 1 when one is blocked."""
    given = options().parse_args(arguments)
    shown = display(given)
    with telling(shown):
        return _run(given, shown)


def _run(given: argparse.Namespace, shown: Display) -> int:
    if given.dry_run and shown.for_programs:
        raise UsageError(
            f"--output {shown.output} shows what happens, and in a dry run nothing does; use --json"
        )
    project = open_project(settings(given))
    plan = project.plan(relative(project.root, given.plan))
    check_agents(project, plan)
    assumed = _assumed(plan, given.phase)
    if given.dry_run:
        show = dry_run_json if given.json else dry_run_text
        print(show(plan, order(plan, first=given.phase), waves(plan), assumed))
        return EXIT_DONE
    check_claude(project)
    return _execute(project, plan, given, assumed, shown)


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("run", "Run a master plan, phase by phase, each in a fresh session.", EXAMPLES)
    made.add_argument("plan", metavar="master-plan.md", help="the master plan")
    made.add_argument("--dry-run", "-n", action="store_true", help="show the plan as understood, run nothing")
    made.add_argument("--phase", "-p", metavar="ID", help="start there; what it depends on is taken as done")
    add_settings(made)
    add_display(made)
    made.add_argument("--fresh", action="store_true", help="leave an unfinished run of this plan behind")
    add_json(made, "the result, or the plan of a dry run,")
    return made


def _assumed(plan: Plan, phase_id: str | None) -> tuple[str, ...]:
    """What is taken as done when the run starts at this phase, in the plan's order."""
    if phase_id is None:
        return ()
    if phase_id not in {phase.id for phase in plan.phases}:
        from orchestrator.text import nearest

        hint = nearest(phase_id, (phase.id for phase in plan.phases))
        raise UsageError(f"{plan.path} has no phase '{phase_id}'; {hint}")
    before = ancestors(plan, phase_id)
    return tuple(phase.id for phase in plan.phases if phase.id in before)


def _execute(
    project: Project, plan: Plan, given: argparse.Namespace, assumed: tuple[str, ...], shown: Display
) -> int:
    # Imported here: a dry run needs neither the state machine nor the database.
    from orchestrator.cli.ownership import state_of
    from orchestrator.cli.running import carry_out
    from orchestrator.engine.frozen import freeze
    from orchestrator.lifecycle import Lifecycle, Tracked
    from orchestrator.model.lifecycle import Trigger
    from orchestrator.store import journal, runs

    with state_of(project.folder, f"run {plan.path}") as state:
        db = state.db
        last = runs.latest(db, plan.path)
        if last is not None and last.ended_at is None and not given.fresh:
            raise UsageError(
                f"the last run of {plan.path} ({last.id}) is unfinished; go on with `orchestrate resume`,"
                " or start over with `orchestrate run --fresh`"
            )
        run_id = runs.new_id()
        files = freeze(project.folder, plan)
        runs.create(db, run_id, plan, dumps(plan_data(plan)), project.settings.model, files)
        lifecycle = Lifecycle(lambda step: journal.append(db, run_id, step))
        for phase_id in assumed:
            lifecycle.fire(Tracked(phase_id), Trigger.ASSUME, f"started with --phase {given.phase}")
        return carry_out(project, state, run_id, plan, resumed=False, first=given.phase, display=shown)
