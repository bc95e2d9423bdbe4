"""What a phase costs besides its worker: runs of few and of many phases, and the difference a phase.

The worker ends at once and the gate is `true`; two supervisors, the evidence and the journal are included.
"""

from __future__ import annotations

from pathlib import Path

from tests.bench import projects
from tests.bench.bench_start import PLAN, environment, ours
from tests.bench.measure import Call, Cost, Row, medians, nothing

TARGET = 4.0


def rows(folder: Path, rounds: int, more: int = 50) -> list[Row]:
    """The figure of a phase, from runs of 1 and of 1 + `more` phases in turns."""
    few, many = (_run(folder, count) for count in (1, 1 + more))
    base, first, last = medians([nothing(folder, environment()), few, many], rounds)
    each = Cost((last.wall - first.wall) / more, (last.process - first.process) / more)
    what = f"a phase, from runs of 1 and {1 + more}"
    return [Row(what, each.wall / base.wall, each.process / base.process, TARGET, wall_counts=True)]


def _run(folder: Path, phases: int) -> Call:
    """A run in a project of its own; every round adds one to what it remembers."""
    project = projects.make(folder / f"phases-{phases}", phases)
    return Call((*ours("run"), PLAN), project, environment())
