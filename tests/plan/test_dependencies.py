from __future__ import annotations

import pytest

from orchestrator.model.plan import Complaint
from orchestrator.plan.dependencies import Edge, chains, cycles, listed
from orchestrator.plan.ids import Known
from orchestrator.plan.markdown import scan

NAMES = ("1", "2", "3", "4", "3.1", "setup", "no-code")
KNOWN = Known({name: name for name in NAMES}, {f"docs/p{name}.md": name for name in NAMES})


def read(text: str) -> tuple[set[tuple[str, str]], list[tuple[int, str]]]:
    reading = chains("m.md", scan(text).lines, KNOWN, "docs")
    pairs = {(edge.before, edge.after) for edge in reading.edges}
    return pairs, [(one.line, one.code) for one in reading.complaints]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Phase 1 --> Phase 2", {("1", "2")}),
        ("1->2", {("1", "2")}),
        ("1 → 2", {("1", "2")}),
        ("Phase 1 ──► Phase 2", {("1", "2")}),
        ("Phase 1 => Phase 2 ──> Phase 3", {("1", "2"), ("2", "3")}),
        ("no-code->setup", {("no-code", "setup")}),
        ("Phase 1, Phase 2 --> Phase 3", {("1", "3"), ("2", "3")}),
        ("1 & 2 -> 3", {("1", "3"), ("2", "3")}),
        ("Phases 1 and 2 → setup", {("1", "setup"), ("2", "setup")}),
        ("SETUP -> 3.1", {("setup", "3.1")}),
        ("- Phase 1 --> Phase 2", {("1", "2")}),
        ("1. Phase 1 --> Phase 2.", {("1", "2")}),
        ("- [ ] **Phase 1** → `2`", {("1", "2")}),
        ("```\nPhase 1 --> Phase 2\n```", {("1", "2")}),
        ("[A](p1.md) --> [B](../docs/p2.md)", {("1", "2")}),
        ("Phase 1 (the base) --> Phase 2 (core, tests)", {("1", "2")}),
        ("Phase 1: Base --> Phase 2: Core", {("1", "2")}),
        ("Phase 1 --> Phase 2 because of the schema", {("1", "2")}),
        ("| Phase 1 | --> | Phase 2 |", {("1", "2")}),
        ("Phase 1 ──► Phase 2 ──┬──► Phase 3", {("1", "2"), ("2", "3")}),
        ("1 -> 2\n   └──► 2", {("1", "2")}),  # what the drawing says is known
        ("<!-- 1 -> 2 -->", set()),
        ("```mermaid\ngraph LR\n  1 --> 2[Core]\n```", {("1", "2")}),
        ('A[Phase 1] --> B["Phase 2: Core"]', {("1", "2")}),
        ("[Phase 1] --> [Phase 2]", {("1", "2")}),
        ("[Phase 1: Base] ──► [[Phase 2]]", {("1", "2")}),
        ("Phase 1 ──► Phase 2      Phase 3", {("1", "2")}),  # another box of the drawing
        ("│ Phase 1 │──►│ Phase 2 │   │ Phase 3 │", {("1", "2")}),
        ("Phase 1 --> Phase 2, for Phase 1 makes its input", {("1", "2")}),
    ],
)
def test_chains(text: str, pairs: set[tuple[str, str]]) -> None:
    assert read(text) == (pairs, [])


@pytest.mark.parametrize(
    "text",
    [
        "Phase 1 or Phase 2 --> Phase 3",
        "1 or 2 --> 3",
        "Phase 1 / Phase 2 --> Phase 3",
        "Phase 1 --> Phase 2 plus Phase 3",
        "Phase 1 ──► Phase 2      Phase 3 ──► Phase 4",  # two chains side by side: 2 is not before 4
        "Phase 3      Phase 1 ──► Phase 2",
    ],
)
def test_a_chain_that_names_two_phases_in_one_place_is_never_guessed_at(text: str) -> None:
    assert read(text)[1] == [(1, "unclear-dependency")]


