"""Tasks that cannot be ticked, are ticked, share a number, or are too many."""

from __future__ import annotations

from tests.advice.made import codes, plan

GATES = "## Gates\n- pytest: x\n## Tasks\n"


def told(tasks: str) -> list[tuple[int, str]]:
    return [(line, code) for _, line, code in codes(plan(a=GATES + tasks))]


def test_a_numbered_item_without_a_box() -> None:
    assert told("- [ ] 1.1: a\n- 1.2: b\n1. c\n- see the docs\n") == [
        (5, "task-without-box"),
        (6, "task-without-box"),
    ]


def test_what_explains_a_task_needs_no_box() -> None:
    assert told("- [ ] 1.1: a\n  - 1 second is enough\n  1. first this\n- [ ] b\n") == []


def test_numbers_of_their_own() -> None:
    assert told("- [ ] 1.1: a\n- [x] 1.1: b\n- [ ] 1.10: c\n") == [(5, "duplicate-task-number")]
    assert told("- [ ] 3 files are enough\n- [ ] 3 more\n- [ ] a\n- [ ] a\n") == []


def test_tasks_that_are_all_ticked() -> None:
    assert told("- [x] a\n- [X] b\n") == [(4, "tasks-ticked")]
    assert told("- [x] a\n- [ ] b\n") == []


def test_too_many_tasks() -> None:
    many = "".join(f"- [ ] 1.{number}: a\n" for number in range(41))
    assert told(many) == [(44, "long-phase")]
    assert told(many.partition("\n")[2]) == []


def test_no_task_at_all() -> None:
    assert told("- a\n- b\n") == [(4, "no-tasks")]
    assert told("prose\n") == [(0, "no-tasks")]


def test_tasks_are_looked_at_even_when_the_plan_has_errors() -> None:
    assert ("a.md", 2, "tasks-ticked") in codes(plan(a="## Tasks\n- [x] a\n"))
