from __future__ import annotations

import json

import pytest

from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.text import money
from orchestrator.views.runs import (
    history_json,
    history_text,
    outcome,
    status_json,
    status_text,
)

AT = "2026-11-22T14:07:40.123Z"
DONE = PhaseRecord("1", "Setup", State.DONE, 3, 2, 1, False, "good", AT, 0.25, 12_345)
BLOCKED = PhaseRecord("2", "Build", State.BLOCKED, 3, 1, 1, False, "no database\nat all", AT, None, 0)
PENDING = PhaseRecord("3", "Ship", State.PENDING, 0, 0, 1, False, "", AT, None, 0)
RUN = RunRecord("20261122-140740-3fa2", "docs/plan.md", "Small", "sonnet", AT, None, None, (DONE, PENDING))
ENDED = RUN._replace(ended_at=AT, exit_code=1, phases=(DONE, BLOCKED))


@pytest.mark.parametrize(
    ("run", "active", "word"),
    [
        (RUN, RUN.id, "running"),
        (RUN, "", "interrupted"),
        (RUN, "another", "interrupted"),
        (RUN, None, "interrupted"),
        (ENDED, ENDED.id, "blocked"),
        (ENDED, None, "blocked"),
        (ENDED._replace(exit_code=0), None, "done"),
    ],
)
def test_the_state_of_a_run_in_one_word(run: RunRecord, active: str | None, word: str) -> None:
    assert outcome(run, active) == word
    assert f": {word}\n" in status_text(run, active)
    assert json.loads(status_json(run, active))["run"]["outcome"] == word


@pytest.mark.parametrize("state", [State.RUNNING, State.VERIFYING, State.REMEDIATING])
def test_a_phase_of_an_interrupted_run_is_not_shown_as_if_it_went_on(state: State) -> None:
    run = RUN._replace(phases=(DONE._replace(state=state),))
    assert f"interrupted while {state.value}" in status_text(run, None)
    assert "interrupted" not in status_text(run, run.id)


def test_a_person_sees_every_phase_and_why_one_is_blocked() -> None:
    assert status_text(ENDED, None).splitlines() == [
        "Small (docs/plan.md): blocked",
        "run 20261122-140740-3fa2, model sonnet, started 2026-11-22 14:07:40 UTC,"
        " ended 2026-11-22 14:07:40 UTC",
        "",
        "  1  Setup  done     2 attempts  12,345 tokens  $0.25",
        "  2  Build  blocked  1 attempt",
        "      no database",
        "      at all",
        "",
        "Go on with: orchestrate resume",
    ]


def test_an_assumed_phase_is_never_shown_as_verified() -> None:
    assumed = DONE._replace(assumed=True)
    assert "done (assumed)" in status_text(RUN._replace(phases=(assumed,)), None)
    assert json.loads(status_json(RUN._replace(phases=(assumed,)), None))["run"]["phases"][0]["assumed"]


def test_a_run_that_goes_well_gets_no_advice() -> None:
    assert "resume" not in status_text(RUN, RUN.id)
    assert "resume" not in status_text(ENDED._replace(exit_code=0), None)


def test_without_runs_there_is_a_first_step_and_an_empty_answer() -> None:
    assert "orchestrate run" in status_text(None, None)
    assert "orchestrate run" in history_text((), None)
    assert json.loads(status_json(None, None)) == {"version": 1, "run": None}
    assert json.loads(history_json((), None)) == {"version": 1, "runs": []}


def test_history_has_one_line_a_run_and_only_the_one_at_work_is_running() -> None:
    older = RUN._replace(id="20261121-000000-0001")
    lines = history_text((RUN, older), older.id).splitlines()
    assert lines == [
        "run                   outcome      phases       cost   plan",
        "20261122-140740-3fa2  interrupted  1 of 2 done  $0.25  docs/plan.md",
        "20261121-000000-0001  running      1 of 2 done  $0.25  docs/plan.md",
    ]
    data = json.loads(history_json((RUN, older), older.id))
    assert [run["outcome"] for run in data["runs"]] == ["interrupted", "running"]


def test_a_program_sees_costs_and_tokens_added_up() -> None:
    both = RUN._replace(phases=(DONE, DONE._replace(id="2", cost_usd=0.1), PENDING))
    run = json.loads(status_json(both, None))["run"]
    assert (run["cost_usd"], run["tokens"]) == (0.35, 24_690)
    assert json.loads(status_json(RUN._replace(phases=(PENDING,)), None))["run"]["cost_usd"] is None


@pytest.mark.parametrize(
    ("cost", "shown"), [(None, "-"), (0.0, "$0.00"), (0.004, "$0.0040"), (0.01, "$0.01"), (12.345, "$12.35")]
)
def test_money(cost: float | None, shown: str) -> None:
    assert money(cost) == shown


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x9b", "\u202e", "\x00", "\ud800", "\r"])
def test_nothing_of_a_run_acts_on_a_terminal(odd: str) -> None:
    phase = BLOCKED._replace(title=f"a{odd}", reason=f"b{odd}c\nd")
    run = ENDED._replace(title=odd, plan_path=f"{odd}.md", phases=(phase,))
    for shown in (status_text(run, None), history_text((run,), None)):
        assert odd not in shown
        assert shown.encode()
