"""The short form of the crash bench; `make crash` is the long one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash import table
from tests.crash.bench import Played, Undisturbed, play
from tests.crash.project import Template
from tests.crash.scenarios import AFTER_A_BLOCK, AT_POINT, KINDS, Case, Kind, Strike, cases
from tests.crash.victims import CHECKOUT, Stable

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")

SEED = 1
SHARES = 4  # so that several workers may take part
RUNS_AT_POINTS = 8


def short_form(calm: Undisturbed) -> list[Case]:
    return cases(SEED, calm.points, 1, stride=-(-calm.points // RUNS_AT_POINTS), more=4)


@on_linux
@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_is_killed_and_when_the_run_ends_as_if_undisturbed(
    share: int, stable: Stable, template: Template, calm: Undisturbed, blocked: Undisturbed, tmp_path: Path
) -> None:
    kills = 0
    for case in short_form(calm)[share::SHARES]:
        folder = tmp_path / str(case.number)
        folder.mkdir()
        played = play(case, stable, template, folder, blocked if case.kind is AFTER_A_BLOCK else calm)
        assert not played.wrong, "\n".join(table.details(played, SEED, ""))
        kills += played.kills
    assert kills > 0


@on_linux
def test_the_short_form_kills_everything_that_there_is_to_kill(calm: Undisturbed) -> None:
    made = short_form(calm)
    assert {case.kind for case in made} == set(KINDS)
    assert sum(len(case.strikes) for case in made) >= 60


def test_the_long_form_kills_a_thousand_times_and_at_every_point() -> None:
    made = cases(SEED, 700, 12)
    assert sum(len(case.strikes) for case in made) >= 1000
    assert {case.strikes[0].at for case in made if case.kind is AT_POINT} == set(range(1, 701))


def test_equal_seeds_make_equal_cases() -> None:
    assert cases(7, 100, 2) == cases(7, 100, 2)
    assert cases(7, 100, 2) != cases(8, 100, 2)


@on_linux
def test_a_bench_that_is_wrong_about_what_must_come_of_a_run_says_so(
    stable: Stable, template: Template, calm: Undisturbed, tmp_path: Path
) -> None:
    case = Case(0, AT_POINT, (Strike(AT_POINT, at=200),), 0.0, "x")
    other = replace(calm, digests={**calm.digests, "src/lost.txt": "0"})
    played = play(case, stable, template, tmp_path, other)
    assert (played.kills, played.lives) == (1, 2)
    assert [complaint for complaint in played.wrong if "src/lost.txt" in complaint] == played.wrong != []


def played(kind: Kind, *wrong: str) -> Played:
    case = Case(3, kind, (Strike(kind, at=5), Strike(kind, after=0.25)), 0.0, "x")
    return Played(case, 2, 3, {5}, list(wrong), "last words\n", 1.5)


def test_the_table_counts_kills_and_violations() -> None:
    some = [played(AT_POINT), played(KINDS[1], "lost"), played(KINDS[1])]
    assert [row.split()[-5:] for row in table.rows(some)] == [
        ["1", "3", "2", "0", "2"],
        ["2", "6", "4", "1", "3"],
        ["3", "9", "6", "1", "4"],
    ]
    assert table.totals(some) == table.Totals(kills=6, violations=1, points=1)


def test_a_violation_is_told_with_how_to_see_it_again() -> None:
    assert table.details(played(AT_POINT), 9, "") == []
    text = "\n".join(table.details(played(AT_POINT, "a row is lost"), 9, " --stride 2 --runs 3"))
    assert "  a row is lost\n  kills: 5, 0.250 s\n" in text
    assert "  | last words" in text
    assert "python -m tests.crash --seed 9 --stride 2 --runs 3 --only 3" in text


@on_linux
def test_the_bench_prints_its_seed_and_its_figures() -> None:
    options = ("--seed", "5", "--only", "1000000")
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", *options],
        cwd=CHECKOUT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed 5\n")
    assert "\n0 kills in " in done.stdout
    assert done.stdout.endswith(" kill points; 0 violations\n")
