"""Commands are cut at operators, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.advice.shell import pieces


@pytest.mark.parametrize(
    ("command", "texts"),
    [
        ("pytest -q", ["pytest -q"]),
        ("a && b || c; d & e", ["a", "b", "c", "d", "e"]),
        ("a 2>&1 | b", ["a 2>&1", "b"]),
        ("echo 'a; b' \"c && d\" e\\;f", ["echo 'a; b' \"c && d\" e\\;f"]),
        ("test -z $(a; b | c (d))", ["test -z $(a; b | c (d))"]),
        ("if ! a; then b; fi", ["a", "b", "fi"]),
        ("(cd x && make)", ["cd x", "make)"]),
        ("while true; do x; done", ["true", "x", "done"]),
        ("for f in *; do rm $f; done", []),
        ("case x in a) b;; esac", []),
        ("cat <<E\na\nE", []),
        ("f() { a; }", []),
        ("", []),
    ],
)
def test_simple_commands(command: str, texts: list[str]) -> None:
    assert [piece.text for piece in pieces(command)] == texts


def test_operators_on_both_sides_are_told() -> None:
    assert [(piece.after, piece.before) for piece in pieces("a | b || c")] == [
        ("", "|"),
        ("|", "||"),
        ("||", ""),
    ]


@given(st.text("ab \"'\\;&|()$`<>\n", max_size=40))
def test_any_text_is_cut_into_parts_of_itself(command: str) -> None:
    at = 0
    for piece in pieces(command):
        at = command.index(piece.text, at) + len(piece.text)
