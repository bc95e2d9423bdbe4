"""git's unified diff, read into values: which files changed, and how. Pure; any bytes, never raises.

The diff is that of `git diff --no-color --no-ext-diff --src-prefix=a/ --dst-prefix=b/ -M`. Every line of a
hunk starts with a mark (blank, `+`, `-`, `\\`), so that a line that starts otherwise ends it: what a file
contains cannot pass for a header. Combined diffs (`diff --cc`) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

WIDTH = 2_000  # characters of a line that are kept

_GIT = b"diff --git "
_PART = re.compile(rb"^diff --", re.MULTILINE)
_HUNK = re.compile(rb"@@ -(\d{1,9})(?:,\d+)? \+(\d{1,9})(?:,\d+)? @@ ?(.*)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_QUOTED = rb'"(?:[^"\\]|\\.)*+"'
_QUOTED_NAMES = re.compile(rb"(?:%b|a/\S*) (%b|b/.*)" % (_QUOTED, _QUOTED), re.DOTALL)


class Status(StrEnum):
    """What became of a file."""

    ADDED = "added"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"


class Line(NamedTuple):
    """A line of the old or the new file; number 0 is a hunk's heading, which stands somewhere above it."""

    number: int
    text: str  # without its end, at most WIDTH characters; bytes that are not UTF-8 are replaced


class FileChange(NamedTuple):
    """What a diff says of one file. `before` and `after` are all lines that it shows, with what stayed."""

    path: str  # the new path; the old one when the file was deleted; odd bytes as surrogate escapes
    old_path: str  # another one only when the file was renamed (or copied: then it is ADDED)
    status: Status
    removed: tuple[Line, ...]
    added: tuple[Line, ...]
    binary: bool
    before: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()


class Count(NamedTuple):
    """How many lines of a file a diff adds and removes."""

    path: str  # as of `FileChange`, to be shown: odd bytes are replaced
    added: int
    removed: int


class _Header(NamedTuple):
    path: bytes
    old_path: bytes
    status: Status
    binary: bool


def parse(diff: bytes) -> tuple[FileChange, ...]:
    """The changes in a diff, in its order."""
    return tuple(_change(section) for section in _sections(diff.removesuffix(b"\n").split(b"\n")))


def counts(diff: bytes) -> tuple[Count, ...]:
    """The same without the lines: quick for a diff of many megabytes, too."""
    edges = [*(match.start() for match in _PART.finditer(diff)), len(diff)]
    return tuple(_count(diff[start:end]) for start, end in pairwise(edges) if diff.startswith(_GIT, start))


def _count(section: bytes) -> Count:
    """Every line of a hunk starts with its mark, so that marks behind line ends are all there is to count."""
    body = section.find(b"\n@@ ")
    header = _header((section if body < 0 else section[:body]).split(b"\n"))
    path = header.path.decode("utf-8", "replace")
    if body < 0:
        return Count(path, 0, 0)
    return Count(path, section.count(b"\n+", body), section.count(b"\n-", body))


def _sections(lines: list[bytes]) -> Iterator[list[bytes]]:
    """The lines of each file's part, from its `diff --git` on."""
    section: list[bytes] = []
    for line in lines:
        if line.startswith(b"diff --"):
            if section:
                yield section
            section = [line] if line.startswith(_GIT) else []
        elif section:
            section.append(line)
    if section:
        yield section


def _change(section: list[bytes]) -> FileChange:
    start = next((at for at, line in enumerate(section) if line.startswith(b"@@ ")), len(section))
    header = _header(section[:start])
    before, after, removed, added = _hunks(section[start:])
    return FileChange(
        path=_text(header.path),
        old_path=_text(header.old_path),
        status=header.status,
        removed=tuple(removed),
        added=tuple(added),
        binary=header.binary,
        before=tuple(before),
        after=tuple(after),
    )


def _header(lines: list[bytes]) -> _Header:
    old = new = _name_twice(lines[0].removeprefix(_GIT))
    status, binary = Status.MODIFIED, False
    for line in lines[1:]:
        word, _, rest = line.partition(b" ")
        if word == b"---" and rest != b"/dev/null":
            old = _name(rest)[2:]
        elif word == b"+++" and rest != b"/dev/null":
            new = _name(rest)[2:]
        elif line.startswith((b"rename from ", b"copy from ")):
            old = _name(rest.removeprefix(b"from "))
        elif line.startswith((b"rename to ", b"copy to ")):
            new = _name(rest.removeprefix(b"to "))
            status = Status.RENAMED if word == b"rename" else Status.ADDED
        elif line.startswith(b"new file mode"):
            status = Status.ADDED
        elif line.startswith(b"deleted file mode"):
            status = Status.DELETED
        elif line.startswith((b"Binary files ", b"GIT binary patch")):
            binary = True
    return _Header(old if status is Status.DELETED else new, old, status, binary)


def _name_twice(names: bytes) -> bytes:
    """The name in `a/NAME b/NAME`, which is ambiguous only when they differ; then other lines tell them."""
    if b'"' in names:
        match = _QUOTED_NAMES.fullmatch(names)
        return _name(match[1])[2:] if match else names
    return names[len(names) // 2 + 1 :][2:]


def _name(written: bytes) -> bytes:
    """A name as git writes it: quoted when it is odd, with a tab behind it when it has blanks."""
    written = written.removesuffix(b"\t")
    if len(written) < 2 or not (written.startswith(b'"') and written.endswith(b'"')):
        return written
    return _ESCAPE.sub(_unescaped, written[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    body = match[1]
    return bytes([int(body, 8) & 0xFF]) if len(body) == 3 else _ESCAPED.get(body, body)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _hunks(lines: list[bytes]) -> tuple[list[Line], list[Line], list[Line], list[Line]]:
    """Lines before, lines after, removed lines, added lines; numbers as the hunks' headers say."""
    before: list[Line] = []
    after: list[Line] = []
    removed: list[Line] = []
    added: list[Line] = []
    old = new = 0  # 0: no valid header was seen, so that a line has no number and is passed over
    for raw in lines:
        mark = raw[:1]
        if mark == b"@":
            match = _HUNK.match(raw)
            old, new = (int(match[1]) or 1, int(match[2]) or 1) if match else (0, 0)
            heading = Line(0, _content(match[3])) if match else Line(0, "")
            before.append(heading)
            after.append(heading)
        elif not old or mark not in (b"-", b"+", b" ", b""):
            continue
        elif mark == b"-":
            removed.append(Line(old, _content(raw[1:])))
            before.append(removed[-1])
            old += 1
        elif mark == b"+":
            added.append(Line(new, _content(raw[1:])))
            after.append(added[-1])
            new += 1
        else:  # what stayed; git can be told to write an empty line without its blank
            text = _content(raw[1:])
            before.append(Line(old, text))
            after.append(Line(new, text))
            old, new = old + 1, new + 1
    return before, after, removed, added


def _content(raw: bytes) -> str:
    return raw[: 4 * WIDTH].removesuffix(b"\r").decode("utf-8", "replace")[:WIDTH]
