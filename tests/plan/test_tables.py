from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.markdown import scan
from orchestrator.plan.tables import Row, Table, cells, tables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("| a | b", ["a", "b"]),
        (r"| a \| b | c |", ["a | b", "c"]),
        ("| `a | b` | c |", ["`a | b`", "c"]),
        (r"| `a \| b` | c |", ["`a | b`", "c"]),
        ("| `a | b |", ["`a", "b"]),  # no code span: never closed
        ("| ``a | b |", ["``a", "b"]),
        ("|| a |", ["", "a"]),
        ("| a |  |", ["a", ""]),
        ("|", [""]),
        ("| a \\", ["a \\"]),
    ],
)
def test_cells(text: str, expected: list[str]) -> None:
    assert cells(text) == expected


@given(st.lists(st.text("ab\\ é", max_size=5).map(str.strip), min_size=1), st.booleans())
def test_cells_come_back_as_they_were_written(texts: list[str], outer: bool) -> None:
    texts = [f"x{text.rstrip(chr(92))}|" for text in texts]
    row = " | ".join(text.replace("|", r"\|") for text in texts)
    assert cells(f"| {row} |" if outer else row) == texts


def test_tables_end_where_the_pipes_end() -> None:
    text = "x\n| A | **B  c** |\n|:--|--:|\n| 1 | 2 |\n| 3 |\n\n| no | table |\n"
    assert tables(scan(text).lines) == [Table(2, ["a", "b c"], [Row(4, ["1", "2"]), Row(5, ["3"])])]


def test_tables_without_outer_pipes_and_side_by_side_with_code() -> None:
    text = "A | B\n--|--\n1 | 2\n```\n| C | D |\n|---|---|\n```\n"
    assert tables(scan(text).lines) == [Table(1, ["a", "b"], [Row(3, ["1", "2"])])]


@given(st.text("|-: a`\\\n", max_size=80))
def test_any_text_gives_tables_with_as_many_columns_as_header_cells(text: str) -> None:
    lines = scan(text).lines
    for table in tables(lines):
        assert len(table.columns) == len(cells(lines[table.line - 1].text))
