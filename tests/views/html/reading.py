"""Reads pages as a browser would: elements with their attributes and texts, each within another one."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"meta", "link", "input"}


class Element(NamedTuple):
    """An element; its texts are those of everything in it, in order."""

    name: str
    attributes: dict[str, str | None]
    texts: list[str]

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.loose: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute stands twice: {attrs}"
        element = Element(tag, dict(attrs), [])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        assert self.open[-1].name == tag, f"</{tag}> stands in <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.loose.append(data)
        for element in self.open:
            element.texts.append(data)


def read(markup: str) -> list[Element]:
    """All elements, in order.

    Raises:
        AssertionError: an element is not closed, or ends where another one is open.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open, f"never closed: {[element.name for element in reader.open]}"
    return reader.elements


def words(markup: str) -> str:
    """All text, with single blanks."""
    reader = _Reader()
    reader.feed(f"<all>{markup}</all>")
    reader.close()
    return reader.elements[0].text


def of_class(markup: str, name: str) -> list[Element]:
    """The elements of a class."""
    return [element for element in read(markup) if name in element.classes]
