from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Phase, Plan
from orchestrator.schedule import ancestors, doomed, order, ready, waves

PENDING, DONE, BLOCKED, RUNNING = State.PENDING, State.DONE, State.BLOCKED, State.RUNNING


def plan(**phases: str) -> Plan:
    """A plan from names and the letters that each depends on: `plan(a="", b="a")`."""
    return of({name: tuple(before) for name, before in phases.items()})


def of(phases: dict[str, tuple[str, ...]]) -> Plan:
    rows = [
        Phase(name, name, f"{name}.md", line, "", "", "", before, (), (), (), (), ())
        for line, (name, before) in enumerate(phases.items(), 1)
    ]
    return Plan("m.md", "T", tuple(rows))


def ids(phases: tuple[Phase, ...]) -> str:
    return "".join(phase.id for phase in phases)


@st.composite
def dags(draw: st.DrawFn) -> Plan:
    names = [chr(97 + index) for index in range(draw(st.integers(1, 8)))]
    hidden = draw(st.permutations(names))
    return of(
        {
            name: tuple(o for o in names if hidden.index(o) < hidden.index(name) and draw(st.booleans()))
            for name in names
        }
    )


DIAMOND = plan(d="bc", c="a", b="a", a="", x="")


@pytest.mark.parametrize(
    ("first", "expected"), [(None, "acbdx"), ("b", "abcdx"), ("x", "xacbd"), ("d", "acbdx"), ("?", "acbdx")]
)
def test_dependencies_come_first_then_the_table_and_one_phase_may_be_preferred(
    first: str | None, expected: str
) -> None:
    assert ids(order(DIAMOND, first)) == expected


def test_waves_hold_what_could_run_together() -> None:
    assert [ids(wave) for wave in waves(DIAMOND)] == ["ax", "cb", "d"]


@pytest.mark.parametrize(("name", "expected"), [("a", ""), ("b", "a"), ("d", "abc"), ("x", "")])
def test_ancestors_are_all_that_a_phase_rests_on(name: str, expected: str) -> None:
    assert ancestors(DIAMOND, name) == frozenset(expected)


def test_ancestors_of_an_unknown_phase_are_an_error() -> None:
    with pytest.raises(KeyError):
        ancestors(DIAMOND, "?")


@pytest.mark.parametrize(
    ("states", "first", "expected"),
    [
        ({}, None, "ax"),
        ({}, "x", "xa"),
        ({"a": DONE}, None, "cbx"),
        ({"a": DONE}, "b", "bcx"),
        ({"a": DONE, "c": RUNNING, "x": DONE}, None, "b"),
        ({"a": DONE, "b": DONE, "c": BLOCKED}, None, "x"),
        ({"a": DONE, "b": DONE, "c": DONE, "x": BLOCKED}, None, "d"),
        ({"a": RUNNING, "x": State.REMEDIATING}, None, ""),
    ],
)
def test_ready_is_pending_with_all_dependencies_done(
    states: dict[str, State], first: str | None, expected: str
) -> None:
    assert ids(ready(DIAMOND, states, first)) == expected


def test_doom_spreads_in_one_call_and_names_the_direct_cause() -> None:
    chain = plan(d="c", c="b", b="a", a="", e="a")
    found = doomed(chain, {"a": DONE, "b": BLOCKED})
    assert [(phase.id, cause) for phase, cause in found] == [("c", "b"), ("d", "c")]


def test_what_is_not_pending_is_not_doomed() -> None:
    assert doomed(DIAMOND, {"a": BLOCKED, "b": DONE, "c": DONE}) == ()
    assert [phase.id for phase, _ in doomed(DIAMOND, {"a": BLOCKED, "b": DONE})] == ["c", "d"]


@given(dags())
def test_every_phase_comes_once_and_after_what_it_depends_on(some: Plan) -> None:
    placed = [phase.id for phase in order(some)]
    assert sorted(placed) == sorted(phase.id for phase in some.phases)
    for phase in some.phases:
        assert ancestors(some, phase.id) <= set(placed[: placed.index(phase.id)])


@given(dags())
def test_doing_what_is_ready_first_follows_the_order_and_reaches_the_end(some: Plan) -> None:
    states: dict[str, State] = {}
    for phase in order(some):
        assert ready(some, states)[0] == phase
        states[phase.id] = DONE
    assert ready(some, states) == ()


@given(dags(), st.data())
def test_a_phase_is_either_doomed_or_can_still_be_reached(some: Plan, data: st.DataObject) -> None:
    blocked = data.draw(st.sampled_from(some.phases)).id
    states = {blocked: BLOCKED}
    lost = {phase.id for phase, _ in doomed(some, states)}
    assert lost == {phase.id for phase in some.phases if blocked in ancestors(some, phase.id)}
    assert all(cause in some.phase(phase.id).depends_on for phase, cause in doomed(some, states))


def test_a_chain_of_thousands_is_no_trouble() -> None:
    names = [str(number) for number in range(5000)]
    long = of({name: (str(int(name) - 1),) if name != "0" else () for name in reversed(names)})
    assert [phase.id for phase in order(long)] == names
    assert len(waves(long)) == 5000
    assert len(ancestors(long, "4999")) == 4999
    assert len(doomed(long, {"0": BLOCKED})) == 4999
