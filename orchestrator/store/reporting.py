"""Reads one run as it is reported: its rows of one moment, and the ends of the files that they name."""

from __future__ import annotations

import json
import os

from orchestrator.clock import now
from orchestrator.diffs import counts
from orchestrator.model.records import PhaseRecord
from orchestrator.model.report import FileChange, Report, ReportAttempt, ReportPhase
from orchestrator.store import attempt_files, rows, runs
from orchestrator.store.database import Database
from orchestrator.store.entries import Evidence, SessionFiles, attempt_entry
from orchestrator.store.folder import StateFolder
from orchestrator.store.statistics import statistics

MOST_DIFF = 96 * 1024 * 1024  # bytes; more than an attempt's diff is ever written with


def report(
    db: Database, folder: StateFolder, run_id: str, active: str | None, session_files: SessionFiles
) -> Report:
    """One run with all that led to its outcome; a file that is gone leaves a gap, and is no error.

    Args:
        db, folder: the state of the project.
        run_id: the whole id of a run that is there.
        active: the run that is being carried out right now.
        session_files: an attempt's folder and a session's ordinal -> its prompt, its stream.

    Raises:
        StoreError: the database cannot be read.
    """
    with db.reading():
        run = runs.find(db, run_id)
        found = rows.read(db, run_id)
        depends_on = _dependencies(runs.plan_json(db, run_id))
        used = statistics(db, (run_id,))
    evidence = Evidence(folder, run_id, session_files, whole=False)
    numbers = rows.numbers(found)
    phases = tuple(
        ReportPhase(
            record=phase,
            depends_on=depends_on.get(phase.id, ()),
            history=tuple(found.history.get(phase.id, ())),
            attempts=tuple(_attempt(evidence, found, phase, n) for n in numbers.get(phase.id, ())),
        )
        for phase in run.phases
    )
    return Report(run, run.outcome(active), os.path.basename(folder.root), now(), phases, used)


def _attempt(evidence: Evidence, found: rows.Rows, phase: PhaseRecord, number: int) -> ReportAttempt:
    entry = attempt_entry(evidence, found, phase, number)
    diff = attempt_files.content(os.path.join(evidence.folder.root, entry.diff_path), MOST_DIFF)
    return ReportAttempt(entry, tuple(FileChange(*count) for count in counts(diff or b"")))


def _dependencies(plan_json: str) -> dict[str, tuple[str, ...]]:
    """Phase -> what it depends on; nothing where somebody wrote something else into the database."""
    try:
        plan = json.loads(plan_json)
        return {str(phase["id"]): tuple(map(str, phase["depends_on"])) for phase in plan["phases"]}
    except (ValueError, TypeError, KeyError):
        return {}
