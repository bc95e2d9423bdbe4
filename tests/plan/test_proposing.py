from __future__ import annotations

import pytest

from orchestrator.plan.proposing import cure

PROPOSALS = (
    ("tests", "uv run pytest"),
    ("lint", "make lint"),
    ("tests", "npm test"),
    ("types", "uv run mypy"),
)
PLAIN = "write the command itself (- `COMMAND`: x)"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("lint 0 errors", "make lint"),
        ("Code style", "make lint"),
        ("type-check: 0 errors", "uv run mypy"),
        ("All tests pass", "uv run pytest"),
        ("pytest green", "uv run pytest"),
    ],
)
def test_what_checks_the_same_is_offered(text: str, offered: str) -> None:
    assert cure(PLAIN, "x", text, PROPOSALS).startswith(
        f"this project offers `{offered}`: write - `{offered}`: x,"
    )


def test_a_second_command_of_the_kind_is_told() -> None:
    assert cure(PLAIN, "x", "tests", PROPOSALS).endswith("(x: uv run pytest); or one of `npm test`")


def test_a_command_that_checks_something_else_is_told_and_not_offered() -> None:
    assert (
        cure(PLAIN, "x", "docs", PROPOSALS[:2]) == f"{PLAIN}; this project has `uv run pytest`, `make lint`"
    )
    assert cure(PLAIN, "x", "coverage of the tests", PROPOSALS).startswith(PLAIN)


def test_a_cure_with_the_own_command_of_the_author_stays() -> None:
    assert (
        cure("put the command first: - `make`: x", "x", "tests", PROPOSALS)
        == "put the command first: - `make`: x"
    )
