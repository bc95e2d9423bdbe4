"""What a worker may do to a plan file, and what it may not. Pure.

Ticking boxes is fine, however the ticked item is written, and so is the phase's own `**Status:**` line:
nobody believes it. Everything else is a change of the contract.
"""

from __future__ import annotations

import re

_BOX = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[.?\](?=[ \t]|$)")
_STATUS = re.compile(r"[ \t]*\**status:?\**:?.*", re.IGNORECASE)
MOST_DIFF = 20_000  # characters of a diff that a finding carries


def unchanged(before: bytes | None, after: bytes | None, *, boxes: bool) -> bool:
    """Whether a frozen file still says what it said; None stands for a file that is not there.

    Args:
        before: the file when the run started.
        after: the file now.
        boxes: it is a plan file, whose boxes may be ticked; the configuration has none.
    """
    if before is None or after is None or not boxes:
        return before == after
    return before == after or _essence(before) == _essence(after)


def difference(path: str, before: bytes | None, after: bytes | None) -> str:
    """A unified diff of what was changed, without the changes that are allowed."""
    from difflib import unified_diff  # only a changed contract needs it

    lines = unified_diff(
        _essence(before or b""), _essence(after or b""), f"a/{path}", f"b/{path}", lineterm="", n=2
    )
    return "\n".join(lines)[:MOST_DIFF]


def put_back(before: bytes, after: bytes | None) -> bytes:
    """The frozen file again, with the boxes that were ticked in lines that are otherwise the same."""
    ticked: dict[str, list[str]] = {}
    for line in _lines(after or b""):
        if _BOX.match(line):
            ticked.setdefault(_plain(line), []).append(line)
    parts = re.split(r"(\r\n|\n|\r)", before.decode("utf-8", "surrogateescape"))
    for index in range(0, len(parts), 2):
        found = ticked.get(_plain(parts[index])) if _BOX.match(parts[index]) else None
        if found:
            parts[index] = found.pop(0)
    return "".join(parts).encode("utf-8", "surrogateescape")


def _essence(content: bytes) -> list[str]:
    """The lines without what a worker may change: boxes, status, blanks at the end."""
    plain = [_plain(line) for line in _lines(content)]
    while plain and not plain[-1]:
        plain.pop()
    return plain


def _lines(content: bytes) -> list[str]:
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return re.split(r"\r\n|\n|\r", text)


def _plain(line: str) -> str:
    box = _BOX.match(line)
    if box:
        return "- [ ] " + line[box.end() :].strip()
    return "**Status:**" if _STATUS.fullmatch(line) else line.rstrip()
