"""Which happenings are worth a notice, and what it says."""

from __future__ import annotations

import pytest

from orchestrator.model.happening import (
    BudgetNear,
    GateEnded,
    GateStarted,
    Happening,
    PhaseMoved,
    RunEnded,
    RunStarted,
)
from orchestrator.model.lifecycle import State
from orchestrator.notify.messages import notice_of
from orchestrator.notify.notice import Notice
from tests.support.made import gate, phase, plan, result

PHASE = phase(title="Setup")
USED_UP = "the run's budget of $5.00 is used up: $5.12 spent"


@pytest.mark.parametrize(
    ("happening", "notice"),
    [
        (RunStarted("r", plan(), "sonnet", False), Notice("Small started", "1 phase")),
        (RunStarted("r", plan(), "sonnet", True), Notice("Small resumed", "1 phase")),
        (PhaseMoved(PHASE, State.DONE, "good"), Notice("Phase 1 done: Setup", "")),
        (PhaseMoved(PHASE, State.BLOCKED, "why"), Notice("Phase 1 blocked: Setup", "why", urgent=True)),
        (
            BudgetNear("usd of the run", "$4.10", "$5.00"),
            Notice("Most of a budget is spent", "$4.10 of $5.00 (usd of the run)"),
        ),
        (RunEnded("r", 2, 0, 0, 0), Notice("Run done", "2 phases done, 0 blocked, 0 open")),
        (
            RunEnded("r", 1, 1, 0, 1),
            Notice(
                "Run blocked",
                "1 phase done, 1 blocked, 0 open; a person is needed: `orchestrate status`",
                urgent=True,
            ),
        ),
        (
            RunEnded("r", 1, 0, 1, 130),
            Notice(
                "Run stopped", "1 phase done, 0 blocked, 1 open; go on with `orchestrate resume`", urgent=True
            ),
        ),
        (
            RunEnded("r", 1, 0, 1, 5, USED_UP),
            Notice(
                "Run paused",
                f"{USED_UP}; 1 phase done, 0 blocked, 1 open;"
                " go on with `orchestrate resume --budget usd=...`",
                urgent=True,
            ),
        ),
    ],
)
def test_a_person_is_told_what_matters(happening: Happening, notice: Notice) -> None:
    assert notice_of(happening) == notice


@pytest.mark.parametrize("happening", [GateStarted(PHASE, gate()), GateEnded(PHASE, result())])
def test_the_rest_is_no_news(happening: Happening) -> None:
    assert notice_of(happening) is None
