from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from orchestrator._vendor.abbreviating import RARE, abbreviated, table_of

WORDS = st.sampled_from(["self", "selfish", "return", "über", "x", "_", "\x01", "\u0300", "\n", " "])
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
    assert sorted(table.values()) == ["often", "oftener"]
    assert len(abbreviated(text, table)) == len(text) - RARE * (len("oftenoftener") - 2)


def test_the_most_frequent_words_get_the_shortest_letters() -> None:
    names = [f"{a}{b}" for a in string.ascii_lowercase for b in string.ascii_lowercase]
    table = table_of([" ".join(names * RARE), " zz" * RARE])
    lengths = {word: len(letter.encode()) for letter, word in table.items()}
    assert lengths["zz"] == 1
    assert set(lengths.values()) == {1, 2}
    assert len(table) == len(names)
