"""One run as text for a person and as JSON for a program (schemas/status.schema.json)."""

from __future__ import annotations

import json
import time
from typing import Any

from orchestrator.clock import at, duration, seconds_of
from orchestrator.columns import width
from orchestrator.model.lifecycle import State
from orchestrator.model.records import AttemptUse, PhaseRecord, RunRecord, RunUse
from orchestrator.text import one_line, plural, printable
from orchestrator.views.amounts import cost, rounded, tokens

VERSION = 1
WAITS = {"usage limit": "the usage limit", "API trouble": "the API"}
ID_WIDTH = 100  # characters of a phase's id
OPEN = (State.RUNNING, State.VERIFYING, State.REMEDIATING)


def took(run: RunRecord) -> float | None:
    """Seconds from a run's start to its end, with the time in which it was stopped; None before its end."""
    began, ended = seconds_of(run.started_at), seconds_of(run.ended_at)
    return None if began is None or ended is None else max(0.0, round(ended - began, 3))


def takes(run: RunRecord, outcome: str, now: float) -> float | None:
    """The same of a run that is looked at: until now while it goes on, else until the last sign of it."""
    ended = took(run)
    began = seconds_of(run.started_at)
    if ended is not None or began is None:
        return ended
    signs = [now] if outcome == "running" else [seconds_of(phase.since) or began for phase in run.phases]
    return max(0.0, max(signs) - began) if signs else None


def status_text(run: RunRecord | None, active: str | None, now: float | None = None) -> str:
    """One run with its phases; `now` in seconds since the epoch, if it is not the present."""
    if run is None:
        return "No runs yet. Start one with: orchestrate run docs/master-plan.md"
    state = run.outcome(active)
    lines = [
        f"{printable(run.title)} ({printable(run.plan_path)}): {state}",
        f"run {run.id}, model {run.model}, started {_when(run.started_at)}"
        + (f", ended {_when(run.ended_at)}" if run.ended_at else ""),
        *_used_line(run.used),
        "",
        *_phase_lines(run.phases, time.time() if now is None else now, state),
        *_reasons(run, state),
        *advice(run, state),
    ]
    return printable("\n".join(lines))  # a worker may have written into the database


def status_json(run: RunRecord | None, active: str | None) -> str:
    """One run with its phases, or null."""
    return json.dumps({"version": VERSION, "run": None if run is None else run_data(run, active)}, indent=2)


def run_data(run: RunRecord, active: str | None) -> dict[str, Any]:
    """One run with its phases, as JSON has it."""
    used = run.used
    return {
        "id": run.id,
        "plan": run.plan_path,
        "title": run.title,
        "model": run.model,
        "outcome": run.outcome(active),
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "exit_code": run.exit_code,
        "paused": run.paused,
        "duration_seconds": took(run),
        "seconds": round(used.seconds, 3),
        "cost_usd": rounded(used.cost_usd),
        "tokens": used.tokens,
        "estimated": used.estimated,
        "sessions": used.sessions,
        "phases": [phase_data(phase) for phase in run.phases],
    }


def phase_data(phase: PhaseRecord) -> dict[str, Any]:
    """A phase of a run as plain data."""
    return {
        "id": phase.id,
        "title": phase.title,
        "state": phase.state.value,
        "assumed": phase.assumed,
        "attempts": phase.attempt,
        "reason": phase.reason,
        "since": phase.since,
        "waits_for": phase.waits_for,
        "waits_until": None if phase.waits_until is None else at(phase.waits_until),
        "cost_usd": rounded(phase.cost_usd),
        "tokens": phase.tokens,
        "estimated": phase.estimated,
        "sessions": phase.sessions,
        "by_attempt": [_attempt_data(use) for use in phase.by_attempt],
    }


def _attempt_data(use: AttemptUse) -> dict[str, Any]:
    return use._asdict() | {"cost_usd": rounded(use.cost_usd), "seconds": round(use.seconds, 3)}


