"""What looking costs in a project with many runs: `status`, `history`, and all that they came to."""

from __future__ import annotations

from pathlib import Path

from tests.bench.bench_start import environment, ours
from tests.bench.measure import Call, Row, medians, nothing
from tests.support.large import Size, large

RUNS = 1000
SIZE = Size(runs=RUNS, phases=8, attempts=2, files=False)


def rows(folder: Path, rounds: int, size: Size = SIZE) -> list[Row]:
    """All figures, measured in turns."""
    root = folder / "many"
    (root / ".git").mkdir(parents=True)
    large(root, size)
    calls = (
        (f"status, one of {size.runs:,} runs", ("status",), 4.0),
        (f"history, 20 of {size.runs:,} runs", ("history",), 6.0),
        (f"history, all of {size.runs:,} runs", ("history", "--limit", str(size.runs)), 15.0),
        (f"history --stats, {size.runs:,} runs", ("history", "--stats"), 25.0),
    )
    asked = [Call(ours(*words), root, environment()) for _, words, _ in calls]
    base, *costs = medians([nothing(root, environment()), *asked], rounds)
    return [
        Row(what, cost.wall / base.wall, cost.process / base.process, target, wall_counts=False)
        for (what, _, target), cost in zip(calls, costs, strict=True)
    ]
