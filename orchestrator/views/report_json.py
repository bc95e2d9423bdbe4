"""A report as JSON (schemas/report.schema.json): the shapes of `status` and `show`, for a whole run."""

from __future__ import annotations

import json
from typing import Any

from orchestrator.model.report import Report, ReportAttempt, ReportPhase
from orchestrator.model.statistics import Statistics
from orchestrator.views.attempt import attempt_data
from orchestrator.views.runs import phase_data, run_data

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


def statistics_data(statistics: Statistics) -> dict[str, Any]:
    """Where time, money and attempts went, as plain data."""
    return {
        "runs": statistics.runs,
        "phases": [_rounded(use._asdict()) for use in statistics.phases],
        "gates": [_rounded(use._asdict()) for use in statistics.gates],
        "findings": [use._asdict() for use in statistics.findings],
    }


def _rounded(use: dict[str, Any]) -> dict[str, Any]:
    if use.get("cost_usd") is not None:
        use["cost_usd"] = round(use["cost_usd"], 6)
    return use | {"seconds": round(use["seconds"], 3)}


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
