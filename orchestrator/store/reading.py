"""Reads all that is recorded of a phase's attempts, from the database and from their folders."""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.model.dossier import Dossier
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.store import rows
from orchestrator.store.database import Database
from orchestrator.store.entries import Evidence, SessionFiles, attempt_entry
from orchestrator.store.folder import StateFolder


class Place(NamedTuple):
    """Where the records of one phase of one run are."""

    db: Database
    folder: StateFolder
    run_id: str
    phase: PhaseRecord
    session_files: SessionFiles


def numbers(db: Database, run_id: str, phase_id: str) -> tuple[int, ...]:
    """The attempts of a phase, the first one first."""
    found = db.rows(
        "SELECT number FROM attempt WHERE run_id = ? AND phase_id = ? ORDER BY number", run_id, phase_id
    )
    return tuple(row["number"] for row in found)


def dossier(place: Place, run: RunRecord, wanted: tuple[int, ...]) -> Dossier:
    """What is recorded of a phase, with these of its attempts."""
    phase = place.phase
    with place.db.reading():
        found = rows.read(place.db, run.id, phase.id)
    evidence = Evidence(place.folder, run.id, place.session_files, whole=True)
    attempts = tuple(attempt_entry(evidence, found, phase, number) for number in wanted)
    return Dossier(run, phase, tuple(found.history.get(phase.id, ())), attempts)
