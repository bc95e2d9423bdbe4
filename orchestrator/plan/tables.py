"""Markdown tables: a header row, a row of dashes, and the rows up to the first line without a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from orchestrator.plan.inline import code_span, plain
from orchestrator.plan.markdown import Line


class Row(NamedTuple):
    """One row; cells as written but for `\\|`, as many as the row has."""

    line: int
    cells: list[str]


class Table(NamedTuple):
    """A table; its columns are the plain header texts in lower case."""

    line: int
    columns: list[str]
    rows: list[Row]


def tables(lines: Sequence[Line]) -> list[Table]:
    """Every table outside of code."""
    found: list[Table] = []
    open_table = False
    for before, line in pairwise(lines):
        if line.code or "|" not in line.text:
            open_table = False
        elif open_table:
            found[-1].rows.append(Row(line.number, cells(line.text)))
        elif _is_delimiter(line) and "|" in before.text and not before.code:
            found.append(Table(before.number, [column(cell) for cell in cells(before.text)], []))
            open_table = True
    return found


def column(cell: str) -> str:
    """The name of a column: plain, lower case, single spaces."""
    return " ".join(plain(cell).casefold().split())


def _is_delimiter(line: Line) -> bool:
    return not line.text.strip(" \t|:-") and "-" in line.text


def cells(text: str) -> list[str]:
    r"""The cells of a row, with or without outer pipes; `\|` and a pipe in a code span separate nothing."""
    body = text.strip().removeprefix("|")
    found: list[str] = []
    start = position = 0
    while position < len(body):
        char = body[position]
        if char == "|":
            found.append(body[start:position])
            start = position + 1
        elif char == "\\":
            position += 1
        elif char == "`":
            span = code_span(body, position)
            position = span[1] - 1 if span else _end_of_run(body, position) - 1
        position += 1
    if body[start:].strip() or not found:
        found.append(body[start:])
    return [cell.replace("\\|", "|").strip() for cell in found]


def _end_of_run(text: str, position: int) -> int:
    while text.startswith("`", position):
        position += 1
    return position
