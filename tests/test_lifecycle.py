"""The table of the lifecycle, checked as a model: what it allows, and that nothing else happens."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from orchestrator.errors import IllegalTransition, StoreError
from orchestrator.lifecycle import TABLE, Lifecycle, Tracked, diagram, next_step
from orchestrator.model.lifecycle import State, Step, Trigger

LEGAL = {(row.source, row.trigger): row.dest for row in TABLE}
PAIRS = [pytest.param(*pair, id=f"{pair[1].value}-from-{pair[0].value}") for pair in product(State, Trigger)]
FINAL = {State.DONE}


def ignore(_step: Step) -> None:
    """A journal that keeps nothing."""


def place(tracked: Tracked) -> tuple[State, int, int, int]:
    return tracked.state, tracked.version, tracked.attempt, tracked.first_attempt


def reachable(from_state: State) -> set[State]:
    found = {from_state}
    while more := {row.dest for row in TABLE if row.source in found} - found:
        found |= more
    return found


def test_every_state_is_reachable_from_pending() -> None:
    assert reachable(State.PENDING) == set(State)


@pytest.mark.parametrize("state", [state for state in State if state not in FINAL])
def test_every_state_that_is_not_final_has_a_way_to_done(state: State) -> None:
    assert State.DONE in reachable(state)


def test_nothing_leads_out_of_done() -> None:
    assert [row for row in TABLE if row.source is State.DONE] == []


def test_a_trigger_means_one_thing_in_a_state() -> None:
    assert len(LEGAL) == len(TABLE)


def test_every_trigger_is_used_and_every_row_says_when() -> None:
    assert {row.trigger for row in TABLE} == set(Trigger)
    assert all(row.when for row in TABLE)


def test_done_is_reached_only_by_accepting_what_was_verified_or_by_assuming() -> None:
    ways = {(row.source, row.trigger) for row in TABLE if row.dest is State.DONE}
    assert ways == {(State.VERIFYING, Trigger.ACCEPT), (State.PENDING, Trigger.ASSUME)}


def test_an_interruption_changes_no_state_and_is_possible_wherever_work_is_open() -> None:
    rows = [row for row in TABLE if row.trigger is Trigger.INTERRUPT]
    assert all(row.source is row.dest for row in rows)
    assert {row.source for row in rows} == {State.RUNNING, State.VERIFYING, State.REMEDIATING}


@pytest.mark.parametrize(("state", "trigger"), PAIRS)
def test_what_the_table_says_happens_and_nothing_else(state: State, trigger: Trigger) -> None:
    journal: list[Step] = []
    tracked = Tracked("1", state, version=4, attempt=2)
    lifecycle = Lifecycle(journal.append)
    if (state, trigger) in LEGAL:
        step = lifecycle.fire(tracked, trigger, "why")
        assert journal == [step]
        assert (step.source, step.dest, step.version, step.reason) == (
            state,
            LEGAL[state, trigger],
            4,
            "why",
        )
        assert (tracked.state, tracked.version) == (LEGAL[state, trigger], 5)
    else:
        with pytest.raises(IllegalTransition, match=f"phase 1: {trigger.value} from {state.value}"):
            lifecycle.fire(tracked, trigger)
        assert journal == []
        assert place(tracked) == (state, 4, 2, 1)


@pytest.mark.parametrize("state", State)
def test_the_machine_knows_no_trigger_that_is_not_in_the_table(state: State) -> None:
    """Automatic transitions (`to_done`) would be a way around the evidence."""
    assert Lifecycle(ignore).triggers_from(state) == {row.trigger for row in TABLE if row.source is state}


def test_the_journal_is_written_before_the_state_moves() -> None:
    tracked = Tracked("1")
    seen: list[State] = []
    Lifecycle(lambda _step: seen.append(tracked.state)).fire(tracked, Trigger.START)
    assert seen == [State.PENDING]
    assert tracked.state is State.RUNNING


@pytest.mark.parametrize("error", [StoreError("the disk is full"), KeyboardInterrupt(), ValueError("odd")])
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.trigger.value}-from-{row.source.value}")
def test_a_journal_that_fails_leaves_the_phase_where_it_was(row: object, error: BaseException) -> None:
    assert isinstance(row, type(TABLE[0]))

    def failing(_step: Step) -> None:
        raise error

    tracked = Tracked("1", row.source, version=7, attempt=3, first_attempt=2)
    with pytest.raises(type(error)):
        Lifecycle(failing).fire(tracked, row.trigger)
    assert place(tracked) == (row.source, 7, 3, 2)


def test_a_step_can_be_repeated_after_the_journal_failed() -> None:
    journal: list[Step] = []

    def failing_once(step: Step) -> None:
        journal.append(step)
        if len(journal) == 1:
            raise StoreError("locked")

    tracked, lifecycle = Tracked("1"), Lifecycle(failing_once)
    with pytest.raises(StoreError):
        lifecycle.fire(tracked, Trigger.START)
    lifecycle.fire(tracked, Trigger.START)
    assert journal[0] == journal[1]
    assert place(tracked) == (State.RUNNING, 1, 1, 1)


def test_attempts_count_through_retries_and_a_reopened_phase_begins_a_new_round() -> None:
    tracked, lifecycle = Tracked("1"), Lifecycle(ignore)
    counted = []
    for trigger in (
        Trigger.START,
        Trigger.FAIL,
        Trigger.RETRY,
        Trigger.INTERRUPT,
        Trigger.FINISH,
        Trigger.BLOCK,
        Trigger.REOPEN,
        Trigger.START,
        Trigger.FAIL,
        Trigger.RETRY,
    ):
        lifecycle.fire(tracked, trigger)
        counted.append((tracked.attempt, tracked.first_attempt))
    assert counted == [(1, 1), (1, 1), (2, 1), (2, 1), (2, 1), (2, 1), (2, 1), (3, 3), (3, 3), (4, 3)]


def test_the_next_step_is_told_without_taking_it() -> None:
    tracked = Tracked("1")
    step = next_step(tracked, Trigger.START, "go")
    assert step == Step("1", Trigger.START, State.PENDING, State.RUNNING, 0, 1, 1, "go")
    assert place(tracked) == (State.PENDING, 0, 0, 1)


def test_phases_share_the_machine_without_sharing_anything_else() -> None:
    lifecycle = Lifecycle(ignore)
    one, other = Tracked("1"), Tracked("2")
    lifecycle.fire(one, Trigger.START)
    assert (one.state, other.state) == (State.RUNNING, State.PENDING)


def test_the_diagram_has_one_arrow_for_each_row_and_two_for_the_ends() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    verifying --> done: accept" in lines
    assert sum(" --> " in line for line in lines) == len(TABLE) + 2


class Walk(RuleBasedStateMachine):
    """Any sequence of triggers, with a journal that fails at times, against a dictionary and two counters."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: list[Step] = []
        self.fails = False
        self.lifecycle = Lifecycle(self.write)
        self.tracked = Tracked("1")
        self.state, self.attempts = State.PENDING, 0

    def write(self, step: Step) -> None:
        if self.fails:
            raise StoreError("cannot be written")
        self.journal.append(step)

    @rule(trigger=st.sampled_from(Trigger), fails=st.booleans())
    def fire(self, trigger: Trigger, fails: bool) -> None:
        self.fails = fails
        dest = LEGAL.get((self.state, trigger))
        try:
            self.lifecycle.fire(self.tracked, trigger)
        except IllegalTransition:
            assert dest is None
        except StoreError:
            assert fails
            assert dest is not None
        else:
            assert not fails
            assert dest is not None
            self.state = dest
            self.attempts += trigger in (Trigger.START, Trigger.RETRY)

    @rule(legal=st.data())
    @precondition(lambda self: self.state is not State.DONE)
    def go_on(self, legal: st.DataObject) -> None:
        choices = sorted(self.lifecycle.triggers_from(self.state), key=lambda trigger: trigger.value)
        self.fire(legal.draw(st.sampled_from(choices)), fails=False)

    @invariant()
    def the_phase_is_where_the_journal_says(self) -> None:
        assert self.tracked.state is self.state
        assert self.tracked.version == len(self.journal)
        assert self.tracked.attempt == self.attempts
        assert [step.version for step in self.journal] == list(range(len(self.journal)))
        assert [step.source for step in self.journal[1:]] == [step.dest for step in self.journal[:-1]]
        if self.journal:
            assert self.journal[-1].dest is self.state

    @invariant()
    def done_was_accepted_or_assumed(self) -> None:
        if self.state is State.DONE:
            assert self.journal[-1].trigger in (Trigger.ACCEPT, Trigger.ASSUME)


TestWalk = Walk.TestCase
