"""Small readings of text that several modules need. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from typing import Any

_ASCII_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")  # all but tab and newline
# Compiled at their first use, which takes half a millisecond: most text is ASCII.
# What could make a text read as another one is shown: embeddings, overrides and isolates of direction.
_REORDERING = "[\u202a-\u202e\u2066-\u2069]"
# C1, marks that hide, join or turn what is beside them, what takes no place at all or looks like a blank, and
# halves of surrogate pairs, which no output could encode.
_CONTROL = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028\u2029"
    "\u2060-\u2065\u206a-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# Colours and other control sequences, the choice of a character set, titles and links.
_SEQUENCE = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\))"

_LONGEST_WORD = 200  # characters that are compared
_COMPARED = 300  # words
_KNOWN = 30  # words that are listed


def printable(text: str) -> str:
    """The text without what a terminal would act on or what nobody would see; tabs and newlines stay.

    What turns the direction of writing is shown as an escape (`\\u202e`): taken away in silence, nobody would
    learn that the text was made to be misread.
    """
    if text.isascii():
        return _ASCII_CONTROL.sub("", text)
    return re.sub(_CONTROL, "", re.sub(_REORDERING, _escape, text))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def unstyled(text: str) -> str:
    """What a program wrote, without what colours it on a terminal or moves the cursor there."""
    return re.sub(_SEQUENCE, "", text) if "\x1b" in text else text


def last_lines(output: str, most: int) -> list[str]:
    """The last lines of what a program wrote that are not blank, without colours."""
    return [line for line in unstyled(output).splitlines() if line.strip()][-most:]


def one_line(text: str, width: int) -> str:
    """The text on one line of at most `width` characters, cut with an ellipsis."""
    flat = " ".join(printable(text[: 4 * width]).split())
    return flat if len(flat) <= width and len(text) <= 4 * width else flat[: width - 1] + "…"


def read_json(text: str | bytes) -> Any:
    """What a JSON text holds; without the numbers that Python takes for JSON and nobody else does.

    Raises:
        ValueError: it is no JSON, or holds NaN, an infinite number or one of thousands of digits.
        RecursionError: it is nested too deeply.
    """
    import json  # not every reader of text reads JSON

    return json.loads(text, parse_constant=_refuse_number, parse_float=_finite)


def _finite(text: str) -> float:
    number = float(text)
    return number if abs(number) != float("inf") else _refuse_number(text)


def _refuse_number(text: str) -> float:
    raise ValueError(f"{text[:20]} is no number of JSON")


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
    near = get_close_matches(word[:_LONGEST_WORD], _candidates(word, words), n=3, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(f"'{match}'" for match in near) + "?"
    more = [f"... ({len(words) - _KNOWN:,} more)"] if len(words) > _KNOWN else []
    return "known: " + ", ".join(words[:_KNOWN] + more) if words else ""


def _candidates(word: str, words: list[str]) -> list[str]:
    """What is worth a comparison, which is slow: all of a few words, of many those beside it."""
    if len(words) <= _COMPARED:
        return words
    from bisect import bisect

    at = bisect(words, word)
    return words[max(0, at - _COMPARED // 2) : at + _COMPARED // 2]
