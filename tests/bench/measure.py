"""What commands cost, measured in turns against a Python that does nothing."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one command, everything that it started included."""

    wall: float
    process: float  # user and system time


@dataclass(frozen=True, slots=True)
class Call:
    """A command to be measured."""

    argv: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; ratios to `python -c pass` unless `what` says otherwise."""

    what: str
    wall: float
    process: float
    target: float
    wall_counts: bool  # whether the target is one for the wall as well

    @property
    def reached(self) -> bool:
        worst = max(self.process, self.wall) if self.wall_counts else self.process
        return worst <= self.target

    def __str__(self) -> str:
        verdict = "reached" if self.reached else "NOT reached"
        return f"{self.what:<44} {self.process:6.2f}x {self.wall:6.2f}x   <= {self.target:g}x  {verdict}"


HEAD = f"{'against python -c pass':<44} {'process':>7} {'wall':>7}   target"


def nothing(where: Path, environment: Mapping[str, str]) -> Call:
    """What everything is compared with: this interpreter, started as our commands are, doing nothing."""
    return Call((sys.executable, "-c", "pass"), where, environment)


def cost(call: Call) -> Cost:
    """Run it once.

    Raises:
        subprocess.CalledProcessError: it failed; its error output is attached.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(call.argv, cwd=call.cwd, env=call.environment, capture_output=True, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, used)


def medians(calls: Sequence[Call], rounds: int) -> list[Cost]:
    """Run all of them in turns, so that what disturbs the machine disturbs all alike."""
    for call in calls:
        cost(call)  # caches of files and of compiled modules are warm for everybody
    found = [[cost(call) for call in calls] for _ in range(rounds)]
    return [
        Cost(statistics.median(c.wall for c in costs), statistics.median(c.process for c in costs))
        for costs in zip(*found, strict=True)
    ]
