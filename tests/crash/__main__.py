"""`python -m tests.crash`: kills processes at every kill point and at random moments, and says what held.

Violations make it exit with 1. The same seed makes the same cases; kills from outside still meet other
moments, as the machine pleases.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.crash import table
from tests.crash.bench import Played, Undisturbed, play, undisturbed
from tests.crash.project import Template
from tests.crash.scenarios import AFTER_A_BLOCK, Case, cases
from tests.crash.victims import Stable
from tests.support import isolation

AT_ONCE = 2
PER_KIND = 12


def main() -> int:
    """The exit code: 1 when anything was not as it must be."""
    options = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    options.add_argument("--seed", type=int, default=int(time.time()), help="of everything random")
    options.add_argument("--stride", type=int, default=1, help="take every N-th kill point (default: all)")
    options.add_argument(
        "--runs", type=int, default=PER_KIND, help=f"of every other kind (default {PER_KIND})"
    )
    options.add_argument("--only", type=int, nargs="*", metavar="CASE", help="these cases alone")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="orchestrate-crash-") as folder:
        base = Path(folder).resolve()
        isolation.enter(base)
        print(f"seed {given.seed}", flush=True)
        began = time.monotonic()
        all_played, points = _play_all(base, given)
    found = table.totals(all_played)
    print(table.HEAD, *table.rows(all_played), sep="\n")
    print(
        f"{found.kills} kills in {time.monotonic() - began:.0f} s; the first life of a run ended at"
        f" {found.points} of {points} kill points; {found.violations} violations"
    )
    return 1 if found.violations else 0


def _play_all(base: Path, given: argparse.Namespace) -> tuple[list[Played], int]:
    """Every case that was asked for, told as soon as it went wrong; and how many kill points there are."""
    template = Template(base / "template")
    stables: SimpleQueue[Stable] = SimpleQueue()
    with Stable(os.environ) as one, Stable(os.environ) as other, ThreadPoolExecutor(AT_ONCE) as pool:
        calm = undisturbed(one, template, _folder(base, "undisturbed"))
        blocked = undisturbed(other, template, _folder(base, "blocked"), AFTER_A_BLOCK)
        for stable in (one, other):
            stables.put(stable)

        def play_one(case: Case) -> Played:
            stable = stables.get()
            try:
                played = _play_in(
                    base, case, stable, template, blocked if case.kind is AFTER_A_BLOCK else calm
                )
            finally:
                stables.put(stable)
            for line in table.details(played, given.seed, f" --stride {given.stride} --runs {given.runs}"):
                print(line, flush=True)
            return played

        made = cases(given.seed, calm.points, given.runs, stride=given.stride)
        return list(pool.map(play_one, _chosen(made, given.only))), calm.points


def _chosen(made: Sequence[Case], only: Sequence[int] | None) -> list[Case]:
    return [case for case in made if only is None or case.number in only]


def _play_in(base: Path, case: Case, stable: Stable, template: Template, calm: Undisturbed) -> Played:
    folder = _folder(base, f"case-{case.number}")
    try:
        return play(case, stable, template, folder, calm)
    finally:
        shutil.rmtree(folder)


def _folder(base: Path, name: str) -> Path:
    folder = base / name
    folder.mkdir()
    return folder


if __name__ == "__main__":
    sys.exit(main())
