"""Carries out a run under its lock: signals, display, notifications, and the exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from orchestrator.cli.preparation import Project
from orchestrator.engine.conductor import conduct
from orchestrator.engine.work import PROJECT, Work
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.happening import Happening, RunStarted
from orchestrator.model.plan import Plan
from orchestrator.notify.messages import notice_of
from orchestrator.notify.outbox import Outbox, build
from orchestrator.process.leftovers import end_marked
from orchestrator.process.run import Wake
from orchestrator.store import journal, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.store.lock import held
from orchestrator.views.runs import status_json
from orchestrator.views.terminal import Terminal, wants_colour
from orchestrator.workspace.opening import open_workspace

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOPPING_NOTE = b"Stopping: sessions are being ended; once more to end them at once\n"


class OwnState(NamedTuple):
    """A project's state in the hands of the only one who may change it."""

    db: Database
    announce: Callable[[str], None]  # tells onlookers which run is carried out


@contextmanager
def state_of(folder: StateFolder, purpose: str) -> Iterator[OwnState]:
    """The state of a project, for the only one who may change it.

    Processes that a run before left behind are ended first: nothing works on the project but us.

    Raises:
        LockedError: another orchestrator is at work.
        StoreError: the state cannot be read or written.
    """
    prepare(folder)
    with held(folder.lock, purpose) as announce:
        end_marked(PROJECT, folder.root, grace=2.0)
        db = Database(folder.database)
        try:
            yield OwnState(db, announce)
        finally:
            db.close()


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
    state.announce(run_id)
    tracked = {
        record.id: Tracked(record.id, record.state, record.version, record.attempt, record.first_attempt)
        for record in runs.phases(db, run_id)
    }
    with _stoppable() as stop, _audience(project, as_json=as_json) as report:
        work = Work(
            run_id=run_id,
            plan=plan,
            settings=project.settings,
            folder=project.folder,
            db=db,
            lifecycle=Lifecycle(lambda step: journal.append(db, run_id, step)),
            environment=dict(os.environ),
            wake=stop.wake,
            report=report,
            workspace=open_workspace(project.root, project.folder.path, os.environ),
            frozen=runs.frozen_files(db, run_id),
        )
        report(RunStarted(run_id, plan, project.settings.model, resumed))
        with db.alone():
            conducted = conduct(work, tracked, first)
    if as_json:
        with suppress(BrokenPipeError):  # the exit code says how the run went, whoever reads this
            print(status_json(runs.find(db, run_id), active=None))
    return 128 + stop.signal if conducted.stopped else conducted.exit_code


class Stop:
    """Remembers that, and by which signal, the run was told to stop."""

    def __init__(self) -> None:
        self.wake = Wake()
        self.signal = 0

    def __call__(self, number: int, _frame: object) -> None:
        """The signal handler. The first signal stops politely, a second one at once."""
        self.signal = self.signal or number
        first = not self.wake.is_set()
        self.wake.set()
        if first:
            # Not print: we may have come in the middle of one. And stderr may be a terminal that is gone.
            with suppress(OSError):
                os.write(2, STOPPING_NOTE)


@contextmanager
def _stoppable() -> Iterator[Stop]:
    stop = Stop()
    # What was ignored when we were started (nohup, a job in the background) goes on being ignored.
    heeded = [number for number in STOPPING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heeded}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.wake.close()


@contextmanager
def _audience(project: Project, *, as_json: bool) -> Iterator[Callable[[Happening], None]]:
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
            outbox.post(notice)

    try:
        yield report
    finally:
        outbox.close()


def _warn(message: str) -> None:
    print(f"orchestrate: {message}", file=sys.stderr)
