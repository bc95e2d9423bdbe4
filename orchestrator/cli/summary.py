"""Appends how a run ended to the summary of its job (`--output github`)."""

from __future__ import annotations

import os
from collections.abc import Mapping

from orchestrator.budget import RESUME, cure
from orchestrator.cli.audience import warn
from orchestrator.cli.state import session_files
from orchestrator.model.report import Report
from orchestrator.redaction import Secrets
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.reporting import report
from orchestrator.views.report_md import report_md

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST = 1024 * 1024  # bytes that GitHub takes of a step; of a file with more it shows nothing


def summarize(
    db: Database, folder: StateFolder, run_id: str, secrets: Secrets, environment: Mapping[str, str]
) -> None:
    """Append to the file that the environment names, if it names one; a warning tells when that fails."""
    path = environment.get(VARIABLE)
    if not path:
        return
    found = report(db, folder, run_id, None, session_files)
    text = secrets.text(report_md(found) + _advice(found))
    try:
        before = os.path.getsize(path) if os.path.exists(path) else 0
        if before + len(text.encode("utf-8", "replace")) > MOST:
            warn(f"{path}: the summary of this step is full, so this run does not stand in it")
            return
        with open(path, "a", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError as error:
        warn(f"{path}: {error.strerror}; the run does not stand in the summary of this step")


def _advice(found: Report) -> str:
    """What makes a run go on that is not done."""
    if found.outcome == "done":
        return ""
    return f"\nGo on with: `{cure(found.run.paused) if found.run.paused else RESUME}`\n"
