"""Writes frequent words of texts as one letter each: so they compress better. Not in the wheel. Pure.

`str.translate` with the table gives the text back: a letter that stands for a word stands for nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from orchestrator._vendor.packed import letters

# A word, or the end of a line with the blanks that begin the next one.
PART = re.compile("[A-Za-z]+|\n *")
RARE = 4  # a word seen less often is not worth its entry in the table


def table_of(texts: Iterable[str]) -> dict[str, str]:
    """Letter -> word, both in their order: so the table itself compresses well."""
    counted: Counter[str] = Counter()
    seen: set[str] = set()
    for text in texts:
        counted.update(PART.findall(text))
        seen.update(text)
    frequent = sorted(word for word, times in counted.items() if times >= RARE and len(word) > 1)
    return dict(zip(map(chr, letters(seen)), frequent, strict=False))


def abbreviated(text: str, table: dict[str, str]) -> str:
    """The text with letters in the place of words."""
    known = {word: letter for letter, word in table.items()}
    return PART.sub(lambda found: known.get(found[0], found[0]), text)
