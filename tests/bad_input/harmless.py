"""What may reach a terminal."""

from __future__ import annotations

import unicodedata

# By Unicode's own tables, not by ours: controls, halves of surrogate pairs, breaks that are no \n, what turns
# the direction of writing, and what takes no place.
_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}


def harmful(text: str) -> list[str]:
    """The characters of a text, each once, that a terminal would act on or nobody would see."""
    return sorted(
        character
        for character in set(text) - {"\n"}
        if unicodedata.category(character) in _CATEGORIES
        or unicodedata.bidirectional(character) in _DIRECTIONS
    )
