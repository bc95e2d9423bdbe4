from __future__ import annotations

import json

import pytest

from orchestrator.model.lifecycle import State
from orchestrator.model.records import AttemptUse, PhaseRecord, RunRecord
from orchestrator.text import money
from orchestrator.views.runs import status_json, status_text, takes, took

NOON = 1_795_348_800.0  # 2026-11-22 12:00 UTC
AT = "2026-11-22T14:07:40.123Z"
DONE = PhaseRecord("1", "Setup", State.DONE, 3, 2, 1, False, "good", AT, 0.25, 12_345)
BLOCKED = PhaseRecord("2", "Build", State.BLOCKED, 3, 1, 1, False, "no database\nat all", AT, None, 0)
PENDING = PhaseRecord("3", "Ship", State.PENDING, 0, 0, 1, False, "", AT, None, 0)
RUN = RunRecord("20261122-140740-3fa2", "docs/plan.md", "Small", "sonnet", AT, None, None, (DONE, PENDING))
ENDED = RUN._replace(ended_at=AT, exit_code=1, phases=(DONE, BLOCKED))

WORKING = DONE._replace(state=State.RUNNING)
WAITING = WORKING._replace(waits_until=NOON + 7_790, waits_for="usage limit")
PAUSED = RUN._replace(paused="the run's budget of $5.00 is used up: $5.12 spent", phases=(WORKING, PENDING))
ESTIMATED = DONE._replace(
    sessions=3,
    by_attempt=(AttemptUse(1, 2, 345, None, 1.23456, True), AttemptUse(2, 1, 12_000, 0.25, 60.0, False)),
)


@pytest.mark.parametrize(
    ("run", "active", "word"),
    [
        (RUN, RUN.id, "running"),
        (PAUSED, None, "paused"),
        (PAUSED, "another", "paused"),
        (PAUSED, RUN.id, "running"),
        (RUN, "", "interrupted"),
        (RUN, "another", "interrupted"),
        (RUN, None, "interrupted"),
        (ENDED, ENDED.id, "blocked"),
        (ENDED, None, "blocked"),
        (ENDED._replace(exit_code=0), None, "done"),
    ],
)
def test_the_state_of_a_run_in_one_word(run: RunRecord, active: str | None, word: str) -> None:
    assert run.outcome(active) == word
    assert f": {word}\n" in status_text(run, active)
    assert json.loads(status_json(run, active))["run"]["outcome"] == word


def test_columns_are_as_wide_as_a_terminal_shows_them() -> None:
    wide = DONE._replace(id="2", title="東京")
    lines = status_text(RUN._replace(phases=(DONE, wide)), None).splitlines()[4:6]
    assert lines[0].startswith("  1  Setup  done")
    assert lines[1].startswith("  2  東京   done")


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
        "used 12,345 tokens, $0.25",
        "",
        "  1  Setup  done     2 attempts  12,345 tokens  $0.25",
        "  2  Build  blocked  1 attempt",
        "      no database",
        "      at all",
        "",
        "See why with: orchestrate show 2, or what it did: orchestrate logs 2",
        "",
        "Go on with: orchestrate resume",
    ]


def test_what_was_never_begun_is_not_looked_into() -> None:
    held = ENDED._replace(phases=(DONE, BLOCKED._replace(attempt=0)))
    assert "See why" not in status_text(held, None)
    assert "See why" in status_text(ENDED, None)


def test_an_assumed_phase_is_never_shown_as_verified() -> None:
    assumed = DONE._replace(assumed=True)
    assert "done (assumed)" in status_text(RUN._replace(phases=(assumed,)), None)
    assert json.loads(status_json(RUN._replace(phases=(assumed,)), None))["run"]["phases"][0]["assumed"]


def test_a_run_that_goes_well_gets_no_advice() -> None:
    assert "resume" not in status_text(RUN, RUN.id)
    assert "resume" not in status_text(ENDED._replace(exit_code=0), None)


def test_without_runs_there_is_a_first_step_and_an_empty_answer() -> None:
    assert "orchestrate run" in status_text(None, None)
    assert json.loads(status_json(None, None)) == {"version": 1, "run": None}


def test_a_program_sees_costs_and_tokens_added_up() -> None:
    both = RUN._replace(phases=(DONE, DONE._replace(id="2", cost_usd=0.1), PENDING))
    run = json.loads(status_json(both, None))["run"]
    assert (run["cost_usd"], run["tokens"]) == (0.35, 24_690)
    assert json.loads(status_json(RUN._replace(phases=(PENDING,)), None))["run"]["cost_usd"] is None


@pytest.mark.parametrize(
    ("cost", "shown"),
    [
        (None, "-"),
        (0.0, "$0.00"),
        (0.004, "$0.0040"),
        (0.01, "$0.01"),
        (12.345, "$12.35"),
        (1e6, "$1,000,000.00"),
    ],
)
def test_money(cost: float | None, shown: str) -> None:
    assert money(cost) == shown


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x9b", "\u202e", "\x00", "\ud800", "\r"])
def test_nothing_of_a_run_acts_on_a_terminal(odd: str) -> None:
    phase = BLOCKED._replace(title=f"a{odd}", reason=f"b{odd}c\nd")
    run = ENDED._replace(title=odd, plan_path=f"{odd}.md", phases=(phase,))
    shown = status_text(run, None)
    assert odd not in shown
    assert shown.encode()


