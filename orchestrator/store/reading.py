"""Reads all that is recorded of a phase's attempts, from the database and from their folders."""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.model.dossier import AttemptEntry, Dossier
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.store import rows
from orchestrator.store.database import Database
from orchestrator.store.entries import Evidence, SessionFiles, attempt_entry
from orchestrator.store.folder import StateFolder


class Place(NamedTuple):
    """Where the records of one phase of one run are."""

    db: Database
    folder: StateFolder
    run: RunRecord
    phase: PhaseRecord
    session_files: SessionFiles

    def attempt_folder(self, number: int) -> str:
        """Where the files of an attempt are; they need not be there."""
        return self.folder.attempt(self.run.id, self.phase.id, number)

    def numbers(self) -> tuple[int, ...]:
        """The attempts that there are by now, the first one first."""
        return numbers(self.db, self.run.id, self.phase.id)

    def entry(self, number: int) -> AttemptEntry:
        """All that is recorded of an attempt by now."""
        return dossier(self, (number,)).attempts[0]


def numbers(db: Database, run_id: str, phase_id: str) -> tuple[int, ...]:
    """The attempts of a phase, the first one first."""
    found = db.rows(
        "SELECT number FROM attempt WHERE run_id = ? AND phase_id = ? ORDER BY number", run_id, phase_id
    )
    return tuple(row["number"] for row in found)


def verdicts(db: Database, run_id: str, phase_id: str) -> dict[int, str]:
    """The attempts of a phase that have a verdict, with it: `targeted fix: gate 'tests' failed`."""
    found = db.rows(
        "SELECT number, decision, reason FROM attempt WHERE run_id = ? AND phase_id = ?"
        " AND decision IS NOT NULL ORDER BY number",
        *(run_id, phase_id),
    )
    return {row["number"]: ": ".join(filter(None, (row["decision"], row["reason"]))) for row in found}


def dossier(place: Place, wanted: tuple[int, ...], *, whole: bool = True) -> Dossier:
    """What is recorded of a phase, with these of its attempts; whole: their prompts and diffs, too."""
    run, phase = place.run, place.phase
    with place.db.reading():
        found = rows.read(place.db, run.id, phase.id)
    evidence = Evidence(place.folder, run.id, place.session_files, whole=whole)
    attempts = tuple(attempt_entry(evidence, found, phase, number) for number in wanted)
    return Dossier(run, phase, tuple(found.history.get(phase.id, ())), attempts)
