"""`orchestrate resume`: go on with a run that was interrupted, or that a person has unblocked."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence

from orchestrator.cli.audience import screen
from orchestrator.cli.display import Display, add_display, display, telling
from orchestrator.cli.options import add_json, add_run, add_settings, parser, settings
from orchestrator.cli.ownership import state_of
from orchestrator.cli.preparation import Project, check_agents, check_claude, open_project
from orchestrator.cli.running import carry_out
from orchestrator.engine.frozen import edited, freeze
from orchestrator.errors import EXIT_DONE, UsageError
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.happening import RunEnded
from orchestrator.model.lifecycle import State, Trigger
from orchestrator.model.plan import Plan
from orchestrator.model.records import RunRecord
from orchestrator.plan.changes import changes, removed
from orchestrator.redaction import secrets_in
from orchestrator.store import journal, runs
from orchestrator.store.database import Database
from orchestrator.text import printable
from orchestrator.views.plan import dumps, plan_data
from orchestrator.views.runs import status_json

EXAMPLES = """\
  orchestrate resume
  orchestrate resume --now --accept-changes
  orchestrate resume --budget usd=30"""

NO_RUNS = "this project has no runs yet; start one with `orchestrate run docs/master-plan.md`"


def run(arguments: Sequence[str]) -> int:
    """Go on with a run; 0 when every phase is done at the end, 1 when one is blocked."""
    given = options().parse_args(arguments)
    shown = display(given)
    with telling(shown):
        return _resume(given, shown)


def _resume(given: argparse.Namespace, shown: Display) -> int:
    project = open_project(settings(given))
    if not os.path.exists(project.folder.database):
        raise UsageError(NO_RUNS)
    with state_of(project.folder, "resume") as state:
        db = state.db
        record = _record(db, given.run)
        if given.model is None:  # the run's own model, not the default
            project = project._replace(settings=project.settings._replace(model=record.model))
        if record.exit_code == EXIT_DONE:
            _say_done(record, project, shown)
            return EXIT_DONE
        if record.cleaned_at is not None:
            raise UsageError(
                f"the evidence of run {record.id} was cleaned on {record.cleaned_at[:10]}, so it cannot go"
                f" on; start over with `orchestrate run {record.plan_path}`"
            )
        plan = project.plan(record.plan_path)
        check_agents(project, plan)
        _check_unchanged(db, record, project, plan, accept=given.accept_changes)
        check_claude(project)
        _reopen(db, record, project)
        if given.now:
            runs.end_waits(db, record.id)
        return carry_out(project, state, record.id, plan, resumed=True, first=None, display=shown)


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("resume", "Go on with the last run. Phases that are done stay done.", EXAMPLES)
    add_run(made)
    add_settings(made)
    add_display(made)
    made.add_argument(
        "--accept-changes", action="store_true", help="go on with a plan that was changed meanwhile"
    )
    made.add_argument("--now", action="store_true", help="end a wait for a limit: it was raised")
    add_json(made, "the run's result")
    return made


def _say_done(record: RunRecord, project: Project, shown: Display) -> None:
    """There is nothing to resume."""
    if shown.for_programs:
        assumed = sum(phase.assumed for phase in record.phases)
        with screen(shown, secrets_in(os.environ, project.settings.redact)) as show:
            show(RunEnded(record.id, len(record.phases) - assumed, 0, 0, EXIT_DONE, assumed=assumed))
    elif shown.as_json:
        print(status_json(record, active=None))
    else:
        print(printable(f"Run {record.id} of {record.plan_path} is done; there is nothing to resume."))


def _record(db: Database, run_id: str | None) -> RunRecord:
    record = runs.find(db, run_id) if run_id else runs.latest(db)
    if record is None:
        raise UsageError(NO_RUNS)
    return record


def _check_unchanged(db: Database, record: RunRecord, project: Project, plan: Plan, *, accept: bool) -> None:
    """A plan or a configuration that was changed is taken only when a person says so."""
    text = dumps(plan_data(plan))
    before, now = json.loads(runs.plan_json(db, record.id)), json.loads(text)
    if gone := removed(before, now):
        raise UsageError(
            f"phase {gone[0]} of run {record.id} is no longer in {plan.path}; put it back,"
            " or start over with `orchestrate run --fresh`"
        )
    frozen = runs.frozen_files(db, record.id)
    texts = edited(project.folder, frozen, plan) if frozen else ()
    found = [*changes(before, now), *(f"{path}: its text was edited" for path in texts)]
    if not found and frozen:
        return
    # A run that an older version started has no files on record: those that are there now count from here on.
    if found and not accept:
        listed = "\n".join(f"  {change}" for change in found)
        raise UsageError(
            f"the plan was changed since run {record.id} started:\n{listed}\n"
            "go on with the changed plan: `orchestrate resume --accept-changes`,"
            " or start over: `orchestrate run --fresh`"
        )
    runs.replace_plan(db, record.id, plan, text, freeze(project.folder, plan))


def _reopen(db: Database, record: RunRecord, project: Project) -> None:
    """A person resumes: what was blocked gets a new round of attempts."""
    runs.reopen(db, record.id, project.settings.model)
    lifecycle = Lifecycle(lambda step: journal.append(db, record.id, step))
    for phase in record.phases:
        if phase.state is State.BLOCKED:
            tracked = Tracked(phase.id, phase.state, phase.version, phase.attempt, phase.first_attempt)
            lifecycle.fire(tracked, Trigger.REOPEN, "resumed by a person")
