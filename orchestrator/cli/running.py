"""Carries out a run under its lock: signals, audience, and the exit code."""

from __future__ import annotations

import os
from contextlib import suppress

from orchestrator.cli.audience import audience, warn
from orchestrator.cli.display import Display
from orchestrator.cli.ownership import OwnState
from orchestrator.cli.preparation import Project
from orchestrator.cli.stopping import stoppable
from orchestrator.engine.conductor import conduct
from orchestrator.engine.work import Work
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.happening import RunStarted
from orchestrator.model.plan import Plan
from orchestrator.redaction import secrets_in
from orchestrator.session.command import brings_settings
from orchestrator.store import journal, runs
from orchestrator.views.runs import status_json
from orchestrator.wordings import load_own
from orchestrator.workspace.opening import open_workspace

OWN_SETTINGS = (
    "claude.arguments bring --settings of their own, so the session gets no hooks from us: gates run and"
    " protected files are looked at only after it"
)


def carry_out(
    project: Project,
    state: OwnState,
    run_id: str,
    plan: Plan,
    *,
    resumed: bool,
    first: str | None,
    display: Display,
) -> int:
    """Conduct a run that the database knows, to its end or until it is told to stop; the exit code."""
    db = state.db
    standing = runs.phases(db, run_id)
    tracked = {
        record.id: Tracked(record.id, record.state, record.version, record.attempt, record.first_attempt)
        for record in standing
    }
    if brings_settings(project.settings.claude):
        warn(OWN_SETTINGS)
    secrets = secrets_in(os.environ, project.settings.redact)
    with (
        stoppable("sessions are being ended; once more to end them at once") as stop,
        audience(project, secrets, display, lambda: runs.find(db, run_id), stop.wake) as report,
    ):
        state.announce(run_id)  # from now on `orchestrate stop` may send us signals
        work = Work(
            run_id=run_id,
            plan=plan,
            settings=project.settings,
            folder=project.folder,
            db=db,
            lifecycle=Lifecycle(lambda step: journal.append(db, run_id, step)),
            environment=dict(os.environ),
            secrets=secrets,
            wake=stop.wake,
            report=report,
            workspace=open_workspace(project.root, project.folder.path, os.environ),
            frozen=runs.frozen_files(db, run_id),
            wordings=load_own(project.folder.wordings),
            last_phase=lambda: stop.last_phase,
            results=display.verbose,
            on_purpose=stop.on_purpose,
        )
        work.workspace.recover()
        report(RunStarted(run_id, plan, project.settings.model, resumed, standing))
        with db.alone():
            conducted = conduct(work, tracked, first)
    if display.output == "github":
        from orchestrator.cli.summary import summarize  # few ask for it

        summarize(db, project.folder, run_id, secrets, os.environ)
    if display.as_json:
        with suppress(BrokenPipeError):  # the exit code says how the run went, whoever reads this
            print(status_json(runs.find(db, run_id), active=None))
    if conducted.stopped and not conducted.paused:
        return 128 + stop.signal
    return conducted.exit_code
