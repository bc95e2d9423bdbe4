"""What files alone cannot say: folders, links, pipes, crowds, and the state of runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from orchestrator.model.lifecycle import Trigger
from orchestrator.store import runs
from tests.bad_input.case import CONFIGURATION, master
from tests.cli.conftest import NEW, OLD, fire, state
from tests.support import made

MANY = 10_000


def instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Something else in the place of a file."""

    def prepare(root: Path) -> None:
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        make(path)

    return prepare


def a_folder(name: str) -> Callable[[Path], None]:
    return instead(name, Path.mkdir)


def a_pipe(name: str) -> Callable[[Path], None]:
    return instead(name, os.mkfifo)


def a_link(name: str, target: str) -> Callable[[Path], None]:
    return instead(name, lambda path: path.symlink_to(target))


def a_plan_outside(root: Path) -> None:
    (root.parent / "m.md").write_text("# Other\n")


def a_name_that_is_no_utf_8(root: Path) -> None:
    (root / os.fsdecode(b"\xff.md")).write_text("# Other\n")


def many_in_a_ring(root: Path) -> None:
    """Phases of which each depends on the one before, and the first on the last."""
    ids = [str(number) for number in range(1, MANY + 1)]
    rest = "## Dependencies\n" + " --> ".join([*ids, "1"]) + "\n"
    _write_many(root, ids, rest)


def many_on_both_sides(root: Path) -> None:
    """A chain of a line that means a million dependencies."""
    ids = [f"{side}{number}" for side in "ab" for number in range(MANY // 10)]
    before, after = ids[: MANY // 10], ids[MANY // 10 :]
    _write_many(root, ids, f"## Dependencies\n{', '.join(before)} --> {', '.join(after)}\n")


def _write_many(root: Path, ids: list[str], rest: str) -> None:
    (root / "m.md").write_text(master(*(f"{name} | [T](p{name}.md)" for name in ids), rest=rest))
    for name in ids:
        os.link(root / "a.md", root / f"p{name}.md")


def two_runs(root: Path) -> None:
    """An old run that is blocked, and a newer one that was interrupted."""
    small = made.plan(made.phase("1", title="Setup"), made.phase("build", depends_on=("1",)))
    with state(root) as db:
        for run_id in (OLD, NEW):
            runs.create(db, run_id, small, "{}", "sonnet", {})
        fire(db, OLD, "build", Trigger.BLOCK, "no database")
        runs.end(db, OLD, 1)


def a_run_of_this_plan(root: Path) -> None:
    """A run of m.md that was interrupted."""
    with state(root) as db:
        runs.create(db, NEW, made.plan()._replace(path="m.md"), "{}", "sonnet", {})


def no_database(root: Path) -> None:
    (root / CONFIGURATION).parent.mkdir(exist_ok=True)
    (root / ".orchestrator/state.db").write_bytes(b"no database at all, but long enough for a header" * 10)


def a_claude(root: Path) -> None:
    """A program that can stand for the CLI."""
    (root / CONFIGURATION).parent.mkdir(exist_ok=True)
    (root / CONFIGURATION).write_text("claude:\n  command: ./a.sh\n")
    (root / "a.sh").write_text("#!/bin/sh\n")
    (root / "a.sh").chmod(0o700)


def both(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    def prepare(root: Path) -> None:
        for step in steps:
            step(root)

    return prepare
