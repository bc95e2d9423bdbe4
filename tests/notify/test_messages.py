"""Which happenings are worth a notice, and whether it says which phase, why, and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestrator.model.happening import (
    BudgetNear,
    GateEnded,
    GateStarted,
    Happening,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionEnded,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.session import (
    Ending,
    ExitRecord,
    Outcome,
    SessionReport,
    Trouble,
    TroubleKind,
    Usage,
)
from orchestrator.notify.messages import Messages
from orchestrator.notify.notice import Notice
from orchestrator.stream.summary import Accumulator
from tests.support.made import gate, phase, plan, result

PHASE = phase(title="Setup")
USED_UP = "the run's budget of $5.00 is used up: $5.12 spent"
HOUR = 3600.0


@pytest.fixture
def messages() -> Messages:
    """Of a run that began a while ago."""
    made = Messages()
    made.notice(RunStarted("r", plan(), "sonnet", False), 0.0)
    return made


@pytest.mark.parametrize(("resumed", "verb"), [(False, "started"), (True, "resumed")])
def test_a_run_that_begins_is_named(resumed: bool, verb: str) -> None:
    begins = RunStarted("r", plan(), "sonnet", resumed)
    assert Messages().notice(begins, 0.0) == Notice(f"Small: {verb}", "1 phase, model sonnet")


@pytest.mark.parametrize(
    ("happening", "notice"),
    [
        (PhaseMoved(PHASE, State.DONE, "good"), Notice("Small: phase 1 done: Setup", "")),
        (
            PhaseMoved(PHASE, State.BLOCKED, "the network is down"),
            Notice(
                "Small: phase 1 blocked: Setup",
                "the network is down; why: `orchestrate show 1`; again: `orchestrate resume`",
                urgent=True,
            ),
        ),
        (
            BudgetNear("usd of the run", "$4.10", "$5.00"),
            Notice("Small: most of a budget is spent", "$4.10 of $5.00 (usd of the run)"),
        ),
        (RunEnded("r", 2, 0, 0, 0), Notice("Small: done", "2 phases done, 0 blocked; 2 h")),
        (
            RunEnded("r", 1, 0, 0, 0, assumed=2),
            Notice("Small: done", "1 phase done, 2 assumed, 0 blocked; 2 h"),
        ),
        (
            RunEnded("r", 1, 1, 0, 1),
            Notice(
                "Small: blocked",
                "1 phase done, 1 blocked; 2 h; a person is needed: `orchestrate status`",
                urgent=True,
            ),
        ),
        (
            RunEnded("r", 1, 0, 1, 130),
            Notice(
                "Small: stopped",
                "1 phase done, 0 blocked, 1 open; 2 h; go on with `orchestrate resume`",
                urgent=True,
            ),
        ),
        (
            RunEnded("r", 1, 0, 1, 5, USED_UP),
            Notice(
                "Small: paused",
                f"{USED_UP}; 1 phase done, 0 blocked, 1 open; 2 h;"
                " go on with `orchestrate resume --budget usd=...`",
                urgent=True,
            ),
        ),
    ],
)
def test_a_person_is_told_what_matters(messages: Messages, happening: Happening, notice: Notice) -> None:
    assert messages.notice(happening, 2 * HOUR) == notice


def test_a_usage_limit_is_told_with_its_end_and_that_nothing_is_to_be_done(messages: Messages) -> None:
    limit = Waiting(PHASE, Trouble(TroubleKind.USAGE_LIMIT, "You have hit your limit"), 2 * HOUR)
    notice = messages.notice(limit, HOUR)
    assert notice is not None
    assert notice.title.startswith("Small: usage limit, waiting until ")
    assert notice.body == "phase 1 goes on then by itself: You have hit your limit"


def test_the_end_tells_what_all_sessions_cost(messages: Messages) -> None:
    for usd in (0.25, None, 1.0):
        summary = replace(Accumulator().summary(), usage=Usage(cost_usd=usd))
        report = SessionReport(
            Outcome(Ending.CLAIMS_DONE, "", resumable=True), summary, ExitRecord(0, "", (), 1.0)
        )
        assert messages.notice(SessionEnded(PHASE, report), 1.0) is None
    assert messages.notice(RunEnded("r", 1, 0, 0, 0), 60.0) == Notice(
        "Small: done", "1 phase done, 0 blocked; 60 s, $1.25"
    )


def test_what_others_wrote_is_bounded_and_on_one_line(messages: Messages) -> None:
    blocked = PhaseMoved(phase(title="t\n" * 900), State.BLOCKED, "why\n\x1b[2J" * 900)
    notice = messages.notice(blocked, 0.0)
    assert notice is not None
    assert len(notice.title) < 100
    assert len(notice.body) < 400
    assert "\n" not in notice.title + notice.body
    assert "\x1b" not in notice.title + notice.body


@pytest.mark.parametrize(
    "happening",
    [
        GateStarted(PHASE, gate()),
        GateEnded(PHASE, result()),
        Waiting(PHASE, Trouble(TroubleKind.API, "529"), 9.0),
    ],
)
def test_the_rest_is_no_news(messages: Messages, happening: Happening) -> None:
    assert messages.notice(happening, 0.0) is None
