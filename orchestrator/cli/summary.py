"""Appends how a run ended to the summary of its job (`--output github`)."""

from __future__ import annotations

import os
from collections.abc import Mapping

from orchestrator.cli.audience import warn
from orchestrator.cli.state import session_files
from orchestrator.model.dossier import Dossier
from orchestrator.model.lifecycle import State
from orchestrator.model.records import RunRecord
from orchestrator.redaction import Secrets
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.reading import Place, dossier, numbers
from orchestrator.views.summary import summary

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST = 1024 * 1024  # bytes that GitHub takes of a step; of a file with more it shows nothing
LEAST = 10_000  # worth writing


def summarize(
    db: Database, folder: StateFolder, run: RunRecord, secrets: Secrets, environment: Mapping[str, str]
) -> None:
    """Append to the file that the environment names, if it names one; a warning tells when that fails."""
    path = environment.get(VARIABLE)
    if not path:
        return
    try:
        before = os.path.getsize(path) if os.path.exists(path) else 0
        if MOST - before < LEAST:
            warn(f"{path}: the summary of this step is full, so this run does not stand in it")
            return
        text = secrets.text(summary(run, _blocked(db, folder, run), MOST - before))
        with open(path, "a", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError as error:
        warn(f"{path}: {error.strerror}; the run does not stand in the summary of this step")


def _blocked(db: Database, folder: StateFolder, run: RunRecord) -> list[Dossier]:
    return [
        dossier(Place(db, folder, run.id, phase, session_files), run, numbers(db, run.id, phase.id)[-1:])
        for phase in run.phases
        if phase.state is State.BLOCKED and phase.attempt
    ]
