"""Opens a project's state for commands that only look, and finds in it what was asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.project import find_root, working_folder
from orchestrator.store import runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import active_run
from orchestrator.store.soundness import blamed_on_damage

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from orchestrator.redaction import Secrets
    from orchestrator.store.reading import Place


class State(NamedTuple):
    """What a look finds."""

    db: Database | None  # None: nothing was ever run here
    active: str | None  # the run that is being carried out right now


def folder_here() -> StateFolder:
    """Where the project around the working folder keeps its state."""
    return StateFolder(find_root(working_folder()))


def session_files(folder: str, ordinal: int) -> tuple[str, str]:
    """The prompt and the stream of a session, by its attempt's folder and its number there."""
    from orchestrator.session.files import SessionFiles  # `status` and `history` name no files

    files = SessionFiles(folder, ordinal)
    return files.prompt, files.stream


def secrets_here() -> Secrets:
    """What is to be covered in the stream of a session that goes on; the evidence is covered at its end."""
    from orchestrator.cli.preparation import open_project  # most looks show no stream
    from orchestrator.redaction import secrets_in

    try:
        more = open_project({}).settings.redact
    except OrchestratorError:  # a run that goes has the configuration that was there when it began
        more = ()
    return secrets_in(os.environ, more)


@contextmanager
def open_state(folder: StateFolder | None = None) -> Iterator[State]:
    """The state of a project; without a folder, of the one around the working folder.

    Raises:
        StoreError: there is one, but it cannot be read.
    """
    folder = folder or folder_here()
    if not os.path.exists(folder.database):
        yield State(None, None)
        return
    db = Database(folder.database, looking=True)
    try:
        with blamed_on_damage(db):
            yield State(db, active_run(folder.lock))
    finally:
        db.close()


def run_of(db: Database | None, run_id: str | None) -> RunRecord:
    """The run that was named, or the last one.

    Raises:
        UsageError: there is none.
    """
    if db is not None:
        found = runs.find(db, run_id) if run_id else runs.latest(db)
        if found is not None:
            return found
    named = f"there is no run '{run_id}'; " if run_id else ""
    raise UsageError(
        f"{named}this project has no runs yet; start one with `orchestrate run docs/master-plan.md`"
    )


@contextmanager
def open_phase(run_id: str | None, phase_id: str) -> Iterator[Place]:
    """The records of a phase: of the run that was named, or of the last one.

    Raises:
        UsageError: there is no such run or phase.
        StoreError: the state cannot be read.
    """
    from orchestrator.store.reading import Place  # `status` and `history` read no evidence

    with open_state() as state:
        record = run_of(state.db, run_id)
        assert state.db is not None, "it has a run"
        yield Place(state.db, folder_here(), record, phase_of(record, phase_id), session_files)


def phase_of(record: RunRecord, phase_id: str) -> PhaseRecord:
    """The phase of a run with this id.

    Raises:
        UsageError: there is none; the message says which is near.
    """
    for phase in record.phases:
        if phase.id == phase_id:
            return phase
    from orchestrator.text import nearest, one_line

    hint = nearest(phase_id, (phase.id for phase in record.phases))
    raise UsageError(f"run {record.id} has no phase '{one_line(phase_id, 40)}'; {hint}")
