"""How wide a text is, and what is left of it in too few columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator import columns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("grün", 4),
        ("grun\u0308", 4),  # the accent is a character of its own
        ("日本語", 6),
        ("\uff46\uff55\uff4c\uff4c", 8),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),  # one syllable, written as its three letters
        ("🚀 go", 5),
        ("⚠\ufe0f", 1),
        ("✓ done → next …", 15),
        ("│├─█", 4),
        ("a\x1b[31mb", 6),  # without the escape character the rest is text
        ("a\tb\nc", 5),
        ("e\u200d\u200be", 2),
    ],
)
def test_a_text_takes_the_columns_that_a_terminal_gives_it(text: str, expected: int) -> None:
    assert columns.width(text) == expected


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("abcd", 1, "…"),
        ("abcd", 0, ""),
        ("abcd", -3, ""),
        ("", 0, ""),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),  # no half of a letter
        ("日本語", 1, "…"),
        ("cafe\u0301s", 5, "cafe\u0301s"),
        ("cafe\u0301s!", 5, "cafe\u0301…"),  # the accent stays with its letter
        ("one\ntwo\tthree", 20, "one two three"),
        ("red \x1b[31m\x07", 20, "red [31m"),
        ("abc\u202edef", 20, "abc\\u202edef"),
    ],
)
def test_a_text_is_cut_to_the_room_there_is(text: str, room: int, expected: str) -> None:
    assert columns.clip(text, room) == expected


def test_the_mark_of_a_cut_can_be_another_one() -> None:
    assert columns.clip("abcdefgh", 6, mark="...") == "abc..."
    assert columns.clip("abcdefgh", 2, mark="...") == "ab"


def test_a_column_of_a_table_is_filled_up_with_blanks() -> None:
    padded = [columns.pad(text, 5) for text in ("ab", "日本", "日本語", "")]
    assert padded == ["ab   ", "日本 ", "日本…", "     "]


@given(st.text(), st.integers(-2, 40), st.sampled_from(["…", "...", "", "~"]))
def test_a_cut_text_is_never_wider_than_its_room(text: str, room: int, mark: str) -> None:
    cut = columns.clip(text, room, mark)
    assert columns.width(cut) <= max(room, 0)
    assert columns.flat(cut) == cut
    if room >= 0:
        assert columns.width(columns.pad(text, room, mark)) == room


@given(st.text())
def test_a_text_that_fits_stays_whole(text: str) -> None:
    assert columns.clip(text, max(columns.width(text), len(text))) == columns.flat(text)


@given(st.text(), st.text())
def test_widths_of_flat_texts_add_up(left: str, right: str) -> None:
    one, other = columns.flat(left), columns.flat(right)
    assert columns.width(one) + columns.width(other) == columns.width(one + other)


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 10, [""]),
        ("fits", 4, ["fits"]),
        ("a few words here", 9, ["a few", "  words", "  here"]),
        ("abcdefghijkl", 5, ["abcde", "  fgh", "  ijk", "  l"]),
        ("日本語日本語", 5, ["日本", "  語", "  日", "  本", "  語"]),
        ("one\ntwo", 20, ["one two"]),
        ("日本", 1, ["…"]),
        ("words", 0, [""]),
    ],
)
def test_a_long_text_goes_on_in_the_next_line(text: str, room: int, expected: list[str]) -> None:
    assert columns.fold(text, room, hanging=2) == expected


@given(st.text(), st.integers(-1, 30), st.integers(0, 4))
def test_no_folded_line_is_wider_than_its_room(text: str, room: int, hanging: int) -> None:
    folded = columns.fold(text, room, hanging)
    assert folded
    assert all(columns.width(line) <= max(room, 0) for line in folded)


@given(st.text(alphabet="ab日 \u0301"), st.integers(2, 30))
def test_nothing_of_a_folded_text_is_lost_but_blanks(text: str, room: int) -> None:
    assert "".join(columns.fold(text, room)).replace(" ", "") == text.replace(" ", "")
