"""Outputs of real test runners, named RUNNER.none.WHY.txt or RUNNER.some.WHAT.txt."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "runners"
NOT_RECORDED = "# from the documentation, not recorded\n"


def names(kind: str) -> list[str]:
    """The recordings in which no test ran (`none`), or at least one did (`some`)."""
    return sorted(path.stem for path in FOLDER.glob(f"*.{kind}.*.txt"))


def output(name: str) -> str:
    """What the runner wrote, decoded as a gate's output is."""
    return (FOLDER / f"{name}.txt").read_bytes().decode("utf-8", "replace").removeprefix(NOT_RECORDED)
