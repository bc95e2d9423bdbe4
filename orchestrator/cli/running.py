"""Carries out a run under its lock: signals, display, notifications, and the exit code."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from orchestrator.cli.ownership import OwnState
from orchestrator.cli.preparation import Project
from orchestrator.cli.stopping import stoppable
from orchestrator.engine.conductor import conduct
from orchestrator.engine.work import Work
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.happening import Happening, RunStarted
from orchestrator.model.plan import Plan
from orchestrator.notify.messages import notice_of
from orchestrator.notify.notice import Notice
from orchestrator.notify.outbox import Outbox, build
from orchestrator.redaction import Secrets, secrets_in
from orchestrator.session.command import brings_settings
from orchestrator.store import journal, runs
from orchestrator.text import printable
from orchestrator.views.runs import status_json
from orchestrator.views.terminal import Terminal, wants_colour
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
    as_json: bool,
) -> int:
    """Conduct a run that the database knows, to its end or until it is told to stop; the exit code."""
    db = state.db
    tracked = {
        record.id: Tracked(record.id, record.state, record.version, record.attempt, record.first_attempt)
        for record in runs.phases(db, run_id)
    }
    if brings_settings(project.settings.claude):
        _warn(OWN_SETTINGS)
    secrets = secrets_in(os.environ, project.settings.redact)
    with (
        stoppable("sessions are being ended; once more to end them at once") as stop,
        _audience(project, secrets, as_json=as_json) as report,
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
            on_purpose=stop.on_purpose,
        )
        work.workspace.recover()
        report(RunStarted(run_id, plan, project.settings.model, resumed))
        with db.alone():
            conducted = conduct(work, tracked, first)
    if as_json:
        with suppress(BrokenPipeError):  # the exit code says how the run went, whoever reads this
            print(status_json(runs.find(db, run_id), active=None))
    if conducted.stopped and not conducted.paused:
        return 128 + stop.signal
    return conducted.exit_code


@contextmanager
def _audience(project: Project, secrets: Secrets, *, as_json: bool) -> Iterator[Callable[[Happening], None]]:
    """Everybody who is told what happens: the terminal, and whoever is notified."""
    out = sys.stderr if as_json else sys.stdout
    terminal = Terminal(out, colour=wants_colour(out, dict(os.environ)))
    outbox = Outbox(build(project.settings.notifications), _warn)
    lock = threading.Lock()  # phases report from their own threads

    def report(happening: Happening) -> None:
        with lock:
            terminal(happening)
            notice = notice_of(happening)
        if notice is not None:
            outbox.post(Notice(secrets.text(notice.title), secrets.text(notice.body), notice.urgent))

    try:
        yield report
    finally:
        outbox.close()


def _warn(message: str) -> None:
    print(f"orchestrate: {printable(message)}", file=sys.stderr)
