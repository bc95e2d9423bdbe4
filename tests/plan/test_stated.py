from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import items
from orchestrator.plan.markdown import scan
from orchestrator.plan.stated import Row, Stated, beneath, fenced, has_commands, in_meaning, tabled
from orchestrator.plan.tables import tables


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        ("`ruff check .`", Stated("ruff check .", False)),
        ("`ruff check .` (0 errors)", Stated("ruff check .", False, "(0 errors)")),
        ("→ `ruff check .` ➜ 0 errors", Stated("ruff check .", False, "0 errors")),
        ("0 errors (command: `ruff check .`)", Stated("ruff check .", True, "0 errors")),
        ("clean, run: ``a `b` c`` now", Stated("a `b` c", True, "clean now")),
        ("`ruff check .` is clean", None),
        ("`ruff` and `mypy`", None),
        ("`ruff`, `mypy`", None),
        ("all `tests` pass", None),
        ("``", None),
        ("all pass", None),
    ],
)
def test_the_command_in_the_meaning_of_a_gate(meaning: str, expected: Stated | None) -> None:
    assert in_meaning(meaning) == expected


@given(st.text("`command: (x)→-", max_size=30))
def test_any_meaning_has_a_command_that_is_not_empty_or_none(meaning: str) -> None:
    found = in_meaning(meaning)
    assert found is None or found.command in meaning


def below(text: str) -> dict[int, Stated | str]:
    lines = scan(text).lines
    found = beneath("p.md", lines, items(lines))
    return {line: one.code if isinstance(one, Complaint) else one for line, one in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a: x\n  ```bash\n  make\n  ```", {1: Stated("make", True)}),
        (
            "- a: x\n  ```\n  command: make\n  ```\n- b\n  ```sh\n  $ ls\n  ```",
            {1: Stated("make", True), 5: Stated("ls", True)},
        ),
        ("- a: x\n  ```\n  3 passed\n  ```", {1: Stated("3 passed", False)}),
        ("- a: x\n  ```\n  3 passed\n  in 1 s\n  ```", {}),
        ("- a: x\n  ```bash\n  make\n  make lint\n  ```", {1: "unclear-gate"}),
        ("- a: x\n  ```python\n  x = 1\n  ```", {}),
        ("- a: x\n\n```bash\nmake\n```", {}),
    ],
)
def test_a_fence_belongs_to_the_item_that_it_is_indented_under(
    text: str, expected: dict[int, Stated | str]
) -> None:
    assert below(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```bash\n# x\n$ make\n\na \\\n  b\n```", [(3, "make"), (5, "a b")]),
        ("~~~\nmake\n~~~\n```sh\nls\n```", [(2, "make"), (5, "ls")]),
        ("```json\n{}\n```", []),
        ("```\n- make: x\n```", []),
        ("```\n| make |\n```", []),
    ],
)
def test_the_lines_of_a_fence_are_gates(text: str, expected: list[tuple[int, str]]) -> None:
    rows, complaints = fenced("p.md", scan(text).lines)
    assert complaints == []
    assert [(row.line, row.name) for row in rows] == expected


@pytest.mark.parametrize(
    "line", ["cd web", "export A=1", "A=1", "if x; then", "make &&", "cat <<E", "}", ". x"]
)
def test_a_line_that_needs_the_others_makes_a_fence_a_script(line: str) -> None:
    rows, (complaint,) = fenced("p.md", scan(f"```bash\nmake\n{line}\n```").lines)
    assert rows == []
    assert (complaint.line, complaint.code) == (3, "unclear-gate")


def test_a_table_is_read_by_its_columns() -> None:
    (table,) = tables(
        scan("| Gate | Command | Aim | Status |\n|-|-|-|-|\n| **A** | `a b` | x | open |\n| B | - |").lines
    )
    assert has_commands(table)
    assert tabled(table) == [Row(3, "A", "a b", "x"), Row(4, "B", "", "")]
    (named,) = tables(scan("| Check | Aim |\n|-|-|\n| `a` | x |").lines)
    assert not has_commands(named)
    assert tabled(named) == [Row(3, "`a`", "", "x")]
    (other,) = tables(scan("| Risk | Aim |\n|-|-|\n| a | x |").lines)
    assert tabled(other) == []
