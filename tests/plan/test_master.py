from __future__ import annotations

import pytest

from orchestrator.plan.master import PhaseRow, parse
from tests.plan.sources import master


def codes(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in parse("docs/m.md", text).complaints]


def only(text: str) -> PhaseRow:
    read = parse("docs/m.md", text)
    assert read.complaints == []
    (row,) = read.rows
    return row


def test_a_row_is_read_by_the_names_of_its_columns() -> None:
    text = master(
        r"x | low \| lower | **Core** | Open | Phase 2a | [Setup](a.md) | Phase 1",
        header="Owner | RISK | Focus | status | **Phase** | title | Depends On",
    )
    assert only(text) == PhaseRow(7, "2a", "Setup", "docs/a.md", "Core", "low | lower", "Open", "Phase 1")


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("# | Name", "1 | [A](a.md)", ("1", "A", "docs/a.md")),
        ("ID | Title | File", "1 | A | [here](x/a.md)", ("1", "A", "docs/x/a.md")),
        ("ID | Title | File", "1 | A | `a.md`", ("1", "A", "docs/a.md")),
        ("ID | Title | File", "1 | A | a%20b.md", ("1", "A", "docs/a b.md")),
        ("Phase ID | Title", "1 | [A](<a b.md> 'x')", ("1", "A", "docs/a b.md")),
        ("Phase | Title", "[Phase 1](../a.md#top) | A", ("1", "A", "a.md")),
        ("# | Phase | Focus", "1 | [A](a.md) | x", ("1", "A", "docs/a.md")),
        ("# | Phase | Title", "7 | 1 | [A](a.md)", ("1", "A", "docs/a.md")),
        ("Phase | Title", "1 | [](a.md)", ("1", "1", "docs/a.md")),
        ("Phase | Title | Focus", "1 | [A](a.md)", ("1", "A", "docs/a.md")),
        ("Phase | Title", "1 | [A](a.md) | | ", ("1", "A", "docs/a.md")),
    ],
)
def test_ids_titles_and_files_as_people_write_them(header: str, row: str, expected: tuple[str, ...]) -> None:
    found = only(master(row, header=header))
    assert (found.id, found.title, found.path) == expected


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# My Project - Master Plan", "My Project"),
        ("# My Project \u2013 master plan", "My Project"),
        ("# My Project — Master Plan ", "My Project"),
        ("# Master Plan", "Master Plan"),
        ("# **Bold** `x`", "Bold x"),
        ("no heading", "m"),
    ],
)
def test_the_title(line: str, title: str) -> None:
    text = master("1 | [A](a.md)").replace("# Demo - Master Plan", line)
    assert parse("docs/m.md", text).title == title


@pytest.mark.parametrize(
    "heading", ["## Phases", "## Phases (in order)", "### 2. Phases", "# Phases", "##Phases"]
)
def test_the_heading_of_the_table_may_vary(heading: str) -> None:
    assert only(master("1 | [A](a.md)").replace("## Phases", heading)).id == "1"


def test_other_tables_are_not_taken() -> None:
    metrics = "| Metric | Target |\n|---|---|\n| speed | 1 |\n\n"
    names = "| # | Name |\n|---|---|\n| 1 | Ada |\n\n"
    text = master("1 | [A](a.md)", rest="## Success Metrics\n\n" + names)
    assert only(text.replace("## Phases\n\n", f"## Phases\n\n{metrics}{names}")).title == "A"


def test_phases_may_be_split_over_two_tables() -> None:
    text = master("1 | [A](a.md)", rest="### Later\n\n| Phase | Title |\n|-|-|\n| 2 | [B](b.md) |\n")
    assert [row.id for row in parse("m.md", text).rows] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "no-table")]),
        ("# T\n## Phases\n| Phase | Title |\n| 1 | [A](a.md) |", [(0, "no-table")]),
        ("# T\n```\n## Phases\n| Phase | Title |\n|-|-|\n| 1 | [A](a.md) |\n```", [(0, "no-table")]),
        (master(), [(5, "empty-plan")]),
        (master(" | [A](a.md)"), [(7, "no-id")]),
        (master("a b | [A](a.md)"), [(7, "bad-id")]),
        (master("1 | A"), [(7, "no-link")]),
        (master("1 | [A](#top)"), [(7, "no-link")]),
        (master("1 | [A](a b.md)"), [(7, "no-link")]),
        (master("1 | [A](../../a.md)"), [(7, "link-leaves-project")]),
        (master("1 | [A](/a.md)"), [(7, "link-absolute-path")]),
        (master("1 | [A](https://x.org/a.md)"), [(7, "link-url")]),
        (master("1 | [A](m.md)"), [(7, "link-to-itself")]),
        (master("1 | [A](a.md) | pipe"), [(7, "too-many-cells")]),
        (master("1 | [A](a.md)", "1 | [B](b.md)"), [(8, "duplicate-id")]),
        (master("s | [A](a.md)", "S | [B](b.md)"), [(8, "duplicate-id")]),
        (master("1 | [A](a.md)", "2 | [B](x/../a.md)"), [(8, "shared-file")]),
        (master("1 | [A](a.md)", rest="```\n## Dependencies\n"), [(9, "unclosed-block")]),
    ],
)
def test_what_is_wrong_has_a_line_and_a_code(text: str, expected: list[tuple[int, str]]) -> None:
    assert codes(text) == expected


def test_a_repeated_id_points_to_the_first_one() -> None:
    (complaint,) = parse("m.md", master("1 | [A](a.md)", "1 | [B](b.md)")).complaints
    assert str(complaint) == "m.md:8: the id '1' is taken by line 7; give every phase its own id"


def test_a_table_in_the_wrong_section_is_pointed_out() -> None:
    text = master("1 | [A](a.md)").replace("## Phases", "## Stages")
    (complaint,) = parse("m.md", text).complaints
    assert complaint.cure == "move the table of line 5 under a heading '## Phases'"


def test_empty_rows_are_no_phases() -> None:
    assert only(master("1 | [A](a.md)", " | ")).id == "1"
