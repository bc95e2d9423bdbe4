"""Counts what a diff in git's format changes."""

from __future__ import annotations

from typing import NamedTuple


class FileDifference(NamedTuple):
    """What changed in one file."""

    path: str
    added: int  # lines
    removed: int


def statistics(diff: str) -> tuple[FileDifference, ...]:
    """The changed files in their order.

    Lines are counted only inside of hunks, whose headers tell how long they are: what is changed may itself
    be a diff.
    """
    found: list[FileDifference] = []
    old = new = 0  # lines of the hunk that are still to come
    for line in diff.split("\n"):
        if old > 0 or new > 0:
            sign = line[:1]
            old -= sign in ("-", " ", "")
            new -= sign in ("+", " ", "")
            if found and sign in ("+", "-"):
                last = found[-1]
                found[-1] = last._replace(
                    added=last.added + (sign == "+"), removed=last.removed + (sign == "-")
                )
        elif line.startswith("diff --git "):
            found.append(FileDifference(_path(line), 0, 0))
        elif line.startswith("@@ "):
            old, new = _lengths(line)
    return tuple(found)


def _path(header: str) -> str:
    """`diff --git a/src/x.py b/src/x.py` -> `src/x.py`; the new name when it was renamed."""
    for separator in (' "b/', " b/"):  # git quotes a name that is not plain
        before, _, path = header.rpartition(separator)
        if before:
            return path.removesuffix('"')
    return header.removeprefix("diff --git ")


def _lengths(header: str) -> tuple[int, int]:
    """`@@ -1,4 +1,6 @@` -> 4, 6."""
    words = header.split(" ")[1:3]
    lengths = [word.partition(",")[2] or "1" for word in words]
    if len(lengths) < 2 or not all(length.isdecimal() for length in lengths):
        return 0, 0
    return int(lengths[0]), int(lengths[1])
