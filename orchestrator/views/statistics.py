"""Where time, money and attempts went: tables for a person, JSON for a program (statistics.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from orchestrator.clock import duration
from orchestrator.model.statistics import FindingUse, GateUse, PhaseUse, Statistics
from orchestrator.text import money, one_line, plural, printable
from orchestrator.views.amounts import rounded
from orchestrator.views.runs import aligned

VERSION = 1
ROWS = 20  # of each table; JSON has all
TITLE, NAME = 24, 40  # characters

PHASES = ("phase", "title", "runs", "done", "blocked", "attempts", "sessions", "tokens", "time", "cost")
GATES = ("gate", "of phase", "times", "failed", "out of time", "time")
FINDINGS = ("finding", "times", "attempts", "phases")


def statistics_text(found: Statistics) -> str:
    """A line with the sum of everything, and a table each of phases, gates and kinds of findings."""
    lines = [_sum(found)]
    for heads, rows in (
        (PHASES, [_phase(use) for use in found.phases]),
        (GATES, [_gate(use) for use in found.gates]),
        (FINDINGS, [_finding(use) for use in found.findings]),
    ):
        lines += _table(heads, rows)
    return printable("\n".join(lines))


def statistics_json(found: Statistics) -> str:
    """All rows, with what cost most first."""
    return json.dumps({"version": VERSION, **statistics_data(found)}, indent=2)


def statistics_data(found: Statistics) -> dict[str, Any]:
    """As JSON has it wherever statistics stand."""
    return {
        "runs": found.runs,
        "phases": [_rounded(use._asdict()) for use in found.phases],
        "gates": [_rounded(use._asdict()) for use in found.gates],
        "findings": [use._asdict() for use in found.findings],
    }


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    cost = {"cost_usd": rounded(row["cost_usd"])} if "cost_usd" in row else {}
    return row | cost | {"seconds": round(row["seconds"], 3)}


def _sum(found: Statistics) -> str:
    costs = [use.cost_usd for use in found.phases if use.cost_usd is not None]
    attempts = sum(use.attempts for use in found.phases)
    sessions = sum(use.sessions for use in found.phases)
    seconds = duration(sum(use.seconds for use in found.phases))
    told = (
        plural(found.runs, "run"),
        plural(attempts, "attempt"),
        plural(sessions, "session"),
        f"{sum(use.tokens for use in found.phases):,} tokens",
        money(sum(costs) if costs else None),
        f"{seconds} of sessions and gates",
    )
    return ", ".join(told)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    more = len(rows) - ROWS
    rest = [f"... {plural(more, 'more row')}, all of them with --json"] if more > 0 else []
    return ["", *aligned([heads, *rows[:ROWS]]), *rest]


def _phase(use: PhaseUse) -> tuple[str, ...]:
    counts = (use.runs, use.done, use.blocked, use.attempts, use.sessions)
    return (
        printable(use.phase),
        one_line(use.title, TITLE),
        *map(str, counts),
        f"{use.tokens:,}",
        duration(use.seconds),
        money(use.cost_usd),
    )


def _gate(use: GateUse) -> tuple[str, ...]:
    counts = map(str, (use.times, use.failed, use.timed_out))
    return (one_line(use.name, NAME), printable(use.phase), *counts, duration(use.seconds))


def _finding(use: FindingUse) -> tuple[str, ...]:
    return (one_line(use.kind, NAME), *map(str, (use.times, use.attempts, use.phases)))
