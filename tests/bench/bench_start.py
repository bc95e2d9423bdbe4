"""What starting a command costs: `done` as a worker calls it, `status` after a run, `run --dry-run`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from orchestrator.session import shim
from tests.bench import projects
from tests.bench.measure import HOME, Call, Row, medians, nothing

PHASES = 5  # of the run that `status` shows
PLAN = "docs/master-plan.md"
DONE = ("done", "--phase", "1", "--status", "completed")


def rows(folder: Path, rounds: int) -> list[Row]:
    """All figures, measured in turns."""
    calls = prepare(folder)
    base, *costs = medians([nothing(folder, environment()), *(call for _, call, _ in calls)], rounds)
    return [
        Row(what, cost.wall / base.wall, cost.process / base.process, target, wall_counts=False)
        for (what, _, target), cost in zip(calls, costs, strict=True)
    ]


def prepare(folder: Path) -> list[tuple[str, Call, float]]:
    """What is measured, the call, its target."""
    quick = projects.make(folder / "quick", 2, with_notes=True)
    ran = projects.make(folder / "ran", PHASES)
    subprocess.run((*ours("run"), PLAN), cwd=ran, env=environment(), capture_output=True, check=True)
    inside = session(folder)
    program = os.path.join(shim.install(str(folder / "attempt")), "orchestrate")
    return [
        ("done, as the worker calls it", Call((program, *DONE), folder, inside), 3),
        ("done, python -m orchestrator", Call((*ours(), *DONE), folder, inside), 3),
        (f"status, after {PHASES} phases", Call(ours("status"), ran, environment()), 4),
        ("run --dry-run, two phases", Call((*ours("run"), PLAN, "--dry-run"), quick, environment()), 5),
    ]


def session(folder: Path) -> dict[str, str]:
    """The environment of a worker."""
    spool = folder / "spool"
    spool.mkdir()
    return environment() | {
        "ORCHESTRATOR_SPOOL": str(spool),
        "ORCHESTRATOR_TOKEN": "token",
        "ORCHESTRATOR_PHASE": "1",
        "ORCHESTRATOR_ATTEMPT": "1",
    }


def ours(*words: str) -> tuple[str, ...]:
    """Our program with these words."""
    return (sys.executable, "-m", "orchestrator", *words)


def environment() -> dict[str, str]:
    """The same for everybody: this checkout, and nothing that changes how Python starts."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    return {**kept, "PYTHONPATH": str(HOME)}
