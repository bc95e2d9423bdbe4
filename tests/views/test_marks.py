from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.columns import flat, width
from orchestrator.model.lifecycle import State
from orchestrator.views.marks import SPELLED, mark, spelled

ODD = st.text(
    st.sampled_from("ab 日本語한e\u0301\u0e31👩👧🇩\ufe0f\t\n\x1b\u202e✓…─\u200d\ud800") | st.characters()
)


@pytest.mark.parametrize(
    ("state", "at_work", "at_rest"),
    [
        (State.PENDING, "·", "·"),
        (State.RUNNING, "▶", "·"),
        (State.VERIFYING, "▶", "·"),
        (State.REMEDIATING, "▶", "·"),
        (State.DONE, "✓", "✓"),
        (State.BLOCKED, "✗", "✗"),
    ],
)
def test_a_state_has_its_mark_and_nobody_is_shown_at_work_who_is_not(
    state: State, at_work: str, at_rest: str
) -> None:
    assert (mark(state, at_work=True), mark(state, at_work=False)) == (at_work, at_rest)


def test_every_mark_has_a_spelling_of_its_own_that_any_terminal_shows() -> None:
    assert {mark(state, at_work=True) for state in State} <= set(SPELLED)
    assert "".join(SPELLED.values()).isascii()
    assert len(set(SPELLED.values())) == len(SPELLED)


@given(ODD, st.sampled_from(["ascii", "latin-1", "cp1252", "utf-8", "shift-jis"]))
def test_a_line_that_an_encoding_cannot_hold_is_spelled_and_no_wider(text: str, encoding: str) -> None:
    line = flat(text)
    found = spelled(line, encoding)
    assert len(found.encode(encoding)) >= len(found)
    assert width(found) <= width(line)
    assert found == line or encoding != "utf-8"


def test_the_marks_have_their_spelling() -> None:
    assert spelled("✓▶✗· Caf\xe9 日本…", "ascii") == "+>x. Caf? ??~"
