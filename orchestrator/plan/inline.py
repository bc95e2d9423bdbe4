"""What stands inside a line: links, code spans, emphasis; and list items with their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.plan.markdown import Line, heading

# Possessive where a long run of blanks would otherwise be tried again at every length.
LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\\]|\\.)*+)\]\([ \t]*+"  # [text](
    r"(<[^<>]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)"  # <a target> or a_target(1)
    r"(?:[ \t]++(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*\)"  # "title")
)
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|•|\d{1,9}[.)])[ \t]+(?:\[(.?)\](?:[ \t]+|$))?(.*)")
_ESCAPE = r"\\([!-/:-@\[-`{-~])"


class Link(NamedTuple):
    """`[text](target)`; the target as written, without `<>` and title."""

    text: str
    target: str


class Item(NamedTuple):
    """A list item, the indented lines that continue it joined to it."""

    line: int
    text: str
    box: bool | None  # None: it has no box; True: ticked with x; any other mark is open


def links(text: str) -> list[Link]:
    """Every inline link of a text; images are none."""
    return [Link(match[1], match[2].strip("<>").strip()) for match in LINK.finditer(text)]


def plain(text: str) -> str:
    """The text as a reader sees it: links by their text, no bold, no backticks, no escapes."""
    flat = LINK.sub(r"\1", text) if "](" in text else text
    flat = flat.replace("**", "").replace("`", "").strip()
    return re.sub(_ESCAPE, r"\1", flat) if "\\" in flat else flat


def code_span(text: str, start: int = 0) -> tuple[str, int] | None:
    """Content and end of the code span that opens at `start`, None when none does (or it is never closed)."""
    end = start
    while text.startswith("`", end):
        end += 1
    ticks = text[start:end]
    close = text.find(ticks, end) if ticks else -1
    while close >= 0:
        after = close + len(ticks)
        if not text.startswith("`", after):
            content = text[end:close]
            padded = content.startswith(" ") and content.endswith(" ") and content.strip()
            return (content[1:-1] if padded else content), after
        while text.startswith("`", after):  # a longer run closes nothing
            after += 1
        close = text.find(ticks, after)
    return None


def items(lines: Iterable[Line]) -> list[Item]:
    """The list items outside of code, in order, nested ones too."""
    found: list[Item] = []
    more: list[str] | None = None  # the texts of the item that is being read
    for line in lines:
        match = None if line.code else _ITEM.match(line.text)
        if match and line.text.strip(" *-+\t"):
            _join(found, more)
            more = [match[2].strip()]
            box = None if match[1] is None else match[1] in ("x", "X")
            found.append(Item(line.number, "", box))
        elif more is not None and continues(line):
            more.append(line.text.strip())
        else:
            _join(found, more)
            more = None
    _join(found, more)
    return [item for item in found if item.text]


def _join(found: list[Item], texts: list[str] | None) -> None:
    if texts is not None:
        found[-1] = found[-1]._replace(text=" ".join(filter(None, texts)))


def continues(line: Line) -> bool:
    """Whether a line that begins no item goes on with the one before it."""
    return line.text[:1] in (" ", "\t") and bool(line.text.strip()) and not line.code and not heading(line)


def without_marker(text: str) -> str:
    """The text of a line without the list marker and box before it."""
    match = _ITEM.match(text)
    return match[2] if match else text
