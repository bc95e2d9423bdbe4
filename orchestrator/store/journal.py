"""The append-only record of transitions, and the state of each phase that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.clock import now
from orchestrator.errors import StoreError
from orchestrator.model.lifecycle import State, Step, Trigger
from orchestrator.store.database import Database


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal."""

    at: str
    step: Step


def append(db: Database, run_id: str, step: Step) -> None:
    """Record a transition and move the phase with it, if the phase is where the step begins.

    Raises:
        StoreError: it could not be written, or somebody else moved the phase meanwhile.
    """
    at = now()
    with db.atomic():
        moved = db.write(
            """UPDATE phase SET state = ?, version = version + 1, attempt = ?, first_attempt = ?, reason = ?,
               since = ?, assumed = ? WHERE run_id = ? AND phase_id = ? AND state = ? AND version = ?""",
            *(step.dest.value, step.attempt, step.first_attempt, step.reason),
            *(at, step.trigger is Trigger.ASSUME, run_id, step.phase_id, step.source.value, step.version),
        )
        if moved != 1:
            raise StoreError(
                f"{db.path}: phase {step.phase_id} is no longer {step.source.value} "
                f"(version {step.version}); another orchestrator moved it, stop that one and resume"
            )
        db.write(
            "INSERT INTO journal (run_id, phase_id, at, trigger, source, dest, version, attempt, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(run_id, step.phase_id, at, step.trigger.value, step.source.value, step.dest.value),
            *(step.version, step.attempt, step.reason),
        )


def entries(db: Database, run_id: str) -> tuple[Entry, ...]:
    """The journal of a run, in the order in which it was written."""
    rows = db.rows("SELECT * FROM journal WHERE run_id = ? ORDER BY seq", run_id)
    return tuple(
        Entry(
            row["at"],
            Step(
                phase_id=row["phase_id"],
                trigger=Trigger(row["trigger"]),
                source=State(row["source"]),
                dest=State(row["dest"]),
                version=row["version"],
                attempt=row["attempt"],
                first_attempt=0,  # not journaled: it follows from the `start` entries
                reason=row["reason"],
            ),
        )
        for row in rows
    )
