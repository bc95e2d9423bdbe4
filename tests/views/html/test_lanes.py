from __future__ import annotations

from orchestrator.model.lifecycle import State
from orchestrator.views.html.lanes import lanes_of
from tests.support.reports import at, made_attempt, made_gate, made_phase, made_report, made_session


def test_gates_ran_one_after_the_other_before_they_were_recorded() -> None:
    gates = (made_gate("a", seconds=10, at=at(100)), made_gate("b", 1, seconds=20, at=at(100)))
    (lane,) = lanes_of(made_report(made_phase(attempts=(made_attempt(gates=gates),))))
    found = [bar for bar in lane.spells[0].bars if bar.kind in ("passed", "failed")]
    (later, earlier) = found
    assert (earlier.kind, later.kind) == ("passed", "failed")
    assert earlier.end == later.start
    assert (later.end - later.start, earlier.end - earlier.start) == (20, 10)


def test_what_lies_between_two_sessions_was_a_wait() -> None:
    sessions = (made_session(0, 50), made_session(650, 50, ordinal=2))
    (lane,) = lanes_of(made_report(made_phase(attempts=(made_attempt(sessions=sessions, gates=()),))))
    assert [(bar.kind, bar.end - bar.start) for bar in lane.spells[0].bars] == [
        ("session", 50),
        ("session", 50),
        ("wait", 600),
    ]


def test_what_is_waited_for_now_reaches_until_now() -> None:
    limited = made_attempt(sessions=(made_session(0, 50),), gates=(), ended_at=None, decision=None)
    phase = made_phase(state=State.RUNNING, attempts=(limited,), waits_for="usage limit", waits_until=2e9)
    (lane,) = lanes_of(made_report(phase, outcome="running", made_at=at(77)))
    assert [(bar.kind, bar.end - bar.start) for bar in lane.spells[0].bars] == [("session", 50), ("wait", 27)]


def test_an_attempt_that_came_to_no_end_is_told_so() -> None:
    killed = made_attempt(sessions=(made_session(0, None),), gates=(), ended_at=None, decision=None)
    (lane,) = lanes_of(made_report(made_phase("1", State.RUNNING, (killed,)), outcome="interrupted"))
    assert lane.spells[0].words == "attempt 1, 09:00:00 without an end: 1 session, 0 gates"


def test_a_session_that_goes_on_reaches_until_now() -> None:
    going = made_attempt(sessions=(made_session(0, None),), gates=(), ended_at=None, decision=None)
    phase = made_phase(state=State.RUNNING, attempts=(going,))
    (lane,) = lanes_of(made_report(phase, outcome="running", made_at=at(77)))
    ((bar,),) = (spell.bars for spell in lane.spells)
    assert bar.end - bar.start == 77
    (lane,) = lanes_of(made_report(phase, outcome="interrupted", made_at=at(77)))
    assert [bar.end - bar.start for bar in lane.spells[0].bars] == [0]
