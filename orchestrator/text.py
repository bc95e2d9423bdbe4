"""Small readings of text that several modules need. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# C0 but tab and newline, DEL, C1, the marks that reorder or hide what follows on a terminal, and halves of
# surrogate pairs, which no output could encode.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def printable(text: str) -> str:
    """The text without anything that a terminal would act on; tabs and newlines stay."""
    return _CONTROL.sub("", text)


def one_line(text: str, width: int) -> str:
    """The text on one line of at most `width` characters, cut with an ellipsis."""
    flat = " ".join(printable(text[: 4 * width]).split())
    return flat if len(flat) <= width and len(text) <= 4 * width else flat[: width - 1] + "…"


def plural(count: int, noun: str) -> str:
    """`1 phase`, `2 phases`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def money(cost: float | None) -> str:
    """`$0.12`; a dash when nobody told."""
    return "-" if cost is None else f"${cost:,.2f}" if cost >= 0.01 or cost == 0 else f"${cost:.4f}"


def size(count: int) -> str:
    """A number of bytes: `512 bytes`, `1.5 MB`."""
    if count < 1000:
        return plural(count, "byte")
    value, unit = count / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if value < 999.95:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}"


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'timeout'?`, or the known words when none is near; empty when there are none."""
    from difflib import get_close_matches  # only errors need it, and every start would pay for it

    words = sorted(set(known))
    near = get_close_matches(word, words, n=3, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(f"'{match}'" for match in near) + "?"
    return "known: " + ", ".join(words) if words else ""
