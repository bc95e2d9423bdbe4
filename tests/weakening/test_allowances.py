from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.weakening.allowances import Allowance, accepts, allowed
from orchestrator.weakening.kinds import Kind, Weakening


def weakened(kind: Kind, path: str = "tests/test_a.py") -> Weakening:
    return Weakening(kind, path, 1, "", "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "- allow: tests removed because they test what is gone",
            ("tests removed", "they test what is gone"),
        ),
        ("* Allow: SKIPS because no network", ("skips", "no network")),
        ("1. allow: assertions  removed BECAUSE x", ("assertions removed", "x")),
        ("- [x] allow: coverage lowered because x", ("coverage lowered", "x")),
        ("- **allow:** ignores because x", ("ignores", "x")),
        ("  - allow: `tests/Old/**` because it is replaced", ("tests/Old/**", "it is replaced")),
        ("- allow: skips because it fails because of x", ("skips", "it fails because of x")),
    ],
)
def test_allowances_as_people_write_them(line: str, expected: tuple[str, str]) -> None:
    (found,) = allowed(f"# Phase\n\n{line}\n")
    assert found == Allowance(*expected, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "allow: skips because it is no list item",
        "- allow: skips",
        "- allow: skips because",
        "- allow: skips because  . ",
        "- allow: because x",
        "- please allow: skips because x",
        "```\n- allow: skips because x\n```",
        "~~~md\n- allow: skips because x",
        "- allows: skips because x",
    ],
)
def test_what_is_no_list_item_or_has_no_reason_allows_nothing(text: str) -> None:
    assert allowed(text) == ()


def test_all_allowances_are_found_with_their_lines() -> None:
    text = "- allow: skips because a\r\n```\r\nx\r\n```\r\n- allow: ignores because b\r\n"
    assert allowed(text) == (Allowance("skips", "a", 1), Allowance("ignores", "b", 5))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(one.reason and one.what for one in allowed(f"- allow: {text}"))


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
