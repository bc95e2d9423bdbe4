"""Runs the sessions that an attempt needs, and records how each ended."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from orchestrator import notes
from orchestrator.engine import room_left
from orchestrator.engine.diagnosis import diagnosed
from orchestrator.engine.openings import Opening, chain, opening
from orchestrator.engine.spending import Allowance, allowance
from orchestrator.engine.work import Work
from orchestrator.files import make_private, write_private
from orchestrator.hooks import contract
from orchestrator.hooks.record import gates_run
from orchestrator.hooks.settings import session_settings
from orchestrator.lifecycle import Tracked
from orchestrator.model.attempts import Session
from orchestrator.model.happening import SessionEnded, SessionSaid, SessionStarted, SessionUsed
from orchestrator.model.plan import Phase
from orchestrator.model.session import Ending, ExitRecord, SessionReport, Trouble, TroubleKind, Usage
from orchestrator.process.leftovers import PROJECT
from orchestrator.process.record import read_exit
from orchestrator.process.run import LOST
from orchestrator.session import command, shim
from orchestrator.session.estimate import estimate
from orchestrator.session.files import SessionFiles
from orchestrator.session.run import SessionPlan, read_back, run
from orchestrator.session.watch import bounds
from orchestrator.spool import ATTEMPT, PHASE, SPOOL, TOKEN
from orchestrator.store import attempts
from orchestrator.stream.events import Event, MessageUsage
from orchestrator.stream.meter import Meter
from orchestrator.stream.outcome import conversation_lost
from orchestrator.stream.show import Display
from orchestrator.stream.usage import own

USED_PAUSE = 0.5  # seconds between two words on what a session has used


def hold(work: Work, phase: Phase, tracked: Tracked) -> SessionReport:
    """Run sessions until this attempt has one that ended, for better or worse.

    A session that was to be continued but is unknown to Claude costs no attempt: a fresh one takes over.

    Raises:
        Paused: a budget does not allow another session.
    """
    while True:
        allowed = allowance(work, phase)
        begin = opening(work, phase, tracked)
        report = _run(work, phase, tracked, begin, allowed)
        if not (begin.continues and conversation_lost(report.summary)):
            return report


def settle(work: Work, phase: Phase, session: Session) -> SessionReport:
    """Close a session whose end nobody saw; what it left on disk tells how it ended."""
    files = SessionFiles(work.folder.attempt(work.run_id, phase.id, session.attempt), session.ordinal)
    record = read_exit(files.record) or ExitRecord(LOST, "lost", (), _lasted(files))
    report = read_back(files, record, work.secrets)
    return _close(work, phase, session, files, room_left.discounted(report, files.record))


def _lasted(files: SessionFiles) -> float:
    """About how many seconds a session ran whose supervisor was killed, too: from its prompt on."""
    try:
        return max(0.0, round(os.stat(files.stream).st_mtime - os.stat(files.prompt).st_mtime, 3))
    except OSError:  # it was killed before it had begun
        return 0.0


def _run(work: Work, phase: Phase, tracked: Tracked, begin: Opening, allowed: Allowance) -> SessionReport:
    folder = work.folder.attempt(work.run_id, phase.id, tracked.attempt)
    spool = os.path.join(folder, "spool")
    room_left.check(work.places)
    make_private(spool)
    token = attempts.open_attempt(work.db, work.run_id, phase.id, tracked.attempt).token
    # The verdict compares with the database: in a file a worker could say that its notes are new.
    noted = "" if begin.continues else notes.snapshot(work.folder.root, phase.notes_out)
    ordinal = attempts.open_session(
        *(work.db, work.run_id, phase.id, tracked.attempt, begin.claude_id),
        continues=begin.continues,
        notes=noted,
    )
    files = SessionFiles(folder, ordinal)
    write_private(files.prompt, begin.prompt, durable=False)  # a power failure ends the session anyway
    if not begin.continues:
        write_private(files.notes, noted, durable=False)
    ours = {
        PROJECT: work.folder.root,
        "ORCHESTRATOR_RUN_ID": work.run_id,
        PHASE: phase.id,
        ATTEMPT: str(tracked.attempt),
        SPOOL: spool,
        TOKEN: token,
    }
    claude, bin_folder = work.settings.claude, shim.install(folder)
    hooks = _hooks(work, phase, folder, os.path.join(bin_folder, shim.NAME), _first_notes(work, phase))
    plan = SessionPlan(
        argv=command.arguments(
            *(claude, work.settings.model, begin.claude_id),
            resume=begin.continues,
            settings=hooks,
            budget_usd=allowed.usd,
        ),
        root=work.folder.root,
        environment=command.environment(work.environment, ours, bin_folder),
        files=files,
        bounds=bounds(work.settings, allowed.seconds),
        launcher=work.settings.launcher,
        wake=work.wake,
        checked=lambda: gates_run(folder),
        secrets=work.secrets,
    )
    number = tracked.attempt - tracked.first_attempt + 1
    work.report(SessionStarted(phase, number, work.attempts, begin.why))
    report = run(plan, _Shower(work, phase))
    room_left.check_after(work.places, files.record)
    if report.outcome.ending is Ending.TIMED_OUT and plan.bounds.timeout < work.settings.timeout:
        report = _out_of(report, "the minutes of a budget were up")
    session = Session(tracked.attempt, ordinal, begin.claude_id, begin.continues, None, ())
    report = _close(work, phase, session, files, report)
    work.report(SessionEnded(phase, report))
    return report


def _out_of(report: SessionReport, said: str) -> SessionReport:
    """A session that was ended for the sake of a budget: it says nothing of the work."""
    return replace(report, outcome=replace(report.outcome, trouble=Trouble(TroubleKind.BUDGET, said)))


def _first_notes(work: Work, phase: Phase) -> str:
    """The file that says how the notes were before the chain of this session began."""
    first = chain(attempts.sessions(work.db, work.run_id, phase.id))[0]
    folder = work.folder.attempt(work.run_id, phase.id, first.attempt)
    return SessionFiles(folder, first.ordinal).notes


def _hooks(work: Work, phase: Phase, folder: str, program: str, notes_before: str) -> str:
    """Lay down what the hooks of a session need to know; the settings that make the CLI call them."""
    settings = work.settings
    text = contract.text(work.folder.root, work.plan, phase, settings, notes_before, time.time())
    write_private(os.path.join(folder, contract.NAME), text, durable=False)
    seconds = min(len(phase.gates) * settings.gate_timeout, settings.timeout)
    return session_settings(
        program, folder, stop=seconds if settings.verify_in_session else None, protect=True
    )


class _Shower:
    """Tells what the events of a session are to a person."""

    def __init__(self, work: Work, phase: Phase) -> None:
        self._work = work
        self._phase = phase
        self._display = Display(results=work.results)
        self._meter = Meter()
        self._told = Usage()
        self._due = 0.0  # when what it used may be told again, on the monotonic clock

    def __call__(self, event: Event) -> None:
        """Tell the next event."""
        if type(event) is MessageUsage:
            self._meter.add(event)
            self._tell_usage()
        else:
            for line in self._display.lines(event):
                self._work.report(SessionSaid(self._phase, line))

    def _tell_usage(self) -> None:
        """Not each time: nobody reads faster, and a session may send 50,000 messages at once."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + USED_PAUSE
        used = self._meter.total()
        if used != self._told:
            self._told = used
            self._work.report(SessionUsed(self._phase, used))


def _close(
    work: Work, phase: Phase, session: Session, files: SessionFiles, report: SessionReport
) -> SessionReport:
    """Record how a session ended, and what kept it from working, if anything did."""
    report = diagnosed(report, files, work.wordings)
    if session.continues and report.summary.result is not None:
        before = attempts.used(work.db, work.run_id, phase.id, session)
        usage = own(report.summary.usage, before, estimate(files.stream))
        report = replace(report, summary=replace(report.summary, usage=usage))
    estimated = None if report.summary.result else estimate(files.stream)
    attempts.close_session(
        *(work.db, work.run_id, phase.id, session),
        summary=report.summary,
        ended=report.exit,
        outcome=report.outcome,
        estimated=estimated,
    )
    return report if estimated is None else _told_so(report, estimated)


def _told_so(report: SessionReport, estimated: Usage) -> SessionReport:
    """What was recorded of a session without a result is what everybody is told."""
    usage = estimated if estimated.tokens else report.summary.usage
    return replace(report, summary=replace(report.summary, usage=usage))
