"""Writes frequent words of texts as one letter each: so they compress better. Not in the wheel. Pure.

`str.translate` with the table gives the text back: a letter that stands for a word stands for nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

PART = re.compile("[A-Za-z]+")
RARE = 4  # a word seen less often is not worth its entry in the table
SHORT = range(1, 0x800)  # letters that UTF-8 writes as one or two bytes


def table_of(texts: Iterable[str]) -> dict[str, str]:
    """Letter -> word: the most frequent words get the shortest letters; nothing is left to chance."""
    counted: Counter[str] = Counter()
    seen: set[str] = set()
    for text in texts:
        counted.update(PART.findall(text))
        seen.update(text)
    frequent = [word for word, times in counted.items() if times >= RARE and len(word) > 1]
    frequent.sort(key=lambda word: (-counted[word], word))
    letters = [letter for letter in map(chr, SHORT) if letter not in seen]
    one_byte = sum(letter.isascii() for letter in letters)
    return dict(zip(letters, _ordered(frequent[: len(letters)], one_byte), strict=False))


def _ordered(words: list[str], first: int) -> Iterator[str]:
    """Alphabetical, so that the table compresses well: those with the shortest letters, then the rest."""
    yield from sorted(words[:first])
    yield from sorted(words[first:])


def abbreviated(text: str, table: dict[str, str]) -> str:
    """The text with letters in the place of words."""
    letters = {word: letter for letter, word in table.items()}
    return PART.sub(lambda found: letters.get(found[0], found[0]), text)
