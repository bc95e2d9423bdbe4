from __future__ import annotations

from orchestrator.model.display import LineKind
from orchestrator.model.lifecycle import State
from orchestrator.views.styled import ASCII, OF_LINE, OF_STATE, UNICODE


def test_every_state_has_a_style() -> None:
    assert set(OF_STATE) == set(State)


def test_every_kind_of_line_has_a_style() -> None:
    assert set(OF_LINE) == set(LineKind)


def test_signs_of_ascii_are_ascii_and_so_is_what_is_shown_with_them() -> None:
    assert (ASCII.cut, ASCII.line, ASCII.wall) == ("~", "-", "|")
    assert (UNICODE.mark(State.DONE, at_work=True), ASCII.mark(State.DONE, at_work=True)) == ("✓", "+")
    assert ASCII.clip("日本語 caf\u00e9 and more", 8) == "??? caf~"
    assert ASCII.pad("\u00e9", 3) == "?  "
    assert ASCII.fold("日\t本", 10) == ["?   ?"]


def test_a_tab_reaches_to_the_next_stop() -> None:
    assert UNICODE.fold("a\tb", 10) == ["a   b"]
