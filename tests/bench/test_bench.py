"""The benchmarks run, with sizes that take no time; how long anything takes is never a reason to fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench import bench_phase, bench_report, bench_start, bench_stream
from tests.bench.measure import HOME, Row
from tests.support.large import Size


def test_every_start_is_measured(tmp_path: Path) -> None:
    rows = bench_start.rows(tmp_path, rounds=1)
    assert [row.what.partition(",")[0] for row in rows] == ["done", "done", "status", "run --dry-run"]
    assert all(row.process > 0 and row.wall > 0 for row in rows)


def test_the_cost_of_a_phase_is_the_difference_of_two_runs(tmp_path: Path) -> None:
    (row,) = bench_phase.rows(tmp_path, rounds=1, more=2)
    assert row.what == "a phase, from runs of 1 and 3"
    assert (row.target, row.wall_counts) == (4, True)  # its times are nobody's promise, least of all here


def test_every_form_of_the_report_is_measured(tmp_path: Path) -> None:
    rows = bench_report.rows(tmp_path, rounds=1, size=Size(phases=2, attempts=1))
    assert [row.what.partition(",")[0] for row in rows] == [f"report {form}" for form in bench_report.TARGETS]
    assert (tmp_path / "html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_stream_that_was_made_up_is_read_to_its_end(tmp_path: Path) -> None:
    bench_stream.write_stream(tmp_path / "stream.jsonl", events=100)
    assert bench_stream.read_with_us(tmp_path / "stream.jsonl").peak > 0


def test_a_row_says_whether_its_target_was_reached() -> None:
    assert "  reached" in str(Row("x", wall=5, process=2, target=4, wall_counts=False))
    assert "NOT reached" in str(Row("x", wall=5, process=2, target=4, wall_counts=True))


def test_a_part_that_is_not_known_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "sart"], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "known: start, phase, report, stream" in done.stderr) == (2, True)
