"""The lifecycle of a phase: one table, one machine, one typed door. Pure but for the journal it is given.

The journal is called before the state moves; when it raises, the state has not moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import orchestrator._vendor  # noqa: F401  # puts the bundled `transitions` on sys.path, where there is one
from orchestrator.errors import IllegalTransition
from orchestrator.model.lifecycle import State, Step, Trigger
from transitions import EventData, Machine, MachineError


class Row(NamedTuple):
    """One legal move, and when it happens (for the diagram and the documentation)."""

    source: State
    trigger: Trigger
    dest: State
    when: str


TABLE: tuple[Row, ...] = (
    Row(State.PENDING, Trigger.START, State.RUNNING, "all dependencies are done"),
    Row(State.PENDING, Trigger.ASSUME, State.DONE, "the user starts later with --phase"),
    Row(State.PENDING, Trigger.BLOCK, State.BLOCKED, "a dependency is blocked"),
    Row(State.RUNNING, Trigger.FINISH, State.VERIFYING, "the session ended and can be judged"),
    Row(State.RUNNING, Trigger.FAIL, State.REMEDIATING, "the session failed, attempts left"),
    Row(State.RUNNING, Trigger.BLOCK, State.BLOCKED, "the worker says blocked, or attempts used up"),
    Row(State.RUNNING, Trigger.INTERRUPT, State.RUNNING, "the orchestrator stops"),
    Row(State.VERIFYING, Trigger.ACCEPT, State.DONE, "the evidence fulfils the contract"),
    Row(State.VERIFYING, Trigger.REJECT, State.REMEDIATING, "findings, attempts left"),
    Row(State.VERIFYING, Trigger.BLOCK, State.BLOCKED, "findings, attempts used up"),
    Row(State.VERIFYING, Trigger.INTERRUPT, State.VERIFYING, "the orchestrator stops"),
    Row(State.REMEDIATING, Trigger.RETRY, State.RUNNING, "the next attempt starts"),
    Row(State.REMEDIATING, Trigger.BLOCK, State.BLOCKED, "a person is needed"),
    Row(State.REMEDIATING, Trigger.INTERRUPT, State.REMEDIATING, "the orchestrator stops"),
    Row(State.BLOCKED, Trigger.REOPEN, State.PENDING, "a person resumes"),
)

NEXT_ATTEMPT = frozenset({Trigger.START, Trigger.RETRY})


@dataclass(slots=True, eq=False)
class Tracked:
    """One phase's place in the lifecycle; only the machine moves it, only its own thread asks for it."""

    phase_id: str
    state: State = State.PENDING
    version: int = 0  # counts the transitions; the store compares it before it sets
    attempt: int = 0  # number of the attempt under way, or of the last one
    first_attempt: int = 1  # the attempt at which the current round began; `reopen` begins a new one


class Lifecycle:
    """The machine, bound to a journal for as long as a run lasts."""

    def __init__(self, journal: Callable[[Step], None]) -> None:
        self._journal = journal
        self._machine = Machine(
            model=None,
            states=State,
            initial=State.PENDING,
            transitions=[
                {"trigger": row.trigger.value, "source": row.source, "dest": row.dest} for row in TABLE
            ],
            auto_transitions=False,
            send_event=True,
            before_state_change=self._record,
        )

    def fire(self, tracked: Tracked, trigger: Trigger, reason: str = "") -> Step:
        """Journal the step, then move.

        Raises:
            IllegalTransition: the table has no such row.
            Exception: whatever the journal raises; the phase has not moved then.
        """
        step = next_step(tracked, trigger, reason)
        try:
            self._machine.events[trigger.value].trigger(tracked, step=step)
        except MachineError as error:
            raise IllegalTransition(
                f"phase {tracked.phase_id}: {trigger.value} from {tracked.state.value}"
            ) from error
        tracked.version += 1
        tracked.attempt = step.attempt
        tracked.first_attempt = step.first_attempt
        return step

    def triggers_from(self, state: State) -> frozenset[Trigger]:
        """What may happen to a phase in this state, as the machine sees it."""
        return frozenset(Trigger(name) for name in self._machine.get_triggers(state.name))

    def _record(self, event: EventData) -> None:
        self._journal(event.kwargs["step"])


def next_step(tracked: Tracked, trigger: Trigger, reason: str) -> Step:
    """The step that this trigger means for this phase; a trigger without a row leads nowhere else."""
    dest = next((r.dest for r in TABLE if (r.source, r.trigger) == (tracked.state, trigger)), tracked.state)
    attempt = tracked.attempt + (trigger in NEXT_ATTEMPT)
    first = attempt if trigger is Trigger.START else tracked.first_attempt
    return Step(tracked.phase_id, trigger, tracked.state, dest, tracked.version, attempt, first, reason)


def diagram() -> str:
    """The table as a Mermaid state diagram, as the README shows it."""
    arrows = [f"    {row.source.value} --> {row.dest.value}: {row.trigger.value}" for row in TABLE]
    return "\n".join(["stateDiagram-v2", "    [*] --> pending", *arrows, "    done --> [*]"])
