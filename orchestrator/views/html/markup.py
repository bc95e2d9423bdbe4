"""Makes HTML of values. What is no markup of ours is escaped, wherever it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from orchestrator.text import printable

_VOID = frozenset({"input", "link", "meta", "path", "rect", "line", "circle", "use"})  # they hold nothing


class Html(str):
    """Markup that is whole and safe to stand in a page."""

    __slots__ = ()


NOTHING = Html("")


def text(value: str) -> Html:
    """Somebody's text: no markup, nothing that controls a terminal, nothing that turns what is beside it."""
    return value if isinstance(value, Html) else Html(escape(printable(value)))


def tag(name: str, /, *children: str, **attributes: str | float | bool | None) -> Html:
    """An element.

    Args:
        name: of the element.
        children: markup, or text that is escaped.
        attributes: `class_` is `class`, `data_go` is `data-go`; True has no value, None and False leave it out.
    """
    head = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID and not children:
        return Html(f"<{name}{head}/>" if name not in ("input", "link", "meta") else f"<{name}{head}>")
    return Html(f"<{name}{head}>{''.join(map(text, children))}</{name}>")


def joined(parts: Iterable[str], between: str = "") -> Html:
    """Parts of which each is markup or text."""
    return text(between).join(map(text, parts)) if between else Html("".join(map(text, parts)))


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{text(str(value)) if isinstance(value, str) else value}"'
