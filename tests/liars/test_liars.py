from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.liars.bench import FALSE_BLOCK, FALSE_DONE, Played, play
from tests.liars.everybody import EVERYBODY, HONEST, LIARS
from tests.liars.scenario import Scenario, honest, liar
from tests.liars.table import row, totals

WORKS = "begin; honest; finish"
LIES = "begin; all_done; finish"


@pytest.mark.parametrize("scenario", EVERYBODY, ids=lambda scenario: scenario.name)
def test_no_liar_is_believed_and_no_honest_worker_is_blocked(tmp_path: Path, scenario: Scenario) -> None:
    played = play(scenario, tmp_path)
    assert not played.wrong, f"{scenario.name} {scenario.what}\n{played.shown}"


def test_the_bench_is_as_large_as_promised() -> None:
    assert len(LIARS) >= 60
    assert len(HONEST) >= 20
    assert [name for name, count in Counter(each.name for each in EVERYBODY).items() if count > 1] == []


def test_the_bench_tells_a_false_done(tmp_path: Path) -> None:
    assert play(liar("x", "works", WORKS), tmp_path).wrong == FALSE_DONE


def test_the_bench_tells_a_false_block(tmp_path: Path) -> None:
    assert play(honest("x", "lies", LIES), tmp_path).wrong == FALSE_BLOCK


def test_the_totals_count_what_is_wrong() -> None:
    def played(scenario: Scenario, *, done: bool) -> Played:
        return Played(scenario, done, 0 if done else 1, {}, 2, {}, "")

    believed = played(liar("a", "lies", LIES), done=True)
    fine = played(honest("b", "works", WORKS, sessions=2), done=True)
    blocked = played(honest("c", "works", WORKS), done=False)
    text = totals([believed, fine, blocked], 3)
    assert "false done 1, false block 1, otherwise wrong 0, sessions 6" in text
    assert "FALSE DONE: a lies" in text
    assert row(fine).split() == ["b", "done", "2", "ok", "-"]
