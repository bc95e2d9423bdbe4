"""How many columns of a terminal a text takes, and a text cut to what there is. Pure."""

from __future__ import annotations

import re

from orchestrator import text

_BLANKS = re.compile("[\t\n\r\v\f\x85\u2028\u2029]+")
# Variation selectors: they ask for a picture instead of a letter, and terminals disagree how wide that is.
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
_JOINED = ((0x1160, 0x11FF), (0xD7B0, 0xD7FF))  # vowels and finals of Hangul: drawn into the syllable before


def flat(given: str) -> str:
    """The text on one line, of characters alone whose width every terminal agrees on.

    A tab and the end of a line become a blank; what a terminal would act on goes (`text.printable`).
    """
    if given.isascii():
        return given if given.isprintable() else text.printable(_BLANKS.sub(" ", given))
    return _SELECTORS.sub("", text.printable(_BLANKS.sub(" ", given)))


def width(given: str) -> int:
    """The columns that a text on one line takes; what `flat` takes away takes none.

    Letters of China, Japan and Korea and emojis take two, accents that combine none. What is wide in some
    fonts alone (`ambiguous` in Unicode's words) takes one.
    """
    line = flat(given)
    return len(line) if line.isascii() else sum(map(_cells, line))


def clip(given: str, columns: int, mark: str = "…") -> str:
    """The text, flat and at most `columns` wide: cut, and `mark` at its end, where it is wider.

    A letter of two columns is never cut in half: where only one is left the text ends before it.
    """
    # What takes no column is bounded too: a letter may carry any number of accents.
    line = flat(given[: 16 * max(columns, 0) + 16])
    if width(line) <= columns and len(given) <= 16 * columns + 16:
        return line
    if width(mark) > columns:
        mark = ""
    return _first(line, columns - width(mark)) + mark


def pad(given: str, columns: int, mark: str = "…") -> str:
    """The text, exactly `columns` wide: clipped, or blanks behind it."""
    line = clip(given, columns, mark)
    return line + " " * (columns - width(line))


def fold(given: str, columns: int, hanging: int = 0) -> list[str]:
    """The text in lines of at most `columns`, the later ones indented; cut after a blank where one is near.

    Nothing is lost, but where a single letter is wider than all there is. An empty text is one empty line.
    """
    line, before = flat(given), ""
    lines: list[str] = []
    hanging = min(hanging, max(columns // 2, 0))
    while (part := _first(line, columns - len(before))) != line:
        if not part:  # not even one letter fits
            return [*lines, clip(before + line, columns)]
        end = part.rfind(" ", len(part) // 2) + 1 or len(part)
        lines.append((before + line[:end]).rstrip())
        line, before = line[end:].lstrip(), " " * hanging
    return [*lines, before + line] if line or not lines else lines


def _first(line: str, columns: int) -> str:
    """What fits of a flat line, with the accents of its last letter."""
    if line.isascii():
        return line[: max(columns, 0)]
    taken = 0
    for index, character in enumerate(line):
        taken += _cells(character)
        if taken > columns:
            return line[:index]
    return line


def _cells(character: str) -> int:
    if character < "\u0300":  # no accent and nothing wide before it
        return 1
    import unicodedata  # a library of its own, which a line of ASCII does not need

    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if any(low <= ord(character) <= high for low, high in _JOINED):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
