"""What the report of a large run costs, in each of its forms, from the start of the program to the file."""

from __future__ import annotations

from pathlib import Path

from tests.bench.bench_start import environment, ours
from tests.bench.measure import Call, Row, medians, nothing
from tests.support.large import WHOLE, Size, large

# The page is to take less than a second; a Python that does nothing takes 13 ms or more.
TARGETS = {"html": 75.0, "md": 25.0, "junit": 30.0, "json": 40.0}


def rows(folder: Path, rounds: int, size: Size = WHOLE) -> list[Row]:
    """All figures, measured in turns."""
    root = folder / "large"
    (root / ".git").mkdir(parents=True)
    large(root, size)
    calls = [
        Call(ours("report", "--format", form, "-o", str(folder / form)), root, environment())
        for form in TARGETS
    ]
    base, *costs = medians([nothing(root, environment()), *calls], rounds)
    what = f"{size.phases} phases, {size.phases * size.attempts:,} attempts"
    return [
        Row(
            f"report {form}, {what}",
            cost.wall / base.wall,
            cost.process / base.process,
            target,
            wall_counts=False,
        )
        for (form, target), cost in zip(TARGETS.items(), costs, strict=True)
    ]
