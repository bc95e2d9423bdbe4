from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.tools import BUILT_IN, PROGRAM_OF, always_true, first_word, is_shell


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("pytest -q", "pytest"),
        ("  pytest", "pytest"),
        ("A=1 B='x y' C=\"z w\" pytest", "pytest"),
        ("! grep -r TODO src", "grep"),
        ("(cd web && npm test)", "cd"),
        ("( ( npm test ) )", "npm"),
        ("{ npm test; }", "npm"),
        ("time env A=1 npm test", "npm"),
        ("env -i npm test", "env"),
        ("command -v npm", "command"),
        ("./check.sh;ls", "./check.sh"),
        ("'./my check' x", "./my check"),
        ("cat<x", "cat"),
        ("A=1", ""),
        ("", ""),
        ("; x", ""),
        ("# x", "#"),
        ("$TOOL x", "$TOOL"),
    ],
)
def test_the_word_that_names_the_program(command: str, word: str) -> None:
    assert first_word(command) == word


@given(st.text("a=1 '\"!(){};&|\\$-\t", max_size=40))
def test_any_text_has_a_first_word_or_none(command: str) -> None:
    word = first_word(command)
    assert word in command


@pytest.mark.parametrize("command", ["test everything", "[ done ]", "true story", ": all is well"])
def test_prose_that_a_shell_would_pass_is_seen(command: str) -> None:
    assert always_true(command)


@pytest.mark.parametrize(
    "command", ["true", ":", "test -f x", "test a = b", 'test "$X"', "[ -n x ]", "test $X"]
)
def test_real_checks_are_not_taken_for_prose(command: str) -> None:
    assert not always_true(command)


@pytest.mark.parametrize(
    ("word", "command", "expected"),
    [
        ("cd", "cd x", True),
        ("if", "if test -f x; then false; fi", True),
        ("if", "if all is well", False),
        ("for", "for f in *; do test -s $f; done", True),
        ("set", "set up the database", False),
        ("export", "export works", False),
        ("npm", "npm", False),
    ],
)
def test_shell_words(word: str, command: str, expected: bool) -> None:
    assert is_shell(word, command) is expected


def test_the_table_is_sound() -> None:
    for name, command in BUILT_IN.items():
        assert name == name.casefold()
        assert PROGRAM_OF.get(name, command.split()[0]) in command
    assert set(PROGRAM_OF) <= set(BUILT_IN)
