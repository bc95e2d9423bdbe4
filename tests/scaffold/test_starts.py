"""Which programs a line of shell starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.scaffold.starts import programs


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("jest", ("jest",)),
        ("A=1 jest --ci && eslint . ; jest", ("jest", "eslint")),
        ("cd web && vite build | tee log", ("vite", "tee")),
        ('sh -c "a && b"; c', ("sh", "c")),
        ("export A=1; set -e; test -f x || exit 1", ()),
        ("$(CC) x; ${TOOL}; $X", ()),
        ("(go vet ./...)", ("go",)),
        ("", ()),
    ],
)
def test_the_first_word_of_each_command_is_a_program(script: str, found: tuple[str, ...]) -> None:
    assert programs(script) == found


@given(st.text(max_size=200))
def test_any_text_has_words_or_none(script: str) -> None:
    assert all(word for word in programs(script))
