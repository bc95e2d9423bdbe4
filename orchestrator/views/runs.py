"""Runs as text for a person and as JSON for a program (schemas/status.schema.json, history.schema.json)."""

from __future__ import annotations

import json
from typing import Any

from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.text import money, plural, printable

VERSION = 1
OPEN = (State.RUNNING, State.VERIFYING, State.REMEDIATING)


def outcome(run: RunRecord, active: str | None) -> str:
    """`running`, `interrupted`, `done` or `blocked`; only the run that is carried out now is running."""
    if run.ended_at is None:
        return "running" if run.id == active else "interrupted"
    return "done" if run.exit_code == 0 else "blocked"


def status_text(run: RunRecord | None, active: str | None) -> str:
    """One run with its phases."""
    if run is None:
        return "No runs yet. Start one with: orchestrate run docs/master-plan.md"
    state = outcome(run, active)
    lines = [
        f"{printable(run.title)} ({printable(run.plan_path)}): {state}",
        f"run {run.id}, model {run.model}, started {_when(run.started_at)}"
        + (f", ended {_when(run.ended_at)}" if run.ended_at else ""),
        "",
        *_phase_lines(run.phases, interrupted=state == "interrupted"),
    ]
    if state in ("interrupted", "blocked"):
        lines += ["", "Go on with: orchestrate resume"]
    return printable("\n".join(lines))  # a worker may have written into the database


def history_text(listed: tuple[RunRecord, ...], active: str | None) -> str:
    """One line a run."""
    if not listed:
        return "No runs yet. Start one with: orchestrate run docs/master-plan.md"
    rows = [_history_row(run, active) for run in listed]
    return printable("\n".join(_aligned([("run", "outcome", "phases", "cost", "plan"), *rows])))


def status_json(run: RunRecord | None, active: str | None) -> str:
    """One run with its phases, or null."""
    return json.dumps({"version": VERSION, "run": None if run is None else _run_data(run, active)}, indent=2)


def history_json(listed: tuple[RunRecord, ...], active: str | None) -> str:
    """The runs, the newest first."""
    return json.dumps({"version": VERSION, "runs": [_run_data(run, active) for run in listed]}, indent=2)


def _run_data(run: RunRecord, active: str | None) -> dict[str, Any]:
    return {
        "id": run.id,
        "plan": run.plan_path,
        "title": run.title,
        "model": run.model,
        "outcome": outcome(run, active),
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "exit_code": run.exit_code,
        "cost_usd": _cost(run.phases),
        "tokens": sum(phase.tokens for phase in run.phases),
        "phases": [_phase_data(phase) for phase in run.phases],
    }


def _phase_data(phase: PhaseRecord) -> dict[str, Any]:
    return {
        "id": phase.id,
        "title": phase.title,
        "state": phase.state.value,
        "assumed": phase.assumed,
        "attempts": phase.attempt,
        "reason": phase.reason,
        "since": phase.since,
        "cost_usd": phase.cost_usd,
        "tokens": phase.tokens,
    }


def _cost(phases: tuple[PhaseRecord, ...]) -> float | None:
    known = [phase.cost_usd for phase in phases if phase.cost_usd is not None]
    return round(sum(known), 6) if known else None


def _when(at: str) -> str:
    return f"{at[:10]} {at[11:19]} UTC"


def _phase_lines(phases: tuple[PhaseRecord, ...], *, interrupted: bool) -> list[str]:
    rows = [_phase_row(phase, interrupted=interrupted) for phase in phases]
    lines = []
    for phase, line in zip(phases, _aligned(rows), strict=True):
        lines.append(f"  {line}")
        if phase.state is State.BLOCKED:
            lines += [f"      {part}" for part in printable(phase.reason).splitlines()]
    return lines


def _phase_row(phase: PhaseRecord, *, interrupted: bool) -> tuple[str, ...]:
    state = "done (assumed)" if phase.assumed else phase.state.value
    if interrupted and phase.state in OPEN:
        state = f"interrupted while {state}"  # nothing runs when no orchestrator does
    attempts = plural(phase.attempt, "attempt") if phase.attempt else ""
    used = f"{phase.tokens:,} tokens" if phase.tokens else ""
    cost = money(phase.cost_usd) if phase.cost_usd is not None else ""
    return (phase.id, printable(phase.title), state, attempts, used, cost)


def _history_row(run: RunRecord, active: str | None) -> tuple[str, ...]:
    done = sum(phase.state is State.DONE for phase in run.phases)
    phases = f"{done} of {len(run.phases)} done"
    return (run.id, outcome(run, active), phases, money(_cost(run.phases)), printable(run.plan_path))


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
