from __future__ import annotations

import pytest

from orchestrator.text import last_lines, nearest, printable, read_json, size, unstyled


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (1_550_000, "1.6 MB"),
        (2 * 10**9, "2.0 GB"),
        (10**16, "10000.0 TB"),
    ],
)
def test_sizes_are_shown_in_the_unit_that_fits(count: int, shown: str) -> None:
    assert size(count) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[31mred\x07", "[31mred"),
        ("over\rwritten", "overwritten"),
        ("caf\u00e9 \U0001f600 \u4e2d", "caf\u00e9 \U0001f600 \u4e2d"),
        ("in\u200bvis\u2060i\xadble", "invisible"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("reads \u202eback\u202c", r"reads \u202eback\u202c"),
    ],
)
def test_what_is_printable_is_seen_as_it_is(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_what_moves_and_colours_on_a_terminal_is_taken_off() -> None:
    assert unstyled("\x1b[1;31mFAILED\x1b[0m\x1b]0;title\x07 \x1b(Bx\x1b[2K") == "FAILED x"
    assert unstyled("a \x1b of nothing") == "a \x1b of nothing"


def test_the_nearest_words_are_told_or_all_of_them() -> None:
    assert nearest("timout", ("timeout", "model")) == "did you mean 'timeout'?"
    assert nearest("xyz", ("timeout", "model")) == "known: model, timeout"
    assert nearest("xyz", ()) == ""


def test_of_thousands_of_words_the_nearest_is_found_and_only_some_are_listed() -> None:
    words = [f"phase-{number}" for number in range(5_000)]
    assert nearest("phase-4999x", words).startswith("did you mean 'phase-4999' or")
    assert nearest("xyz", words).endswith(", ... (4,970 more)")


ODD_NUMBERS = ["NaN", "[Infinity]", "-Infinity", '{"a": 1e999}', "1" * 5_000]


@pytest.mark.parametrize("text", [*ODD_NUMBERS, "{", b"\xff"])
def test_what_other_readers_would_not_take_for_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


def test_json_is_read() -> None:
    assert read_json('{"a": [1, 1.5, 1e3, null]}') == {"a": [1, 1.5, 1000.0, None]}


def test_the_last_lines_of_an_output_are_those_that_say_something() -> None:
    assert last_lines("one\n\n\x1b[31mtwo\x1b[0m\n  \n", 5) == ["one", "two"]
    assert last_lines("one\ntwo\nthree\n\n", 2) == ["two", "three"]
    assert last_lines("", 5) == []
