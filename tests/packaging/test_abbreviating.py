from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator._vendor.abbreviating import RARE, abbreviated, table_of
from orchestrator._vendor.packed import FIRST

WORDS = st.sampled_from(["self", "selfish", "return", "über", "x", "_", "\x01", "\u0100", "\n", "\n  ", " "])
TEXTS = st.lists(st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join), max_size=5)


@given(TEXTS)
def test_the_table_gives_every_text_back(texts: list[str]) -> None:
    table = table_of(texts)
    words = {ord(letter): word for letter, word in table.items()}
    for text in texts:
        assert abbreviated(text, table).translate(words) == text


@given(TEXTS)
def test_no_letter_that_stands_for_a_word_was_in_a_text(texts: list[str]) -> None:
    assert not set(table_of(texts)) & set("".join(texts))


def test_only_whole_and_frequent_words_are_abbreviated() -> None:
    text = "rare " * (RARE - 1) + "often oftener " * RARE + "x" * RARE
    table = table_of([text])
    assert list(table.values()) == ["often", "oftener"]
    assert len(abbreviated(text, table)) == len(text) - RARE * (len("oftenoftener") - 2)


def test_the_end_of_a_line_is_one_letter_with_the_blanks_that_begin_the_next() -> None:
    text = "a\n  b\n\n" * RARE
    table = table_of([text])
    assert list(table.values()) == ["\n  "]
    assert len(abbreviated(text, table)) == len(text) - 2 * RARE


def test_every_letter_has_two_bytes() -> None:
    letters = table_of([" ".join(f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(600)) + " "] * RARE)
    assert {len(letter.encode("utf-16-be")) for letter in letters} == {2}
    assert all(ord(letter) >= FIRST for letter in letters)
