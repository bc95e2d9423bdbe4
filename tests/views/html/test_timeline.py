from __future__ import annotations

from itertools import pairwise

from orchestrator.model.lifecycle import State
from orchestrator.views.html.timeline import patterns, timeline
from tests.support.invoices import invoices
from tests.support.reports import at, made_attempt, made_gate, made_phase, made_report, made_session
from tests.views.html.reading import of_class, read, words


def test_each_phase_has_a_lane_with_its_attempts() -> None:
    shown = timeline(invoices())
    drawn = words(shown)
    assert "2.1 Numbers without gaps" in drawn
    assert "phase 5, attempt 3, 09:00:00" not in drawn
    assert "attempt 3, 11:21:50 to 11:29:01: 1 session, 3 gates, failed: tests; block" in drawn
    assert len([element for element in read(shown) if element.name == "g"]) == 10


def test_a_long_wait_in_which_nothing_ran_is_drawn_shorter() -> None:
    sessions = (made_session(0, 50), made_session(650, 50, ordinal=2))
    phase = made_phase(attempts=(made_attempt(sessions=sessions, gates=()),))
    assert "nothing ran for 10 min" in words(timeline(made_report(phase)))


def test_gates_too_short_to_be_seen_are_drawn_as_one_that_failed_if_one_did() -> None:
    gates = (made_gate("a", seconds=0.1, at=at(3600)), made_gate("b", 1, seconds=0.1, at=at(3600)))
    made = made_attempt(sessions=(made_session(0, 3599),), gates=gates)
    shown = timeline(made_report(made_phase(attempts=(made,)))).partition('role="img"')[2]
    assert shown.count('class="spell failed"') == 1
    assert 'class="spell passed"' not in shown


def test_bars_have_patterns_besides_their_colours() -> None:
    filled = {element.attributes["fill"] for element in of_class(timeline(invoices()), "spell")}
    known = {f"url(#{element.attributes['id']})" for element in of_class(patterns(), "fill")}
    assert filled <= known
    assert len(filled) == 5


def test_it_is_told_to_who_cannot_see_it() -> None:
    (drawing,) = [
        element for element in read(timeline(invoices())) if element.attributes.get("role") == "img"
    ]
    ids = {element.attributes.get("id") for element in read(timeline(invoices()))}
    assert {drawing.attributes["aria-labelledby"], drawing.attributes["aria-describedby"]} <= ids


def test_where_nothing_has_begun_that_is_said() -> None:
    assert words(timeline(made_report(made_phase(state=State.PENDING)))) == "Nothing has begun yet."


def test_times_that_cannot_be_read_are_left_out() -> None:
    odd = made_attempt(sessions=(made_session(started_at="never"),), gates=(made_gate(at="never"),))
    assert words(timeline(made_report(made_phase(attempts=(odd,))))) == "Nothing has begun yet."


def test_lanes_lie_one_below_the_other() -> None:
    labels = [
        element
        for element in read(timeline(invoices()))
        if element.name == "svg" and "data-go" in element.attributes
    ]
    tops = [int(label.attributes["y"] or 0) for label in labels]
    assert all(later - earlier == 22 for earlier, later in pairwise(tops))
    assert len(tops) == 9
