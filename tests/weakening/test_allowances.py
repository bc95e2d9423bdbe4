from __future__ import annotations

import pytest

from orchestrator.model.plan import Allowance
from orchestrator.weakening.allowances import accepts
from orchestrator.weakening.kinds import Kind, Weakening


def weakened(kind: Kind, path: str = "tests/test_a.py") -> Weakening:
    return Weakening(kind, path, 1, "", "")


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        ("tests removed", {Kind.TEST_FILE_REMOVED, Kind.TESTS_REMOVED}),
        ("skips", {Kind.SKIP}),
        ("assertions removed", {Kind.ASSERTIONS_REMOVED}),
        ("coverage lowered", {Kind.COVERAGE}),
        ("ignores", {Kind.IGNORE}),
        ("tests/", set(Kind)),
        ("nothing known", set()),
    ],
)
def test_an_allowance_accepts_the_kinds_that_it_names(what: str, kinds: set[Kind]) -> None:
    assert {kind for kind in Kind if accepts(Allowance(what, "x", 1), weakened(kind))} == kinds


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("tests/test_a.py", "tests/test_a.py", True),
        ("./tests/test_a.py", "tests/test_a.py", True),
        ("tests/test_a.py", "more/tests/test_a.py", False),
        ("test_a.py", "deep/tests/test_a.py", True),
        ("*.py", "deep/tests/test_a.py", True),
        ("tests/*", "tests/test_a.py", True),
        ("tests/*", "tests/deep/test_a.py", False),
        ("tests/**", "tests/deep/test_a.py", True),
        ("**/test_a.py", "test_a.py", True),
        ("**/deep/*.py", "tests/deep/test_a.py", True),
        ("tests/", "tests/deep/test_a.py", True),
        ("tests", "tests/test_a.py", False),
        ("test_?.py", "tests/test_a.py", True),
        ("test_[a].py", "test_a.py", False),
    ],
)
def test_a_glob_accepts_what_it_matches(glob: str, path: str, expected: bool) -> None:
    assert accepts(Allowance(glob, "x", 1), weakened(Kind.TRIVIAL, path)) is expected
