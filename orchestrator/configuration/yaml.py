"""Reads the YAML subset that a configuration needs: nested block mappings, lists of scalars, scalars.

Whatever it accepts means the same to every YAML 1.1 reader; everything else is refused with its line and
a cure, never guessed. The time is linear in the text and the nesting is limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orchestrator.configuration.scalars import has_value, scalar, split_key, value
from orchestrator.configuration.words import Refused, Scalar
from orchestrator.model.plan import Complaint

_DEEPEST = 16
_MARKER = re.compile(r"(---|\.\.\.)(?= |\Z)")
# Everything but tab, newline and what YAML calls printable; its other line breaks are forbidden as well.
_FORBIDDEN_ASCII = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FORBIDDEN = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"  # compiled only when needed: it is slow
)


class Node(NamedTuple):
    """A value and the line of the key or dash that introduces it (from 1)."""

    line: int
    value: Scalar | tuple[Node, ...] | Mapping[str, Node]


class _Line(NamedTuple):
    """A line that is neither blank nor a comment."""

    number: int
    indent: int
    text: str  # without indentation

    @property
    def is_item(self) -> bool:
        return self.text == "-" or self.text.startswith("- ")


def read(data: bytes, path: str) -> Node | Complaint:
    """The document, a mapping or (when there is nothing in it) None, or the first thing that is wrong.

    `path` is only named in the complaint.
    """
    try:
        lines = list(_document(_decode(data)))
        if not lines:
            return Node(1, None)
        if len(lines) == 1 and lines[0].text.startswith("{"):  # `{}`
            return _node(lines[0].number, value(lines[0].text, lines[0].number))
        if lines[0].is_item or lines[0].text[0] in "[{":
            cure = "write `key: value` lines"
            raise Refused(lines[0].number, "yaml-root", "a configuration is a mapping, not a list", cure)
        root, end = _mapping(lines, 0, 1)
        if end < len(lines):
            raise _misplaced(lines[end])
        return Node(lines[0].number, root)
    except Refused as refused:
        return Complaint(path, refused.line, refused.code, refused.problem, refused.cure)


def _decode(data: bytes) -> str:
    """The text with `\\n` as its only line break and without a byte order mark."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(line, "not-utf-8", "this is not UTF-8", "save the file as UTF-8") from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if bad := _FORBIDDEN_ASCII.search(text) if text.isascii() else re.search(_FORBIDDEN, text):
        line = text.count("\n", 0, bad.start()) + 1
        problem = f"there is a character that YAML does not allow here, U+{ord(bad.group()):04X}"
        raise Refused(line, "yaml-character", problem, 'remove it, or write it in double quotes as "\\u...."')
    return text


def _document(text: str) -> Iterator[_Line]:
    """The lines between the document's markers."""
    seen = ended = False
    for number, raw in enumerate(text.split("\n"), 1):
        content = raw.lstrip(" ")
        if not content or content[0] == "#":
            continue
        if content[0] == "\t":
            raise Refused(number, "yaml-tab", "the line starts with a tab", "indent with spaces")
        if content[0] == "%":
            raise Refused(number, "yaml-unsupported", "this is a directive of YAML", "remove it")
        marker = _MARKER.match(raw)
        if ended or (marker and (has_value(raw[3:]) or seen is (marker[1] == "---"))):
            cure = "keep one; `---` may stand alone on its first line and `...` on its last"
            raise Refused(number, "yaml-documents", "there is more than one document here", cure)
        if marker:
            ended = marker[1] == "..."
        else:
            yield _Line(number, len(raw) - len(content), content)
        seen = True


def _mapping(lines: list[_Line], at: int, depth: int) -> tuple[dict[str, Node], int]:
    """The block mapping that starts at `lines[at]`, and the index behind it."""
    indent = lines[at].indent
    if depth > _DEEPEST:
        raise Refused(lines[at].number, "yaml-deep", f"more than {_DEEPEST} levels", "nest less")
    entries: dict[str, Node] = {}
    while at < len(lines) and lines[at].indent >= indent:
        line = lines[at]
        if line.indent > indent or line.is_item:
            raise _misplaced(line)
        key, rest = split_key(line.text, line.number)
        if key in entries:
            problem = f"the key {key!r} is there twice, first in line {entries[key].line}"
            raise Refused(line.number, "duplicate-key", problem, "keep one of them")
        if has_value(rest):
            entries[key] = _node(line.number, value(rest.strip(" "), line.number))
            at += 1
        else:
            entries[key], at = _child(lines, at, depth)
    return entries, at


def _child(lines: list[_Line], key_at: int, depth: int) -> tuple[Node, int]:
    """What stands below a key with nothing behind its colon."""
    key, at = lines[key_at], key_at + 1
    if at < len(lines) and lines[at].indent >= key.indent and lines[at].is_item:
        items, end = _sequence(lines, at)
        return Node(key.number, items), end
    if at < len(lines) and lines[at].indent > key.indent:
        entries, end = _mapping(lines, at, depth + 1)
        return Node(key.number, entries), end
    return Node(key.number, None), at


def _sequence(lines: list[_Line], at: int) -> tuple[tuple[Node, ...], int]:
    """The block sequence of scalars that starts at `lines[at]`, and the index behind it."""
    indent = lines[at].indent
    items: list[Node] = []
    while at < len(lines) and lines[at].indent == indent and lines[at].is_item:
        number, rest = lines[at].number, lines[at].text[1:]
        items.append(Node(number, scalar(rest.strip(" "), number) if has_value(rest) else None))
        at += 1
    return tuple(items), at


def _node(line: int, found: Scalar | tuple[Scalar, ...] | dict[str, Scalar]) -> Node:
    if isinstance(found, tuple):
        return Node(line, tuple(Node(line, item) for item in found))
    if isinstance(found, dict):
        return Node(line, {})
    return Node(line, found)


def _misplaced(line: _Line) -> Refused:
    """A line whose indentation or dash fits no block above it."""
    return Refused(
        line.number,
        "yaml-indentation",
        "this line fits neither the block above nor its parent",
        "give all keys of a block the same indentation, keep a value on one line, and quote long text",
    )
