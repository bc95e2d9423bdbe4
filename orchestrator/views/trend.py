"""How the last runs of a plan went, against those before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from orchestrator.clock import duration
from orchestrator.model.records import RunSummary
from orchestrator.text import money, printable
from orchestrator.views.amounts import rounded
from orchestrator.views.marks import BLOCKED, DONE, spelled
from orchestrator.views.runs import took

BLOCKS, ASCII = "▁▂▃▄▅▆▇█", "_.-:=+*#"
SHOWN = 30  # runs


class Point(NamedTuple):
    """One run that ended."""

    run: str
    done: bool  # otherwise a phase is blocked
    cost_usd: float | None
    seconds: float  # from its start to its end


class Trend(NamedTuple):
    """The runs of one plan that ended, the oldest first; there are two at least."""

    plan: str
    points: tuple[Point, ...]


def trends(listed: Sequence[RunSummary]) -> tuple[Trend, ...]:
    """Of every plan with more than one run that ended, in the order in which the plans are met.

    Args:
        listed: runs, the newest first.
    """
    by_plan: dict[str, list[Point]] = {}
    for summary in listed:
        seconds = took(summary.run)
        if seconds is not None:
            point = Point(summary.run.id, summary.run.exit_code == 0, summary.used.cost_usd, seconds)
            by_plan.setdefault(summary.run.plan_path, []).append(point)
    return tuple(Trend(plan, tuple(reversed(points))) for plan, points in by_plan.items() if len(points) > 1)


def trend_lines(trend: Trend, encoding: str) -> list[str]:
    """A heading, and a line each for outcomes, duration and cost.

    Args:
        trend: of one plan.
        encoding: of the terminal.
    """
    points = trend.points[-SHOWN:]
    levels = (
        BLOCKS if spelled(BLOCKS, encoding) == BLOCKS else ASCII
    )  # of two scales together nobody could tell
    good, bad = spelled(DONE, encoding), spelled(BLOCKED, encoding)
    done = sum(point.done for point in trend.points)
    outcomes = "".join(good if point.done else bad for point in points)
    last = "done" if trend.points[-1].done else "blocked"
    costs = [point.cost_usd for point in points]
    seconds = [point.seconds for point in points]
    rows = [
        (
            "outcome",
            outcomes,
            f"{good} done, {bad} blocked: {done} of {len(trend.points)} done, the last one {last}",
        ),
        ("duration", bars(seconds, levels), _told(*_measured(_seconds(trend)), duration)),
    ]
    if any(cost is not None for cost in costs):
        rows.append(("cost", bars(costs, levels), _told(*_measured(_costs(trend)), money)))
    head = f"{printable(trend.plan)}, {len(trend.points)} runs that ended, the last one on the right:"
    return [head, *(f"  {name:<8}  {drawn}  {told}" for name, drawn, told in rows)]


def trend_data(trend: Trend) -> dict[str, Any]:
    """The same as JSON has it."""
    last = trend.points[-1]
    done = sum(point.done for point in trend.points)
    return {
        "plan": trend.plan,
        "runs": len(trend.points),
        "done": done,
        "blocked": len(trend.points) - done,
        "last": {
            "run": last.run,
            "outcome": "done" if last.done else "blocked",
            "cost_usd": rounded(last.cost_usd),
            "duration_seconds": last.seconds,
        },
        "median_before": {
            "cost_usd": rounded(_measured(_costs(trend))[1]),
            "duration_seconds": rounded(_measured(_seconds(trend))[1]),
        },
    }


def bars(values: Sequence[float | None], levels: str) -> str:
    """A character for each value, the highest one for the largest value; a blank where there is none."""
    most = max((value for value in values if value is not None), default=0.0)
    top = len(levels) - 1
    return "".join(
        " " if value is None else levels[round(value / most * top) if most > 0 else 0] for value in values
    )


def _costs(trend: Trend) -> list[float | None]:
    return [point.cost_usd for point in trend.points]


def _seconds(trend: Trend) -> list[float | None]:
    return [point.seconds for point in trend.points]


def _measured(values: list[float | None]) -> tuple[float | None, float | None]:
    """The last value, and the median of those before."""
    before = [value for value in values[:-1] if value is not None]
    return values[-1], _median(before) if before else None


def _median(values: list[float]) -> float:
    """As `statistics.median`, which takes longer to load than all else."""
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _told(last: float | None, before: float | None, unit: Any) -> str:
    """`$0.31, median before $0.25 (+24%)`."""
    if last is None:
        return "the last one did not tell"
    if before is None:
        return str(unit(last))
    change = f" ({(last - before) / before:+.0%})" if before > 0 else ""
    return f"{unit(last)}, median before {unit(before)}{change}"
