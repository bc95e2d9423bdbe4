from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.dependencies import chains
from orchestrator.plan.ids import Known
from orchestrator.plan.markdown import scan
from orchestrator.plan.mermaid import with_phases

KNOWN = Known({name: name for name in ("1", "2", "3")}, {}, {"setup": "1", "core logic": "2", "last": "3"})


def read(graph: str, known: Known = KNOWN) -> tuple[set[tuple[str, str]], list[str]]:
    lines = with_phases(scan(f"```mermaid\n{graph}\n```").lines, known, "")
    reading = chains("m.md", lines, known, "")
    return {(edge.before, edge.after) for edge in reading.edges}, [str(one) for one in reading.complaints]


@pytest.mark.parametrize(
    "graph",
    [
        "graph TD; A[Phase 1]-->B[Phase 2]",
        "graph LR\n P1[Setup] --> P2[Core logic]",
        'flowchart TB\n A["Phase 1<br/>Setup"]\n B(("Core logic"))\n A --> B',
        "graph TD\n 1 --> 2",
        "graph TD\n P1 -->|schema| P2",
        "graph TD\n P1 -- schema --> P2",
        "graph TD\n P1 -.-> P2",
        "graph TD\n P1 ==> P2:::big\n classDef big fill:#fff",
        "graph TD\n phase-1-->phase-2",
        "%% drawn\ngraph TD\n subgraph Phase 3\n P1 --> P2\n end\n style P1 fill:#f9f",
        "graph TD\n A{Setup} --> B([Core logic])",
        "graph TD\n P1 --- P3\n P1 --> P2",
    ],
)
def test_an_arrow_between_phases_is_a_dependency(graph: str) -> None:
    assert read(graph) == ({("1", "2")}, [])


def test_chains_and_groups_of_nodes() -> None:
    assert read("graph TD\n P1 --> P2 --> P3")[0] == {("1", "2"), ("2", "3")}
    assert read("graph TD\n P1 & P2 --> P3")[0] == {("1", "3"), ("2", "3")}
    assert read("graph TD; P1-->P2; P1-->P3;")[0] == {("1", "2"), ("1", "3")}


def test_a_node_that_is_no_phase_is_told_by_its_label() -> None:
    edges, (told,) = read("graph TD\n P1 --> D[Deployment]")
    assert edges == set()
    assert told.startswith("m.md:3: there is no phase 'Deployment'; name a phase of the table")


@pytest.mark.parametrize("graph", ["graph TD\n Browser --> Server", "gantt\n Setup --> x", "", "graph TD"])
def test_a_graph_of_other_things_is_left_as_it_is(graph: str) -> None:
    lines = scan(f"```mermaid\n{graph}\n```").lines
    assert with_phases(lines, Known({"1": "1"}, {}), "") == list(lines)


def test_an_arrow_to_the_left_is_told() -> None:
    _, (told,) = read("graph TD\n A --> P1[Setup]\n 2 <-- 1".replace("A --> P1[Setup]", "P1 --> P2"))
    assert "the arrow points to the left" in told


@given(st.text('P12[]()">-=|;& .:\ngraph', max_size=60))
def test_any_graph_is_lines_of_the_same_numbers(text: str) -> None:
    lines = scan(f"```mermaid\ngraph TD\n{text}\n```").lines
    assert {line.number for line in with_phases(lines, KNOWN, "")} <= {line.number for line in lines}


@pytest.mark.parametrize(
    "line", ["A[" * 20000, "A --" * 20000, "-" * 50000, '"' * 50001, "a." * 20000, "|" * 50000]
)
def test_a_long_line_takes_no_time_to_speak_of(line: str) -> None:
    assert with_phases(scan(f"```mermaid\ngraph TD\nP1-->P2\n{line}\n```").lines, KNOWN, "")
