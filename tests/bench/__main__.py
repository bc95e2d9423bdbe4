"""`python -m tests.bench [PART...]`: prints what was promised and what was measured, as ratios."""

from __future__ import annotations

import argparse
import platform
import tempfile
from pathlib import Path

from tests.bench import bench_phase, bench_report, bench_start, bench_stream
from tests.bench.measure import HEAD

PARTS = ("start", "phase", "report", "stream")


def main() -> None:
    """Measure the parts that were asked for."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    options.add_argument("--rounds", type=int, default=21, help="turns of the start-up part (default 21)")
    options.add_argument("--runs", type=int, default=5, help="turns of the other parts (default 5)")
    given = options.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        options.error(f"there is no part {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    wanted = given.parts or PARTS
    print(f"Python {platform.python_version()}, {platform.platform()}\n{HEAD}")
    with tempfile.TemporaryDirectory() as folder:
        if "start" in wanted:
            print(*bench_start.rows(Path(folder), given.rounds), sep="\n", flush=True)
        if "phase" in wanted:
            print(*bench_phase.rows(Path(folder), given.runs), sep="\n", flush=True)
        if "report" in wanted:
            print(*bench_report.rows(Path(folder), given.runs), sep="\n", flush=True)
    if "stream" in wanted:
        bench_stream.main()


if __name__ == "__main__":
    main()
