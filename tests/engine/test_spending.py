"""Budgets are looked at before everything that costs, and a run that stops at one can go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.model.configuration import Budget
from orchestrator.model.happening import BudgetNear
from tests.engine.stage import Stage, phase

PHASES = (phase("1", "true"), phase("2", "true", depends_on=("1",)))


def stage(folder: Path, script: str = "begin; all_done; finish", **budget: float) -> Stage:
    made = Stage(folder, PHASES, script)
    made.settings = made.settings._replace(budget=Budget(**budget))  # type: ignore[arg-type]  # by name
    return made


def near(made: Stage) -> list[str]:
    return [each.what for each in made.heard if isinstance(each, BudgetNear)]


def test_a_budget_of_sessions_pauses_before_the_next_one_and_goes_on_when_it_is_larger(
    tmp_path: Path,
) -> None:
    made = stage(tmp_path, sessions=1)
    conducted = made.go()
    assert (conducted.exit_code, conducted.stopped) == (5, True)
    assert "budget" in conducted.paused
    assert made.states() == {"1": "done", "2": "pending"}
    assert made.record().paused == conducted.paused
    made.settings = made.settings._replace(budget=Budget(sessions=2))
    assert made.go().exit_code == 0


def test_retries_count(tmp_path: Path) -> None:
    made = stage(tmp_path, "begin; first_time a && { finish; exit; }; all_done; finish", sessions=2)
    assert made.go().exit_code == 5
    assert made.states() == {"1": "done", "2": "pending"}


def test_a_phase_has_a_budget_of_its_own(tmp_path: Path) -> None:
    made = stage(tmp_path, "begin; finish")
    made.settings = made.settings._replace(phase_budget=Budget(sessions=1), max_retries=5)
    conducted = made.go()
    assert conducted.exit_code == 5
    assert "phase 1" in conducted.paused
    assert made.triggers()[-1] == ("1", "interrupt", 2)
    made.write("claude", "begin; all_done; finish")
    made.settings = made.settings._replace(phase_budget=Budget(sessions=2))
    assert made.go().exit_code == 0
    assert made.record().phases[0].attempt == 2


def test_most_of_a_budget_is_told_once(tmp_path: Path) -> None:
    # Each of the stand-in's sessions costs a cent.
    made = Stage(tmp_path, tuple(phase(str(n), "true") for n in range(1, 6)))
    made.settings = made.settings._replace(budget=Budget(usd=0.047))
    assert made.go().exit_code == 0
    assert near(made) == ["usd of the run"]


def test_minutes_end_a_session_without_using_its_attempt(tmp_path: Path) -> None:
    made = stage(tmp_path, "begin; first_time a && stay ../began; all_done; finish", minutes=0.03)
    made.settings = made.settings._replace(max_retries=0)
    conducted = made.go()
    assert conducted.exit_code == 5, made.triggers()
    assert made.query("SELECT ending FROM session") == [("timed out",)]
    made.settings = made.settings._replace(budget=Budget(minutes=5))
    assert made.go().exit_code == 0
    assert made.record().phases[0].attempt == 1


def test_a_cost_that_is_not_told_is_an_error_where_it_is_bounded(tmp_path: Path) -> None:
    untold = 'finish() { printf \'%s\\n\' \'{"type":"result","subtype":"success","is_error":false,'
    untold += '"num_turns":1,"stop_reason":"end_turn","result":"x","modelUsage":{"m":'
    untold += '{"inputTokens":5,"outputTokens":5}}}\'; }; '
    made = stage(tmp_path, untold + "begin; all_done; finish", usd=5)
    conducted = made.go()
    assert conducted.exit_code == 5
    assert "budget.usd cannot be held" in conducted.paused
    assert made.states() == {"1": "done", "2": "pending"}


@pytest.mark.parametrize("budget", [Budget(), Budget(usd=5, tokens=10**6, minutes=60, sessions=10)])
def test_a_budget_that_is_large_enough_changes_nothing(tmp_path: Path, budget: Budget) -> None:
    made = stage(tmp_path)
    made.settings = made.settings._replace(budget=budget, phase_budget=budget)
    assert made.go().exit_code == 0
    assert near(made) == []
