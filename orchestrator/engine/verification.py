"""Gathers the evidence of an attempt, independently of what its session said, and judges it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from enum import Enum
from typing import Any

from orchestrator import notes, signals
from orchestrator.engine.room import gate_room
from orchestrator.engine.sessions import chain
from orchestrator.engine.work import Work
from orchestrator.files import make_private, write_private
from orchestrator.gates import run_gates
from orchestrator.lifecycle import Tracked
from orchestrator.model.attempts import Session
from orchestrator.model.evidence import Evidence, GateResult, NotesFact, Verdict
from orchestrator.model.happening import GateEnded, GateStarted
from orchestrator.model.plan import Gate, Phase
from orchestrator.model.session import Outcome
from orchestrator.plan.phase import open_tasks
from orchestrator.session.files import SessionFiles
from orchestrator.store import attempt_files, attempts, evidence
from orchestrator.store.sealing import seal_attempt
from orchestrator.verdict import REQUIRED_SECTIONS, Circumstances, findings, judge


def verify(work: Work, phase: Phase, tracked: Tracked) -> Verdict:
    """Run the gates, look at everything else the contract asks for, and decide.

    Raises:
        Stopped: the run was told to stop; verifying again later does no harm.
    """
    sessions = attempts.sessions(work.db, work.run_id, phase.id)
    outcome = sessions[-1].outcome
    assert outcome is not None, "a phase is verified after its session was closed"
    gathered = _gather(work, phase, tracked, chain(sessions), outcome)
    evidence.save_gates(work.db, work.run_id, phase.id, tracked.attempt, gathered.gates)
    return judge(findings(phase, gathered), circumstances(work, tracked, outcome))


def circumstances(work: Work, tracked: Tracked, outcome: Outcome) -> Circumstances:
    """What a verdict on this attempt depends on besides its findings."""
    return Circumstances(
        attempts_used=tracked.attempt - tracked.first_attempt + 1,
        attempts_allowed=work.attempts,
        resumable=outcome.resumable,
        strict=work.settings.strict_compliance,
    )


def collect_signals(work: Work, phase: Phase, tracked: Tracked) -> signals.Collected:
    """Read the attempt's spool and record what counts."""
    attempt = attempts.open_attempt(work.db, work.run_id, phase.id, tracked.attempt)
    spool = os.path.join(work.folder.attempt(work.run_id, phase.id, tracked.attempt), "spool")
    collected = signals.collect(spool, phase.id, attempt.token)
    for name, signal in collected.signals:
        evidence.save_signal(work.db, work.run_id, phase.id, tracked.attempt, signal, name)
    return collected


def save_verdict(work: Work, phase: Phase, tracked: Tracked, verdict: Verdict) -> None:
    """Record a verdict in the database and beside the other evidence of its attempt, and seal all of it."""
    folder = work.folder.attempt(work.run_id, phase.id, tracked.attempt)
    make_private(folder)
    text = json.dumps(_plain(asdict(verdict)), indent=2) + "\n"
    write_private(os.path.join(folder, "verdict.json"), text)
    files = attempt_files.digests(folder)
    with work.db.atomic():
        attempts.close_attempt(work.db, work.run_id, phase.id, tracked.attempt, verdict)
        seal_attempt(work.db, work.run_id, phase.id, tracked.attempt, work.folder.root, files)


def _plain(value: Any) -> Any:
    """Enums as their values, for JSON."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _gather(
    work: Work, phase: Phase, tracked: Tracked, sessions: tuple[Session, ...], outcome: Outcome
) -> Evidence:
    collected = collect_signals(work, phase, tracked)
    return Evidence(
        outcome=outcome,
        gates=_gates(work, phase, tracked),
        agents=tuple(agent for session in sessions for agent in session.agents),
        notes=_notes(work, phase, sessions[0]),
        signal=collected.last,
        refused_signals=collected.refused,
        open_tasks=open_tasks(_content(os.path.join(work.folder.root, phase.path))),
    )


def _gates(work: Work, phase: Phase, tracked: Tracked) -> tuple[GateResult, ...]:
    folder = os.path.join(work.folder.attempt(work.run_id, phase.id, tracked.attempt), "gates")
    make_private(folder)
    room = gate_room(work.folder.root, work.settings, work.environment, work.wake)

    def show(what: Gate | GateResult) -> None:
        work.report(GateStarted(phase, what) if isinstance(what, Gate) else GateEnded(phase, what))

    return run_gates(phase.gates, folder, room, show)


def _notes(work: Work, phase: Phase, first: Session) -> tuple[NotesFact, ...]:
    """Fresh means: written since the first session of the chain began."""
    attempt_folder = work.folder.attempt(work.run_id, phase.id, first.attempt)
    before = _content(SessionFiles(attempt_folder, first.ordinal).notes).decode("utf-8", "replace")
    return notes.facts(work.folder.root, phase.notes_out, before, REQUIRED_SECTIONS)


def _content(path: str) -> bytes:
    """A file that a worker can reach, and so remove; then it proves nothing, and nothing more goes wrong."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
