"""The kinds of weakening, and what is told of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """In which way a diff makes tests or gates mean less."""

    TEST_FILE_REMOVED = "test file removed"
    TESTS_REMOVED = "tests removed"
    ASSERTIONS_REMOVED = "assertions removed"
    TRIVIAL = "trivial assertion"
    SKIP = "skip added"
    COVERAGE = "coverage lowered"
    ALWAYS_GREEN = "failure hidden"
    IGNORE = "check ignored"


WHY = {
    Kind.TEST_FILE_REMOVED: "the runner no longer collects it",
    Kind.TESTS_REMOVED: "what they covered is no longer checked",
    Kind.ASSERTIONS_REMOVED: "its tests demand less than before",
    Kind.TRIVIAL: "it holds whatever the code does",
    Kind.SKIP: "tests that do not run cannot fail",
    Kind.COVERAGE: "less of the code has to be tested",
    Kind.ALWAYS_GREEN: "a check that fails would still pass",
    Kind.IGNORE: "a check no longer looks there",
}


@dataclass(frozen=True, slots=True)
class Weakening:
    """One way in which a file's change weakens the tests or the gates."""

    kind: Kind
    path: str  # the new path; the old one of a file that was deleted or is no longer collected
    line: int  # in the new file, or in the old one when the line is gone; 0: the whole file
    text: str  # the line, without blanks around it; empty for the whole file
    message: str  # one line: what, and why it matters


def weakening(kind: Kind, path: str, line: int, text: str, what: str) -> Weakening:
    """A weakening whose message is `what` and why its kind matters."""
    return Weakening(kind, path, line, text.strip(), f"{what}: {WHY[kind]}")
