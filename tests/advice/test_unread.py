"""What is nearly ours."""

from __future__ import annotations

import pytest

from tests.advice.made import GOOD, codes, plan, said


def told(text: str) -> list[tuple[str, int, str]]:
    return codes(plan(a=text + GOOD))


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("## Gate", "Gates"),
        ("## Gaets", "Gates"),
        ("### 3. Task (all)", "Tasks"),
        ("## Process Wraper", "Process Wrapper"),
        ("## Protect", "Protected"),
        ("## ProcessWrapper: rules", "Process Wrapper"),
    ],
)
def test_headings_that_are_nearly_ours(heading: str, meant: str) -> None:
    (one,) = said(plan(a=f"# A\n{heading}\n{GOOD}"))
    assert (one.line, one.code) == (2, "unread-heading")
    assert f"'## {meant}'" in one.cure


@pytest.mark.parametrize(
    "heading",
    ["## Gates (all)", "## Overview", "## Notes", "## Task 1: Base", "# Gate", "#### Details", "## ", "## 7"],
)
def test_headings_that_are_ours_or_something_else(heading: str) -> None:
    assert [code for _, _, code in told(f"# A\n{heading}\n") if code == "unread-heading"] == []


def test_a_heading_that_is_read_for_want_of_another_one_is_fine() -> None:
    files = plan(a=GOOD.replace("## Gates", "## Gate"))
    assert codes(files) == []


def test_headings_of_the_master_plan() -> None:
    files = plan("## Dependency\n1 --> 2\n### Phase 1: Setup\n", a=GOOD)
    assert [code for path, _, code in codes(files) if path == "m.md"] == ["unread-heading"]


@pytest.mark.parametrize("field", ["**Depend On:** Phase 9", "- **DependsOn**: x", "**Change:** none"])
def test_fields_that_are_nearly_ours(field: str) -> None:
    assert told(f"# A\n{field}\n") == [("a.md", 2, "unread-field")]


@pytest.mark.parametrize(
    "field",
    [
        "**Depends On:** N/A",
        "**Dependencies:** N/A",
        "**Status:** x",
        "**Changed:** 2026",
        "```\n**Depend On:** x\n```",
    ],
)
def test_fields_that_are_ours_or_something_else(field: str) -> None:
    assert told(f"# A\n{field}\n") == []


@pytest.mark.parametrize("text", ["**AGENTS:a**", "**AGENT a**", "AGENTS: a", "** AGENT - a**"])
def test_agents_that_are_not_required_by_that(text: str) -> None:
    assert ("a.md", 2, "unread-agent") in told(f"## Process Wrapper\n- {text}\n")


def test_required_agents_are_fine() -> None:
    assert told("## Process Wrapper\n- **AGENT:a** and the agents of others\n") == []
