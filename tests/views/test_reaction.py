"""What the user's commands are told, and of which happenings."""

from __future__ import annotations

import json

import pytest

from orchestrator.model.happening import (
    BudgetNear,
    Happening,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionStarted,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.model.session import Trouble, TroubleKind
from orchestrator.views.reaction import Occasion, occasions, told
from tests.support.made import phase, plan

ONE = phase("1")
LIMIT = Trouble(TroubleKind.USAGE_LIMIT, "You have hit your limit")
STAND = PhaseRecord("1", "Build", State.BLOCKED, 3, 2, 1, False, "no", "2026-11-22T14:00:00.000Z", 0.5, 7)
RUN = RunRecord("r", "docs/p.md", "P", "sonnet", "2026-11-22T13:00:00.000Z", None, None, (STAND,))


@pytest.mark.parametrize(
    ("happening", "expected"),
    [
        (RunStarted("r", plan(ONE), "sonnet", False), [Occasion("run_started")]),
        (RunStarted("r", plan(ONE), "sonnet", True), [Occasion("run_started", resumed=True)]),
        (SessionStarted(ONE, 1, 3, "first"), [Occasion("phase_started", "1")]),
        (SessionStarted(ONE, 2, 3, "targeted fix"), []),
        (SessionStarted(ONE, 1, 3, "interrupted"), []),
        (PhaseMoved(ONE, State.DONE, "all there"), [Occasion("phase_done", "1", "all there")]),
        (PhaseMoved(ONE, State.BLOCKED, "no"), [Occasion("phase_blocked", "1", "no")]),
        (Waiting(ONE, LIMIT, 9.0), [Occasion("limit_reached", "1", "You have hit your limit", 9.0)]),
        (Waiting(ONE, Trouble(TroubleKind.API, "529"), 9.0), []),
        (BudgetNear("usd of the run", "$4", "$5"), []),
        (RunEnded("r", 1, 0, 0, 0), [Occasion("run_finished")]),
        (
            RunEnded("r", 1, 0, 1, 5, "usage limit: until six"),
            [
                Occasion("limit_reached", reason="usage limit: until six"),
                Occasion("run_finished", reason="usage limit: until six"),
            ],
        ),
        (
            RunEnded("r", 1, 0, 1, 5, "stopped with `orchestrate stop`"),
            [Occasion("run_finished", reason="stopped with `orchestrate stop`")],
        ),
    ],
)
def test_each_happening_that_matters_is_told_under_its_name(
    happening: Happening, expected: list[Occasion]
) -> None:
    assert list(occasions(happening)) == expected


def test_the_message_holds_the_phase_and_the_run_as_status_tells_them() -> None:
    text = told(Occasion("phase_blocked", "1", "no\n$(rm -rf /)"), RUN, "/home/me/p", 0.0)
    assert "\n" not in text
    message = json.loads(text)
    assert message["event"] == "phase_blocked"
    assert message["reason"] == "no\n$(rm -rf /)"
    assert message["at"] == "1970-01-01T00:00:00.000Z"
    assert message["phase"]["state"] == "blocked"
    assert message["phase"] == message["run"]["phases"][0]
    assert message["run"]["outcome"] == "running"
    assert message["waits_until"] is None


def test_a_message_about_the_run_names_no_phase_and_its_end_tells_the_outcome() -> None:
    ended = RUN._replace(ended_at="2026-11-22T15:00:00.000Z", exit_code=1)
    message = json.loads(told(Occasion("run_finished"), ended, "/p", 0.0))
    assert message["phase"] is None
    assert (message["run"]["outcome"], message["run"]["exit_code"]) == ("blocked", 1)
    stopped = json.loads(told(Occasion("run_finished"), RUN, "/p", 0.0))
    assert stopped["run"]["outcome"] == "interrupted"
