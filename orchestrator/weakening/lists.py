"""Lists of what a check leaves out (`ignore = [...]`, over one line or many), as single entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from orchestrator.diffs import Line

_PYTHON = r"(?:pyproject|ruff|mypy|\.?tarpaulin)\.toml|\.(?:cfg|ini)|\.flake8|\.coveragerc|pylintrc"
_JAVASCRIPT = r"package\.json|(?:jest|vitest|vite|karma)\.|nycrc|c8rc|eslint|mocharc"
# Keys of lists, by the file's path.
_KEYS = (
    (
        _PYTHON,
        r"(?:lint\.)?(?:extend-?_?)?ignore|(?:lint\.)?(?:extend-)?per-file-ignores|disable|disable_error_code|omit|norecursedirs",
    ),
    (
        _JAVASCRIPT,
        r"(?:test|modulePath|coveragePath|watchPath)(?:Path)?IgnorePatterns|ignorePatterns|coveragePathIgnorePatterns",
    ),
)
# An entry of ruff's or flake8's table of files: "tests/*" = ["S101"], __init__.py:F401
_PER_FILE = (
    r"^\s*(?P<key>\"[^\"]+\"|'[^']+')\s*=\s*\[(?P<value>\s*[\"'][A-Z]+\d*[\"'].*)"
    r"|^\s+(?P<ini>[\w*./-]+\s*:\s*[A-Z]+\d+.*)"
)
_ENTRY = re.compile(r"\"([^\"]+)\"|'([^']+)'|([\w*./:!<>^$-]{2,})")
# Places that hold no tests of the project.
_USUAL = re.compile(
    r"(?:<rootDir>)?[/\\]*(?:node_modules|dist|build|out|coverage|vendor|\.git|\.next|\.venv|venv|\.tox|\.eggs|\*\.egg|"
    r"__pycache__|\.cache|target)[/\\*]*"
)


class Entry(NamedTuple):
    """One thing that a check leaves out."""

    line: Line
    key: str  # of the list
    value: str


@cache
def _heads(path: str) -> re.Pattern[str] | None:
    keys = [pattern for files, pattern in _KEYS if re.search(files, path)]
    if not keys:
        return None
    return re.compile(rf"^\s*[\"']?(?P<name>{'|'.join(keys)})[\"']?\s*[=:]\s*(?P<value>.*)$")


def entries(path: str, lines: Iterable[tuple[Line, str]]) -> Iterator[Entry]:
    """The entries in visible lines (each with its text without comment) of a configuration file."""
    head = _heads(path)
    if head is None:
        return
    per_file = re.compile(_PER_FILE)
    name = ""  # of the list that is open
    for line, text in lines:
        match = head.match(text)
        if match:
            value = match["value"]
            opened = value.lstrip().startswith(("[", "{")) or (not value.strip() and path.endswith("cfg"))
            name = match["name"] if _stays_open(value, ini=not opened) else ""
            yield from _in(line, match["name"], value)
        elif not line.number:
            name = ""
        elif name and _continues(text):
            yield from _in(line, name, text)
            name = "" if text.lstrip().startswith("]") or text.rstrip().endswith("]") else name
        else:
            name = "" if text.strip() else name
            row = per_file.match(text) if path.endswith((".toml", ".cfg", ".ini", ".flake8")) else None
            if row:
                yield from _in(line, row["key"] or row["ini"], row["value"] or row["ini"])


def _stays_open(value: str, *, ini: bool) -> bool:
    return ini or "]" not in value


def _continues(text: str) -> bool:
    """Whether a line belongs to the list opened above: indented, or its end, and no key of its own."""
    body = text.strip()
    return not body or (text[:1].isspace() and not re.match(r"[\w.-]+\s*=", body)) or body.startswith("]")


def _in(line: Line, key: str, value: str) -> Iterator[Entry]:
    if not line.number:
        return
    for match in _ENTRY.finditer(value):
        found = match[1] or match[2] or match[3]
        if not _USUAL.fullmatch(found) and found not in ("true", "false"):
            yield Entry(line, key, found)
