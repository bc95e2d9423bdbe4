from __future__ import annotations

import pytest

from orchestrator.errors import StoreError
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.lifecycle import State, Step, Trigger
from orchestrator.store import journal, runs
from orchestrator.store.database import Database

START = Step("1", Trigger.START, State.PENDING, State.RUNNING, 0, 1, 1, "go")


def state_of(db: Database, run_id: str) -> tuple[State, int, int, str]:
    first = runs.phases(db, run_id)[0]
    return first.state, first.version, first.attempt, first.reason


def test_a_step_moves_the_phase_and_is_listed(db: Database, run_id: str) -> None:
    journal.append(db, run_id, START)
    assert state_of(db, run_id) == (State.RUNNING, 1, 1, "go")
    (entry,) = journal.entries(db, run_id)
    assert entry.step == START._replace(first_attempt=0)
    assert runs.phases(db, run_id)[0].since == entry.at


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(START, id="the same step again"),
        pytest.param(START._replace(version=1), id="another state"),
        pytest.param(START._replace(source=State.RUNNING), id="another version"),
        pytest.param(START._replace(phase_id="7", version=1, source=State.RUNNING), id="another phase"),
    ],
)
def test_a_step_from_where_the_phase_is_not_is_refused(db: Database, run_id: str, step: Step) -> None:
    journal.append(db, run_id, START)
    with pytest.raises(StoreError, match=f"phase {step.phase_id} is no longer {step.source.value}"):
        journal.append(db, run_id, step)
    assert state_of(db, run_id) == (State.RUNNING, 1, 1, "go")
    assert len(journal.entries(db, run_id)) == 1


def test_a_step_whose_row_cannot_be_written_does_not_move_the_phase(db: Database, run_id: str) -> None:
    with db.atomic():
        db.write("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
    tracked = Tracked("1")
    with pytest.raises(StoreError, match="free some space"):
        Lifecycle(lambda step: journal.append(db, run_id, step)).fire(tracked, Trigger.START)
    assert (tracked.state, tracked.version) == (State.PENDING, 0)
    assert state_of(db, run_id) == (State.PENDING, 0, 0, "")


def test_the_journal_keeps_the_order_over_all_phases_and_runs_apart(db: Database, run_id: str) -> None:
    lifecycle = Lifecycle(lambda step: journal.append(db, run_id, step))
    one, two = Tracked("1"), Tracked("2")
    lifecycle.fire(one, Trigger.START)
    lifecycle.fire(two, Trigger.BLOCK, "why")
    lifecycle.fire(one, Trigger.INTERRUPT)
    steps = [(entry.step.phase_id, entry.step.trigger) for entry in journal.entries(db, run_id)]
    assert steps == [("1", Trigger.START), ("2", Trigger.BLOCK), ("1", Trigger.INTERRUPT)]
    assert journal.entries(db, "another") == ()


def test_only_an_assumed_phase_is_marked_so(db: Database, run_id: str) -> None:
    lifecycle = Lifecycle(lambda step: journal.append(db, run_id, step))
    lifecycle.fire(Tracked("1"), Trigger.ASSUME)
    lifecycle.fire(Tracked("2"), Trigger.START)
    assert [(p.state, p.assumed) for p in runs.phases(db, run_id)] == [
        (State.DONE, True),
        (State.RUNNING, False),
    ]