def test_a_paused_run_says_why_and_how_to_go_on() -> None:
    lines = status_text(PAUSED, None).splitlines()
    assert lines[-2:] == [
        "Paused: the run's budget of $5.00 is used up: $5.12 spent",
        "Go on with: orchestrate resume --budget usd=...",
    ]
    assert "paused while running" in lines[4]


def test_a_run_that_was_paused_for_another_reason_just_goes_on() -> None:
    lines = status_text(PAUSED._replace(paused="a usage limit is reached"), None).splitlines()
    assert lines[-2:] == ["Paused: a usage limit is reached", "Go on with: orchestrate resume"]


def test_what_is_estimated_is_marked_wherever_it_is_shown() -> None:
    run = RUN._replace(phases=(ESTIMATED, PENDING))
    lines = status_text(run, None).splitlines()
    assert lines[2] == "used ~12,345 tokens, ~$0.25, 3 sessions"
    assert [cell.strip() for cell in lines[4].split("  ") if cell][-3:] == [
        "2 attempts, 3 sessions",
        "~12,345 tokens",
        "~$0.25",
    ]
    assert "~" not in status_text(RUN, None)


def test_what_was_used_but_has_no_price_is_no_estimate_of_one() -> None:
    run = RUN._replace(phases=(ESTIMATED._replace(cost_usd=None),))
    assert "$" not in status_text(run, None)


def test_a_program_sees_what_every_attempt_used() -> None:
    run = json.loads(status_json(RUN._replace(phases=(ESTIMATED, PENDING)), None))["run"]
    assert (run["estimated"], run["sessions"], run["paused"]) == (True, 3, "")
    first, second = run["phases"]
    assert (first["estimated"], first["sessions"]) == (True, 3)
    assert first["by_attempt"] == [
        {
            "number": 1,
            "sessions": 2,
            "tokens": 345,
            "cost_usd": None,
            "seconds": 1.235,
            "estimated": True,
        },
        {
            "number": 2,
            "sessions": 1,
            "tokens": 12_000,
            "cost_usd": 0.25,
            "seconds": 60.0,
            "estimated": False,
        },
    ]
    assert (second["estimated"], second["sessions"], second["by_attempt"]) == (False, 0, [])
    assert json.loads(status_json(PAUSED, None))["run"]["paused"] == PAUSED.paused
    assert (run["seconds"], run["duration_seconds"]) == (61.235, None)


def test_how_long_a_run_took_is_from_its_start_to_its_end() -> None:
    later = ENDED._replace(ended_at="2026-11-22T15:08:41.500Z")
    assert took(later) == 3661.377
    assert took(RUN) is None
    assert took(ENDED._replace(ended_at="2026-11-22T14:00:00.000Z")) == 0.0  # the clock was set back
    assert took(ENDED._replace(ended_at="soon")) is None


def test_a_run_that_is_looked_at_takes_until_now_or_until_its_last_sign() -> None:
    began, sign = "2026-11-22T11:00:00.000Z", DONE._replace(since="2026-11-22T11:30:00.000Z")
    run = RUN._replace(started_at=began, phases=(sign, PENDING._replace(since=began)))
    assert takes(run, "running", NOON) == 3600.0
    assert takes(run, "interrupted", NOON) == 1800.0
    assert takes(run._replace(ended_at="2026-11-22T11:00:01.500Z"), "done", NOON) == 1.5
    assert takes(run._replace(phases=()), "paused", NOON) is None
    assert takes(run._replace(started_at="soon"), "running", NOON) is None


def test_a_phase_that_waits_says_for_what_and_how_long() -> None:
    text = status_text(RUN._replace(phases=(WAITING,)), RUN.id, NOON)
    assert text.splitlines()[-1] == "      waits for the usage limit until 14:09 UTC (in 2 h 10 min)"
    later = status_text(RUN._replace(phases=(WAITING,)), RUN.id, NOON + 7_790)
    assert "waits" not in later
    phase = json.loads(status_json(RUN._replace(phases=(WAITING,)), RUN.id))["run"]["phases"][0]
    assert (phase["waits_for"], phase["waits_until"]) == ("usage limit", "2026-11-22T14:09:50.000Z")


@pytest.mark.parametrize(
    ("kind", "seconds", "shown"),
    [
        ("usage limit", 1, "the usage limit until 12:00 UTC (in 1.0 s)"),
        ("usage limit", 3600, "the usage limit until 13:00 UTC (in 60 min)"),
        ("usage limit", 7_790, "the usage limit until 14:09 UTC (in 2 h 10 min)"),
        ("API trouble", 86_400, "the API until 2026-11-23 12:00 UTC (in 24 h)"),
        ("", 183_600, "a later time until 2026-11-24 15:00 UTC (in 2 d 3 h)"),
        ("new \x1bkind", 60, "new kind until 12:01 UTC (in 60 s)"),
    ],
)
def test_how_long_a_phase_waits_is_told_in_a_few_words(kind: str, seconds: int, shown: str) -> None:
    phase = WAITING._replace(waits_for=kind, waits_until=NOON + seconds)
    assert f"      waits for {shown}" in status_text(RUN._replace(phases=(phase,)), RUN.id, NOON).splitlines()


def test_where_no_orchestrator_is_nobody_waits() -> None:
    text = status_text(RUN._replace(phases=(WAITING,)), None, NOON)
    assert "      has to wait for the usage limit until 14:09 UTC" in text