def _when(at: str) -> str:
    return f"{at[:10]} {at[11:19]} UTC"


def _used_line(used: RunUse) -> tuple[str, ...]:
    told = (
        _tokens(used.tokens, estimated=used.estimated),
        _cost(used.cost_usd, estimated=used.estimated),
        plural(used.sessions, "session") if used.sessions else "",
    )
    return (f"used {', '.join(filter(None, told))}",) if any(told) else ()


def _tokens(count: int, *, estimated: bool) -> str:
    return f"{tokens(count, estimated=estimated)} tokens" if count else ""


def _cost(usd: float | None, *, estimated: bool) -> str:
    return "" if usd is None else cost(usd, estimated=estimated)


def _reasons(run: RunRecord, state: str) -> tuple[str, ...]:
    """Where to read why a phase came to nothing; one that was never begun has its reason beside it."""
    stuck = next((phase.id for phase in run.phases if phase.state is State.BLOCKED and phase.attempt), None)
    if state != "blocked" or stuck is None:
        return ()
    name = one_line(stuck, ID_WIDTH)
    return ("", f"See why with: orchestrate show {name}, or what it did: orchestrate logs {name}")


def advice(run: RunRecord, state: str) -> tuple[str, ...]:
    """Why a run does not go on by itself, and what makes it go on."""
    if state in ("interrupted", "blocked"):
        return ("", "Go on with: orchestrate resume")
    if state != "paused":
        return ()
    from orchestrator.budget import cure  # `status` of any other run would pay for it

    return ("", f"Paused: {printable(run.paused)}", f"Go on with: {cure(run.paused)}")


def _phase_lines(phases: tuple[PhaseRecord, ...], now: float, run_state: str) -> list[str]:
    rows = [_phase_row(phase, run_state) for phase in phases]
    lines = []
    for phase, line in zip(phases, aligned(rows), strict=True):
        lines.append(f"  {line}")
        if phase.state is State.BLOCKED:
            lines += [f"      {part}" for part in printable(phase.reason).splitlines()]
        if phase.waits_until is not None and phase.waits_until > now:
            lines.append(f"      {wait_text(phase.waits_for, phase.waits_until, now, run_state)}")
    return lines


def wait_text(kind: str, until: float, now: float, run_state: str) -> str:
    """`waits for the usage limit until 15:50 UTC (in 2 h 10 min)`."""
    what = WAITS.get(kind, printable(kind) or "a later time")
    today = time.strftime("%Y-%m-%d ", time.gmtime(now))
    when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(until)).removeprefix(today)
    verb = "waits" if run_state == "running" else "has to wait"  # where no orchestrator is, nobody waits
    return f"{verb} for {what} until {when} UTC (in {duration(until - now)})"


def state_words(phase: PhaseRecord, run_state: str) -> str:
    """Where a phase stands, in a run with this outcome: `done (assumed)`, `paused while running`."""
    state = "done (assumed)" if phase.assumed else phase.state.value
    if run_state in ("interrupted", "paused") and phase.state in OPEN:
        return f"{run_state} while {state}"  # nothing runs when no orchestrator does
    return state


def _phase_row(phase: PhaseRecord, run_state: str) -> tuple[str, ...]:
    state = state_words(phase, run_state)
    attempts = plural(phase.attempt, "attempt") if phase.attempt else ""
    if phase.sessions > phase.attempt:
        attempts += f", {plural(phase.sessions, 'session')}"
    tokens = _tokens(phase.tokens, estimated=phase.estimated)
    cost = _cost(phase.cost_usd, estimated=phase.estimated)
    return (phase.id, printable(phase.title), state, attempts, tokens, cost)


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their widest cell on a terminal."""
    columns = range(len(rows[0])) if rows else ()
    widest = [max(width(row[column]) for row in rows) for column in columns]
    return [
        "  ".join(cell + " " * (most - width(cell)) for cell, most in zip(row, widest, strict=True)).rstrip()
        for row in rows
    ]
