"""`python -m tests.liars [NAME...]`: plays all scenarios, or those named, and prints what came of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.liars.bench import Played, play
from tests.liars.everybody import EVERYBODY
from tests.liars.scenario import Scenario
from tests.liars.table import HEAD, row, totals
from tests.support import isolation

AT_ONCE = 2


def main() -> int:
    """The exit code: 1 when anything came to something else than it must."""
    options = argparse.ArgumentParser(prog="python -m tests.liars", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help="of these scenarios only")
    given = options.parse_args()
    known = {scenario.name: scenario for scenario in EVERYBODY}
    if unknown := [name for name in given.names if name not in known]:
        options.error(f"there is no scenario {', '.join(unknown)}")
    chosen = [known[name] for name in given.names] or list(EVERYBODY)
    with tempfile.TemporaryDirectory(prefix="orchestrate-liars-") as folder:
        base = Path(folder).resolve()
        isolation.enter(base)
        begun = time.monotonic()
        print(HEAD)
        all_played = _play_all(chosen, base)
    print(f"\n{totals(all_played, time.monotonic() - begun)}")
    return 1 if any(played.wrong for played in all_played) else 0


def _play_all(chosen: Sequence[Scenario], base: Path) -> list[Played]:
    all_played = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for played in pool.map(lambda scenario: _play_in(scenario, base), chosen):
            print(row(played), flush=True)
            all_played.append(played)
    return all_played


def _play_in(scenario: Scenario, base: Path) -> Played:
    folder = base / scenario.name
    folder.mkdir()
    return play(scenario, folder)


if __name__ == "__main__":
    sys.exit(main())
