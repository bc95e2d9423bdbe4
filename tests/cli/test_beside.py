from __future__ import annotations

from orchestrator.cli.beside import said, through


def test_a_line_goes_to_whoever_keeps_the_terminal() -> None:
    lines: list[str] = []
    with through(lines.append):
        assert said("a word")
    assert lines == ["a word"]


def test_without_anybody_it_is_left_to_the_caller() -> None:
    lines: list[str] = []
    with through(lines.append):
        pass
    assert not said("a word")
