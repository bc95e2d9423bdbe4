from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.globs import check
from orchestrator.plan.markdown import scan
from orchestrator.plan.protected import protected
from orchestrator.text import printable


def read(text: str) -> list[str]:
    """The globs, then the codes of the complaints."""
    globs, complaints = protected("p.md", scan(text).lines)
    return [*globs, *(f"{one.line} {one.code}" for one in complaints)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("- `tests/`", ["tests/"]),
        ("- `tests/`: they say what is wanted", ["tests/"]),
        ("- `tests/` - they say what is wanted", ["tests/"]),
        ("- [ ] `tests/` (all of them)", ["tests/"]),
        ("- tests/", ["tests/"]),
        ("- tests/**/*.py: the tests", ["tests/**/*.py"]),
        ("- tests/:", ["tests/"]),
        ("- *.snap — made by the tests", ["*.snap"]),
        ("- **/conftest.py: why", ["**/conftest.py"]),
        ("- tests/**", ["tests/**"]),
        ("- **tests/**: why", ["tests/"]),
        ("- **tests/:** why", ["tests/"]),
        ("- **`tests/`**: why", ["tests/"]),
        ("- **`tests/`:** why", ["tests/"]),
        ("- `tests/`, `ci/` and `Makefile`: why `x`", ["tests/", "ci/", "Makefile"]),
        ("* `my files/`: with a blank", ["my files/"]),
        ("- a\n- `b`\n- a: again", ["a", "b"]),
        ("- none: nothing to protect", []),
        ("- .github/workflows/\n  : joined", [".github/workflows/"]),
        ("words before\n- a\n\n---\n", ["a"]),
        ("", []),
        ("---\n", []),
    ],
)
def test_globs_as_people_write_them(item: str, expected: list[str]) -> None:
    assert read(item) == expected


@pytest.mark.parametrize(
    "text",
    [
        "- `/tests/`: absolute",
        "- ~/tests",
        "- `../other/`",
        "- a/../../b",
        "- `!tests/keep.py`",
        "- `tests/[a`",
        "- `.`",
        "- ``",
        "- tests and scripts",
        "- tests/, ci/",
        "- the folder `tests/`",
        "- `a\x1b[31m`",
        "The tests must stay.",
        "```\ntests/\n```",
    ],
)
def test_what_protects_nothing_or_is_not_clear_is_a_complaint(text: str) -> None:
    globs, complaints = protected("p.md", scan(text).lines)
    assert globs == ()
    assert [one.code for one in complaints] == ["bad-glob"]
    assert complaints[0].line >= 1
    assert all(printable(str(one)) == str(one) and one.cure for one in complaints)


def test_a_good_glob_counts_beside_a_bad_one() -> None:
    assert read("- tests/\n- ../x\n- ci/") == ["tests/", "ci/", "2 bad-glob"]


@given(st.text() | st.text("*/[]!.`: -ab", max_size=12))
def test_whatever_is_written_every_glob_is_one(text: str) -> None:
    globs, complaints = protected("p.md", scan(f"- {text}").lines)
    assert [check(glob) for glob in globs] == [""] * len(globs)
    assert all(one.code == "bad-glob" and printable(str(one)) == str(one) for one in complaints)
