"""A report as JSON (schemas/report.schema.json): the shapes of `status` and `show`, for a whole run."""

from __future__ import annotations

import json
from typing import Any

from orchestrator.model.report import Report, ReportAttempt, ReportPhase
from orchestrator.views.attempt_json import attempt_data
from orchestrator.views.runs import phase_data, run_data
from orchestrator.views.statistics import statistics_data

VERSION = 1


def report_json(report: Report) -> str:
    """The whole report; prompts and the text of diffs are null, `show --json` has them."""
    run = run_data(report.run, report.run.id if report.outcome == "running" else None)
    del run["phases"]  # they follow, with all that is known of them
    data = {
        "version": VERSION,
        "made_at": report.made_at,
        "project": report.project,
        "run": run | {"cleaned_at": report.run.cleaned_at},
        "phases": [_phase_data(phase) for phase in report.phases],
        "statistics": statistics_data(report.statistics),
    }
    return json.dumps(data, indent=2)


def _phase_data(phase: ReportPhase) -> dict[str, Any]:
    return {
        "phase": phase_data(phase.record),
        "depends_on": list(phase.depends_on),
        "history": [entry._asdict() for entry in phase.history],
        "attempts": [_attempt_data(attempt) for attempt in phase.attempts],
    }


def _attempt_data(attempt: ReportAttempt) -> dict[str, Any]:
    diff = None
    if attempt.changed:
        files = [file._asdict() for file in attempt.changed]
        diff = {"path": attempt.entry.diff_path, "files": files, "text": None}
    return attempt_data(attempt.entry, diff)
