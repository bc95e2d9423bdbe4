from __future__ import annotations

from orchestrator.weakening.moves import unmoved


def rest(lost: list[list[str]], gained: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    return unmoved(lost, gained, str, str)


def test_what_is_on_both_sides_is_no_change_as_often_as_it_is_there() -> None:
    assert rest([["a", "a", "b"]], [["a", "c"]]) == ([["a", "b"]], [["c"]])


def test_what_another_file_took_is_no_loss() -> None:
    assert rest([["a", "b"], []], [[], ["b"]]) == ([["a"], []], [[], []])


def test_what_a_file_kept_itself_is_not_given_to_another() -> None:
    assert rest([["a"], ["a"]], [["a"], []]) == ([[], ["a"]], [[], []])
