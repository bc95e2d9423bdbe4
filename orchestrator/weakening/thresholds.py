"""Coverage thresholds: the numbers in configuration and commands below which a check fails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orchestrator.diffs import Line

_NUMBER = r"(?P<n>-?\d+(?:\.\d+)?)"
_JAVASCRIPT = r"(?:jest|vitest|vite|karma)\.|package\.json|nycrc|c8rc"
# Family of a threshold, files (by path), pattern. Thresholds of one family may stand for each other.
_ROWS = (
    ("fail under", "", r"--(?:cov-)?fail-under(?:-lines)?(?:=|\s+|\",\s*\")" + _NUMBER),
    ("fail under", "", r"(?<![\w-])fail[_-]under\s*=\s*\"?" + _NUMBER),
    *(
        (word, _JAVASCRIPT, rf"(?<![\w-]){word}[\"']?\s*:\s*" + _NUMBER)
        for word in ("branches", "functions", "lines", "statements")
    ),
    *(
        (word, "", rf"--{word}(?:=|\s+)" + _NUMBER)
        for word in ("branches", "functions", "lines", "statements")
    ),
    ("minimum", r"pom\.xml|gradle|sbt", r"<minimum>\s*" + _NUMBER),
    (
        "minimum",
        r"gradle|sbt",
        r"\b(?:minimum|minValue|minBound|coverageMinimum\w*)(?:\s*:?=\s*|\(\s*|\s+)[\"']?" + _NUMBER,
    ),
    ("target", r"codecov", r"\btarget\s*:\s*[\"']?" + _NUMBER),
    ("threshold", r"mix\.exs", r"\bthreshold:\s*" + _NUMBER),
    ("check-coverage", r"nycrc|c8rc|package\.json", r"[\"']?check-coverage[\"']?\s*:\s*(?P<on>true|false)"),
)
_NEEDED = re.compile(
    r"fail[_-]under|branches|functions|lines|statements|[mM]inimum|minValue|minBound|target|threshold|check-coverage"
)


class Threshold(NamedTuple):
    """A number that coverage must reach."""

    line: Line
    family: str
    value: float


def thresholds(path: str, lines: Iterable[tuple[Line, str]]) -> Iterator[Threshold]:
    """The thresholds in lines (each with its text without comment) of a file of gate configuration."""
    rows = [(family, re.compile(pattern)) for family, files, pattern in _ROWS if re.search(files, path)]
    for line, text in lines:
        if not line.number or not _NEEDED.search(text):
            continue
        for family, pattern in rows:
            for match in pattern.finditer(text):
                groups = match.groupdict()
                value = float(groups["n"]) if groups.get("n") else float(groups.get("on") == "true")
                yield Threshold(line, family, value)
