from __future__ import annotations

import pytest

from orchestrator.plan.agents_to_use import SECTIONS, in_step, required
from orchestrator.plan.markdown import divide, scan


def read(text: str) -> list[str]:
    """Agents, then the codes of complaints."""
    agents, complaints = required("p.md", divide(scan(text).lines, SECTIONS))
    return [*agents, *(one.code for one in complaints)]


def rows(header: str, *lines: str) -> str:
    dashes = "|".join("-" for _ in header.split("|"))
    return "## Agents to Use\n" + "\n".join(f"| {line} |" for line in (header, dashes, *lines))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("After | `reviewer` | REQUIRED - quality", ["reviewer"]),
        ("MANDATORY | **plug:in-agent** | x", ["plug:in-agent"]),
        ("After | reviewer (REQUIRED) | x", ["reviewer"]),
        ("After | @reviewer | (required)", ["reviewer"]),
        ("After | `reviewer` **REQUIRED** | x", ["reviewer"]),
        ("When required | reviewer | x", []),
        ("After | reviewer | not required", []),
        ("After | reviewer | NOT REQUIRED here", []),
        ("After | reviewer | REQUIRED when it is big", ["unclear-agent"]),
        ("After | the reviewer | REQUIRED", ["bad-agent"]),
        ("After | | REQUIRED", []),
    ],
)
def test_the_rows_that_require_their_agent(row: str, expected: list[str]) -> None:
    assert read(rows("When | Agent | Purpose", row)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Yes", ["a"]),
        ("✅", ["a"]),
        ("required", ["a"]),
        ("no", []),
        ("", []),
        ("—", []),
        ("UI only", ["unclear-agent"]),
    ],
)
def test_a_column_says_which_agents_are_required(cell: str, expected: list[str]) -> None:
    for column in ("Required", "Required?", "Mandatory"):
        assert read(rows(f"Agent | {column}", f"a | {cell}")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Agents to Use\n- `a-b` (REQUIRED): x\n- c: x\n- **AGENT:d** - x", ["a-b", "d"]),
        ("## Required Agents\n- a-b: x\n- `c`", ["a-b", "c"]),
        ("## Required Agents\n| Agent | Why |\n|-|-|\n| a | x |", ["a"]),
        ("## Required Agents\n- two words: x", ["bad-agent"]),
        ("## Agents\n- a (REQUIRED)", []),
    ],
)
def test_lists_of_agents(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("doc-sync agent: lists (REQUIRED)", "doc-sync"),
        ("The `reviewer` subagent looks (REQUIRED)", "reviewer"),
        ("doc-sync agent: lists", ""),
        ("Each agent (REQUIRED) reports", ""),
        ("doc-sync agent: lists, if there are any (REQUIRED)", ""),
    ],
)
def test_a_step_may_require_an_agent(text: str, agent: str) -> None:
    assert in_step(text) == agent
