"""Many runs as text for a person and as JSON for a program (schemas/history.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestrator.model.records import PhaseOutcome, RunRecord, RunSummary
from orchestrator.text import plural, printable
from orchestrator.views.amounts import about, cost, lasted
from orchestrator.views.runs import VERSION, aligned, run_data, takes
from orchestrator.views.trend import trend_data, trend_lines, trends

NO_RUNS = "No runs yet. Start one with: orchestrate run docs/master-plan.md"
NONE_LIKE_THAT = "No run is like that; `orchestrate history` without filters lists all."


def history_text(
    listed: Sequence[RunSummary], active: str | None, now: float, *, phase: str = "", encoding: str = "ascii"
) -> str:
    """One line a run, and how the runs of each plan went.

    Args:
        listed: the newest first.
        active: the run that is being carried out right now.
        now: seconds since the epoch.
        phase: the one whose outcome is shown; empty: none.
        encoding: of the terminal.
    """
    rows = [_row(summary, active, now) for summary in listed]
    heads = ("run", "outcome", f"phase {phase}" if phase else "phases", "duration", "tokens", "cost", "plan")
    lines = aligned([heads, *rows])
    for trend in trends(listed):
        lines += ["", *trend_lines(trend, encoding)]
    return printable("\n".join(lines))


def history_json(listed: Sequence[RunSummary], runs: Sequence[RunRecord], active: str | None) -> str:
    """The runs, the newest first, with all their phases, and the trends of their plans."""
    data = {
        "version": VERSION,
        "runs": [run_data(run, active) for run in runs],
        "trends": [trend_data(trend) for trend in trends(listed)],
    }
    return json.dumps(data, indent=2)


def _row(summary: RunSummary, active: str | None, now: float) -> tuple[str, ...]:
    run, used = summary.run, summary.used
    outcome = run.outcome(active)
    phases = _phases(summary) if summary.phase is None else _phase(summary.phase)
    return (
        run.id,
        outcome,
        phases,
        lasted(takes(run, outcome, now)),
        about(f"{used.tokens:,}", estimated=used.estimated),
        cost(used.cost_usd, estimated=used.estimated),
        printable(run.plan_path),
    )


def _phases(summary: RunSummary) -> str:
    assumed = f", {summary.assumed} assumed" if summary.assumed else ""
    return f"{summary.done} of {summary.phases} done{assumed}"


def _phase(phase: PhaseOutcome) -> str:
    return f"{phase.state.value}, {plural(phase.attempts, 'attempt')}"
