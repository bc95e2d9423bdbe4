from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.drawings import drawn
from orchestrator.plan.ids import Known
from orchestrator.plan.markdown import scan

KNOWN = Known({name: name for name in "1234"}, {"a.md": "1"}, {"setup": "1", "core": "2"})


def read(art: str, reached: str = "") -> tuple[list[tuple[str, str, int]], list[tuple[int, str]]]:
    reading = drawn("m.md", scan(art).lines, KNOWN, "", reached)
    return (
        [(edge.before, edge.after, edge.line) for edge in reading.edges],
        [(one.line, one.code) for one in reading.complaints],
    )


@pytest.mark.parametrize(
    "art",
    [
        "Phase 1\n   │\n   ▼\nPhase 2",
        "Phase 1\n   ↓ needs\nPhase 2",
        "| Phase 1 |\n     |\n     v\n| Phase 2 |",
        "Setup\n  │\n  ▼\nCore",
        "```\n┌───────┐\n│ Setup │\n└───┬───┘\n    ▼\n┌───────┐\n│ Core  │\n└───────┘\n```",
        "[Begin](a.md)\n  ↓\nPhase 2",
    ],
)
def test_an_arrow_down_is_a_dependency(art: str) -> None:
    edges, complaints = read(art)
    assert complaints == []
    assert [edge[:2] for edge in edges] == [("1", "2")]


def test_an_arrow_is_blamed_on_the_line_of_its_head() -> None:
    assert read("Phase 1\n   │\n   ▼\nPhase 2")[0] == [("1", "2", 3)]


@pytest.mark.parametrize(
    ("art", "expected"),
    [
        ("     Phase 1\n   ┌───┴────┐\n   ▼        ▼\nPhase 2  Phase 3", {("1", "2"), ("1", "3")}),
        ("Phase 1  Phase 2\n   │        │\n   └───┬────┘\n       ▼\n    Phase 3", {("1", "3"), ("2", "3")}),
        ("Phase 1  Phase 2\n   │        │\n   ▼        ▼\nPhase 3  Phase 4", {("1", "3"), ("2", "4")}),
        ("Phase 1  Phase 2\n            │\n            ▼\n         Phase 3", {("2", "3")}),
        ("Phase 1\n ↓\nPhase 2\n ↓\nPhase 3", {("1", "2"), ("2", "3")}),
    ],
)
def test_forks_and_joins(art: str, expected: set[tuple[str, str]]) -> None:
    edges, complaints = read(art)
    assert complaints == []
    assert {edge[:2] for edge in edges} == expected


CROSSED = "Phase 1   Phase 2\n   │         │\n   ├─────────┤\n   ▼         ▼\nPhase 3   Phase 4"


def test_an_arrow_that_cannot_be_followed_is_told() -> None:
    assert read(CROSSED) == ([], [(4, "unread-arrow"), (4, "unread-arrow")])


def test_it_is_passed_over_when_something_else_says_what_comes_before() -> None:
    assert read(CROSSED, reached="34") == ([], [])


@pytest.mark.parametrize(
    "art",
    [
        "Phase 1\nPhase 2",
        "Phase 1\n  │\nPhase 2",
        "Phase 1\n ▼\n## More\nPhase 2",
        "Phase 1\n" + "\n" * 20 + "▼\nPhase 2",
        "Browser\n  ▼\nServer",
        "Phase 1 ──► Phase 2\n   │\n   └── ships",
        "Phase 1 is the v\nPhase 2",
        "",
    ],
)
def test_what_is_no_arrow_down(art: str) -> None:
    assert read(art) == ([], [])


@given(st.text("Phase12 │▼v|└─┘\n", max_size=80))
def test_any_drawing_gives_phases_and_lines_that_are_there(art: str) -> None:
    edges, complaints = read(art)
    last = art.count("\n") + 1
    assert all(before in "1234" and after in "1234" and 1 <= line <= last for before, after, line in edges)
    assert all(1 <= line <= last for line, _ in complaints)


@pytest.mark.parametrize(
    "line", ["│ " * 20000, "Phase 1  " * 5000, "▼" * 50000, "─" * 50000, " " * 50000 + "v"]
)
def test_a_long_line_takes_no_time_to_speak_of(line: str) -> None:
    assert drawn("m.md", scan(f"Phase 1\n{line}\n▼\n{line}\nPhase 2").lines, KNOWN, "", ()).edges is not None
