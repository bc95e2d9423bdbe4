"""Which phases run, in which order, and how a run comes to its end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.engine.conductor import Conducted
from orchestrator.errors import StoreError
from orchestrator.model.happening import Happening, PhaseMoved, RunEnded, SessionStarted
from orchestrator.process.wake import Wake
from tests.engine.stage import Crash, Stage, phase

BLOCKS_1 = 'begin; if [ "$phase" = 1 ]; then done_with blocked why; else all_done; fi; finish'


def started(stage: Stage) -> list[str]:
    return [each.phase.id for each in stage.heard if isinstance(each, SessionStarted)]


def test_dependencies_decide_and_then_the_order_of_the_table(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("3", depends_on=("1",)), phase("1"), phase("2")))
    assert stage.go() == Conducted(stopped=False, exit_code=0)
    assert started(stage) == ["1", "3", "2"]


def test_what_depends_on_a_blocked_phase_is_blocked_and_the_rest_runs(tmp_path: Path) -> None:
    phases = (phase("1"), phase("2", depends_on=("1",)), phase("3", depends_on=("2",)), phase("4"))
    stage = Stage(tmp_path, phases, BLOCKS_1)
    assert stage.go() == Conducted(stopped=False, exit_code=1)
    assert stage.states() == {"1": "blocked", "2": "blocked", "3": "blocked", "4": "done"}
    assert started(stage) == ["1", "4"]
    reasons = {each.id: each.reason for each in stage.record().phases}
    assert reasons["2"] == "phase 1, which it depends on, is blocked"
    assert reasons["3"] == "phase 2, which it depends on, is blocked"
    assert (stage.record().exit_code, stage.record().ended_at is None) == (1, False)


def test_a_run_that_is_told_to_stop_before_it_begins_starts_nothing(tmp_path: Path) -> None:
    stage, wake = Stage(tmp_path, (phase("1"),)), Wake()
    wake.set()
    conducted = stage.go(wake=wake)
    wake.close()
    assert conducted.stopped
    assert stage.states() == {"1": "pending"}
    assert stage.record().ended_at is None
    assert stage.heard == [RunEnded(stage.record().id, done=0, blocked=0, waiting=1, exit_code=1)]


def test_a_stop_that_comes_with_the_last_decision_stops_nothing(tmp_path: Path) -> None:
    stage, wake = Stage(tmp_path, (phase("1"),)), Wake()

    def hear(happening: Happening) -> None:
        if isinstance(happening, PhaseMoved):
            wake.set()

    stage.report = hear
    assert stage.go(wake=wake) == Conducted(stopped=False, exit_code=0)
    wake.close()


def test_what_was_open_goes_on_before_anything_new_begins(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"), phase("2")))
    with pytest.raises(Crash):
        stage.go(crash_at=2)  # phase 1 is running, nothing else is known of it
    stage.heard.clear()
    assert stage.go().exit_code == 0
    assert started(stage) == ["1", "2"]


def test_a_failure_of_a_phase_stops_the_run_and_is_raised(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"), phase("2")))

    def hear(happening: Happening) -> None:
        if isinstance(happening, SessionStarted):
            raise RuntimeError("nobody expected this")

    stage.report = hear
    with pytest.raises(RuntimeError, match="nobody expected this"):
        stage.go()
    assert stage.states() == {"1": "running", "2": "pending"}


def test_what_cannot_be_recorded_does_not_happen(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), "begin; touch worked; all_done; finish")
    with closing(sqlite3.connect(stage.state.database)) as db:
        db.execute("DROP TABLE session")
    with pytest.raises(StoreError, match="no such table: session"):
        stage.go()
    assert not (stage.root / "worked").exists()
