"""Wordings of troubles: regular expressions by kind, from text that a person can extend.

The format is told at the top of `wordings.txt`, which holds those that come with the program.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from orchestrator.model.plan import Complaint
from orchestrator.model.session import TroubleKind
from orchestrator.text import nearest

OURS = "wordings.txt"  # the resource of this package with what we know ourselves
LINE_READ = 2_000  # characters of a line that are searched
LINES_READ = 50  # of a message; what the CLI says of a failure is short

_KINDS = {kind.value.casefold(): kind for kind in TroubleKind}


class Match(NamedTuple):
    """What a message was recognised by."""

    kind: TroubleKind
    line: str


class Wordings(NamedTuple):
    """What is searched for, in this order; the first that matches decides."""

    patterns: tuple[tuple[TroubleKind, re.Pattern[str]], ...]

    def before(self, other: Wordings) -> Wordings:
        """Both, ours first."""
        return Wordings(self.patterns + other.patterns)

    def find(self, message: str) -> Match | None:
        """The kind of trouble that a message of the CLI tells of; None when it is not known."""
        lines = [line[:LINE_READ] for line in message.splitlines()[:LINES_READ]]
        for kind, pattern in self.patterns:
            for line in lines:
                if pattern.search(line):
                    return Match(kind, line)
        return None


NO_WORDINGS = Wordings(())


def parse(text: str, path: str) -> tuple[Wordings, tuple[Complaint, ...]]:
    """The wordings of a file, and everything that is wrong in it.

    Args:
        path: what the complaints call the file.
    """
    patterns: list[tuple[TroubleKind, re.Pattern[str]]] = []
    complaints: list[Complaint] = []
    kind: TroubleKind | None = None
    skipping = False  # below a section that is not known: one complaint is enough
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            kind = _KINDS.get(line[1:-1].strip().casefold())
            skipping = kind is None
            if kind is None:
                complaints.append(_unknown_section(path, number, line))
        elif kind is not None:
            pattern = _pattern(path, number, line)
            if isinstance(pattern, Complaint):
                complaints.append(pattern)
            else:
                patterns.append((kind, pattern))
        elif not skipping:
            cure = "write a section such as [usage limit] above it"
            complaints.append(Complaint(path, number, "no-section", "the wording is in no section", cure))
    return Wordings(tuple(patterns)), tuple(complaints)


def _unknown_section(path: str, number: int, line: str) -> Complaint:
    problem = f"there is no kind of trouble '{line[1:-1].strip()}'"
    return Complaint(path, number, "unknown-section", problem, nearest(line[1:-1].strip(), _NAMES))


_NAMES = tuple(kind.value for kind in TroubleKind)


def _pattern(path: str, number: int, line: str) -> re.Pattern[str] | Complaint:
    import warnings  # `re` only warns of a set like `[[a]`, on standard error and with a place in our code

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            pattern = re.compile(line, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError, FutureWarning) as error:
        problem = f"'{line}' is no regular expression: {error}"
        cure = "put a backslash before a sign such as ( [ * that stands for itself"
        return Complaint(path, number, "bad-pattern", problem, cure)
    if pattern.search(""):
        cure = "write words that it has to contain"
        return Complaint(path, number, "matches-all", f"'{line}' matches every line", cure)
    return pattern
