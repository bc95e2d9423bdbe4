"""One run as text for a person and as JSON for a program (schemas/status.schema.json)."""

from __future__ import annotations

import json
import time
from typing import Any

from orchestrator.columns import width
from orchestrator.model.lifecycle import State
from orchestrator.model.records import AttemptUse, PhaseRecord, RunRecord
from orchestrator.text import money, one_line, plural, printable

VERSION = 1
WAITS = {"usage limit": "the usage limit", "API trouble": "the API"}
ID_WIDTH = 100  # characters of a phase's id
OPEN = (State.RUNNING, State.VERIFYING, State.REMEDIATING)


def outcome(run: RunRecord, active: str | None) -> str:
    """`running`, `paused`, `interrupted`, `done` or `blocked`; only what is carried out now is running."""
    return run.outcome(active)


def lasted(run: RunRecord) -> float | None:
    """Seconds from a run's start to its end, with the time in which it was stopped; None before its end."""
    began, ended = moment(run.started_at), moment(run.ended_at or "")
    return None if began is None or ended is None else max(0.0, round(ended - began, 3))


def moment(at: str) -> float | None:
    """Seconds since the epoch, of a time as the store writes it; None of what somebody else wrote there."""
    from datetime import datetime  # `status` for a person does without

    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return None


def status_text(run: RunRecord | None, active: str | None, now: float | None = None) -> str:
    """One run with its phases; `now` in seconds since the epoch, if it is not the present."""
    if run is None:
        return "No runs yet. Start one with: orchestrate run docs/master-plan.md"
    state = outcome(run, active)
    lines = [
        f"{printable(run.title)} ({printable(run.plan_path)}): {state}",
        f"run {run.id}, model {run.model}, started {_when(run.started_at)}"
        + (f", ended {_when(run.ended_at)}" if run.ended_at else ""),
        *_used_line(run.phases),
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
    return {
        "id": run.id,
        "plan": run.plan_path,
        "title": run.title,
        "model": run.model,
        "outcome": outcome(run, active),
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "exit_code": run.exit_code,
        "paused": run.paused,
        "duration_seconds": lasted(run),
        "seconds": round(sum(use.seconds for phase in run.phases for use in phase.by_attempt), 3),
        "cost_usd": _cost(run.phases),
        "tokens": _tokens(run.phases),
        "estimated": _estimated(run.phases),
        "sessions": _sessions(run.phases),
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
        "waits_until": None if phase.waits_until is None else _moment(phase.waits_until),
        "cost_usd": _rounded(phase.cost_usd),
        "tokens": phase.tokens,
        "estimated": phase.estimated,
        "sessions": phase.sessions,
        "by_attempt": [_attempt_data(use) for use in phase.by_attempt],
    }


def _attempt_data(use: AttemptUse) -> dict[str, Any]:
    return use._asdict() | {"cost_usd": _rounded(use.cost_usd), "seconds": round(use.seconds, 3)}


def _rounded(cost: float | None) -> float | None:
    return None if cost is None else round(cost, 6)


def _tokens(phases: tuple[PhaseRecord, ...]) -> int:
    return sum(phase.tokens for phase in phases)


def _sessions(phases: tuple[PhaseRecord, ...]) -> int:
    return sum(phase.sessions for phase in phases)


def _estimated(phases: tuple[PhaseRecord, ...]) -> bool:
    return any(phase.estimated for phase in phases)


def _cost(phases: tuple[PhaseRecord, ...]) -> float | None:
    known = [phase.cost_usd for phase in phases if phase.cost_usd is not None]
    return round(sum(known), 6) if known else None


def _when(at: str) -> str:
    return f"{at[:10]} {at[11:19]} UTC"


def _moment(at: float) -> str:
    """As the store writes times."""
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(at))}.{int(at * 1000) % 1000:03d}Z"


def _used_line(phases: tuple[PhaseRecord, ...]) -> tuple[str, ...]:
    used = (
        about(f"{_tokens(phases):,} tokens" if _tokens(phases) else "", estimated=_estimated(phases)),
        about(_told(_cost(phases)), estimated=_estimated(phases)),
        plural(_sessions(phases), "session") if _sessions(phases) else "",
    )
    return (f"used {', '.join(filter(None, used))}",) if any(used) else ()


def about(amount: str, *, estimated: bool) -> str:
    """An amount of which a part is estimated is marked."""
    return f"~{amount}" if amount and estimated else amount


def _told(cost: float | None) -> str:
    return "" if cost is None else money(cost)


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
    at = time.strftime("%Y-%m-%d %H:%M", time.gmtime(until)).removeprefix(today)
    verb = "waits" if run_state == "running" else "has to wait"  # where no orchestrator is, nobody waits
    return f"{verb} for {what} until {at} UTC (in {_span(until - now)})"


def _span(seconds: float) -> str:
    """`2 h 10 min`, `3 d 4 h`, `1 min`: the two largest units, rounded up to a minute."""
    minutes = int(-(-seconds // 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "d"), (hours, "h"), (minutes if not days else 0, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


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
    used = about(f"{phase.tokens:,} tokens" if phase.tokens else "", estimated=phase.estimated)
    cost = about(_told(phase.cost_usd), estimated=phase.estimated)
    return (phase.id, printable(phase.title), state, attempts, used, cost)


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their widest cell on a terminal."""
    columns = range(len(rows[0])) if rows else ()
    widest = [max(width(row[column]) for row in rows) for column in columns]
    return [
        "  ".join(cell + " " * (most - width(cell)) for cell, most in zip(row, widest, strict=True)).rstrip()
        for row in rows
    ]
