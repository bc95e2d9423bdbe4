from __future__ import annotations

import argparse

import pytest

from orchestrator.cli.attempts import add_attempt, wanted
from orchestrator.errors import UsageError
from tests.views.test_runs import DONE


def given(*words: str) -> object:
    made = argparse.ArgumentParser(exit_on_error=False)
    add_attempt(made)
    return made.parse_args(words).attempt


@pytest.mark.parametrize(
    ("words", "there", "chosen"),
    [
        ((), (1, 2, 3), (3,)),
        ((), (), ()),
        (("--attempt", "all"), (1, 2, 3), (1, 2, 3)),
        (("-a", "2"), (1, 2, 3), (2,)),
    ],
)
def test_the_last_attempt_counts_unless_another_or_all_are_named(
    words: tuple[str, ...], there: tuple[int, ...], chosen: tuple[int, ...]
) -> None:
    asked = given(*words)
    assert asked is None or isinstance(asked, int | str)
    assert wanted(DONE, there, asked) == chosen


@pytest.mark.parametrize(("there", "known"), [((1, 2), "it has 1, 2"), ((), "none was made yet")])
def test_an_attempt_that_is_not_there_is_an_error(there: tuple[int, ...], known: str) -> None:
    with pytest.raises(UsageError, match=f"phase 1 has no attempt 3; {known}"):
        wanted(DONE, there, 3)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(argparse.ArgumentError, match="nor 'all'"):
        given("--attempt", "last")
