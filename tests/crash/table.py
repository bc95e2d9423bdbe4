"""What came of the cases, as a table with its totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.crash.bench import Played
from tests.crash.scenarios import KINDS

WIDTH = 30
HEAD = f"{'what was killed':{WIDTH}} {'runs':>5} {'lives':>6} {'kills':>6} {'violations':>11} {'seconds':>8}"


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures that matter."""

    kills: int
    violations: int
    points: int  # kill points at which a first life was killed


def totals(played: Sequence[Played]) -> Totals:
    """Of all cases together."""
    points = set[int]().union(*(each.points for each in played))
    return Totals(sum(each.kills for each in played), sum(len(each.wrong) for each in played), len(points))


def rows(played: Sequence[Played]) -> list[str]:
    """One line for each kind, and one for all."""
    groups = [(kind.name, [each for each in played if each.case.kind is kind]) for kind in KINDS]
    return [_row(name, group) for name, group in (*groups, ("all", list(played))) if group]


def _row(name: str, group: Sequence[Played]) -> str:
    lives, seconds = sum(each.lives for each in group), sum(each.seconds for each in group)
    found = totals(group)
    return f"{name:{WIDTH}} {len(group):5} {lives:6} {found.kills:6} {found.violations:11} {seconds:8.0f}"


def details(played: Played, seed: int, options: str) -> list[str]:
    """Everything about a case that went wrong, and how to see it again."""
    if not played.wrong:
        return []
    lines = [f"VIOLATION in case {played.case.number} ({played.case.kind.name}), seed {seed}:"]
    lines += [f"  {complaint}" for complaint in played.wrong]
    lines += [
        "  kills: " + ", ".join(str(strike.at or f"{strike.after:.3f} s") for strike in played.case.strikes)
    ]
    lines += ["  the last life said:", *(f"  | {line}" for line in played.said.splitlines()[-30:])]
    again = f"python -m tests.crash --seed {seed}{options} --only {played.case.number}"
    return [*lines, f"  again: {again}"]