@pytest.mark.parametrize(
    "text",
    [
        "+-----+\n|  A  |\n+-----+\n   |\n   v",
        "Source --> parsed text --> tree",
        "API -> UI",
        "All phases run in order.",
        "a <- b",
        "-->",
        "------------",
        "Phase 1\n  │\n  ▼\nPhase 2",
    ],
)
def test_drawings_that_name_no_phase_beside_an_arrow_are_passed_over(text: str) -> None:
    assert read(text) == (set(), [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x\nPhase 1 --> Phase 9", [(2, "unknown-dependency")]),
        ("Phase 8 --> Phase 9", [(1, "unknown-dependency")] * 2),
        ("1 -> 9", [(1, "unknown-dependency")]),
        ("1 -> deploy", [(1, "unknown-dependency")]),
        ("1-3 -> 4", [(1, "unknown-dependency")]),
        ("[A](p1.md) -> [Z](pz.md)", [(1, "unknown-dependency")]),
        ("Phase 1\n  └─► Phase 2", [(2, "unread-arrow")]),
        ("Phase 2 <-- Phase 1", [(1, "backward-arrow")]),
        ("2 ← 1", [(1, "backward-arrow")]),
        ("A --> B[Phase 2]", [(1, "unknown-dependency")]),
    ],
)
def test_what_must_be_a_phase_and_is_none(text: str, expected: list[tuple[int, str]]) -> None:
    assert read(text)[1] == expected


def test_an_unknown_phase_comes_with_the_nearest_ones() -> None:
    reading = chains("m.md", scan("1 -> setpu").lines, KNOWN, "")
    (complaint,) = reading.complaints
    assert (
        str(complaint)
        == "m.md:1: there is no phase 'setpu'; name a phase of the table; did you mean 'setup'?"
    )


def test_a_backward_arrow_is_turned_round_in_the_cure() -> None:
    (complaint,) = chains("m.md", scan("Phase 2 <-- Phase 1").lines, KNOWN, "").complaints
    assert complaint.cure == "write Phase 1 --> Phase 2"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("", []),
        ("N/A", []),
        ("None", []),
        ("none (the first one)", []),
        ("-", []),
        ("—", []),
        ("No dependencies", []),
        ("Phase 1", ["1"]),
        ("[Phase 1](p1.md)", ["1"]),
        ("[Phase 1](p1.md) or N/A", ["1"]),
        ("[x](../docs/p1.md), Phase 2 and setup", ["1", "2", "setup"]),
        ("Phase 1; 2", ["1", "2"]),
        ("no-code", ["no-code"]),
        ("Phase 1 must be complete", ["1"]),
    ],
)
def test_lists_of_dependencies(text: str, before: list[str]) -> None:
    reading = listed("docs/p4.md", 3, text, "4", KNOWN, ("docs", ""))
    assert reading.complaints == []
    assert reading.edges == [Edge(one, "4", "docs/p4.md", 3) for one in before]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Phase 9", "unknown-dependency"),
        ("[Phase 1](other.md)", "unknown-dependency"),
        ("later", "unknown-dependency"),
        ("the API is up", "unreadable-dependency"),
        ("Phase 1, when the API is up", "unreadable-dependency"),
    ],
)
def test_lists_that_cannot_be_understood(text: str, code: str) -> None:
    reading = listed("p.md", 3, text, "4", KNOWN, ("docs",))
    assert [(one.line, one.code) for one in reading.complaints] == [(3, code)]


def rings(*pairs: str) -> list[Complaint]:
    return cycles([Edge(pair[0], pair[1], "m.md", line) for line, pair in enumerate(pairs, 1)], "1234")


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (["12", "23", "13"], []),
        (["12", "21"], ["1 -> 2 -> 1"]),
        (["31", "12", "23"], ["1 -> 2 -> 3 -> 1"]),
        (["12", "21", "13", "31"], ["1 -> 2 -> 1", "1 -> 3 -> 1"]),
        (["12", "21", "12", "34", "43"], ["1 -> 2 -> 1", "3 -> 4 -> 3"]),
    ],
)
def test_each_cycle_is_told_once(pairs: list[str], expected: list[str]) -> None:
    assert [one.problem.partition(": ")[2] for one in rings(*pairs)] == expected


def test_a_cycle_is_blamed_on_the_edge_that_closes_it() -> None:
    assert [(one.line, one.code) for one in rings("12", "23", "31")] == [(3, "cycle")]


def test_a_phase_that_depends_on_itself_is_no_cycle_of_others() -> None:
    assert [(one.line, one.code) for one in rings("12", "22")] == [(2, "self-dependency")]


def test_a_deep_plan_and_a_dense_one_end_in_time() -> None:
    names = [str(number) for number in range(2000)]
    deep = [Edge(a, b, "m.md", 1) for a, b in zip(names, [*names[1:], "0"], strict=True)]
    assert len(cycles(deep, names)) == 1
    dense = [Edge(a, b, "m.md", 1) for a in names[:100] for b in names[:100] if a != b]
    assert len(cycles(dense, names)) == 20
