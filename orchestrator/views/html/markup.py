"""Makes HTML of values. What is no markup of ours is escaped, wherever it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import escape

from orchestrator.text import printable

_VOID = frozenset({"input", "link", "meta"})  # of HTML; they have no end
_EMPTY = frozenset({"path", "rect", "line", "stop"})  # of SVG
MOST = 10_000  # characters of one text
_ODD = re.compile("[^ !#-%(-;=?-~]")  # all but plain ASCII without what HTML takes for its own


class Html(str):
    """Markup that is whole and safe to stand in a page."""

    __slots__ = ()


NOTHING = Html("")


def text(value: str) -> Html:
    """Somebody's text: no markup, nothing that acts on a terminal or turns what is beside it; not endless."""
    if type(value) is Html:
        return value
    if not _ODD.search(value, 0, MOST) and len(value) <= MOST:
        return Html(value)
    return Html(escape(printable(value if len(value) <= MOST else f"{value[:MOST]}…")))


def tag(name: str, /, *children: str, **attributes: str | float | bool | None) -> Html:
    """An element.

    Args:
        name: of the element.
        children: markup, or text that is escaped.
        attributes: `class_` is `class`, `data_go` is `data-go`; True has no value, None and False: left out.
    """
    head = name
    for key, value in attributes.items():
        if value is not None and value is not False:
            shown = text(value) if isinstance(value, str) else value
            head += f" {_named(key)}" if value is True else f' {_named(key)}="{shown}"'
    if not children and name in _VOID:
        return Html(f"<{head}>")
    if not children and name in _EMPTY:
        return Html(f"<{head}/>")
    inner = "".join([child if type(child) is Html else text(child) for child in children])
    return Html(f"<{head}>{inner}</{name}>")


def joined(parts: Iterable[str], between: str = "") -> Html:
    """Parts of which each is markup or text."""
    return Html(text(between).join([text(part) for part in parts]))


@cache
def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
