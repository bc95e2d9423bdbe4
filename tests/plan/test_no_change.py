from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.markdown import scan
from orchestrator.plan.no_change import SAID, no_change
from orchestrator.text import printable


def read(text: str) -> tuple[str, list[int]]:
    """The reason, and the lines of the complaints."""
    reason, complaints = no_change("p.md", scan(text).lines)
    assert {one.code for one in complaints} <= {"odd-changes"}
    return reason, [one.line for one in complaints]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("**Changes:** none expected (a review only)", "a review only"),
        ("**Changes:** None expected: a review only.", "a review only"),
        ("**Changes**: none expected - a review only", "a review only"),
        ("**Changes:** none, a review only", "a review only"),
        ("**Changes:** none expected because it only looks", "because it only looks"),
        ("**Changes:** none expected ((nested) words)", "(nested) words"),
        ("- **CHANGES:** NONE", SAID),
        ("Changes: none expected", SAID),
        ("**Changes:** none.", SAID),
        ("**Changes:** none expected ()", SAID),
    ],
)
def test_the_field_says_that_nothing_is_expected_to_change_and_why(field: str, reason: str) -> None:
    text = f"# Phase 1\n\n**Status:** Pending\n{field}\n\n---\n\n## Gates\n- pytest\n"
    assert read(text) == (reason, [])


@pytest.mark.parametrize(
    "value", ["", "3 files", "nonesuch", "no", "none or few", "expected", "none expected?"]
)
def test_another_value_is_a_complaint_with_a_cure(value: str) -> None:
    assert read(f"# P\n**Changes:** {value}\n") == ("", [2])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Changes: 5\n",
        "## Overview\n**Changes:** 3 files\n",
        "What changes: much\n",
        "```\n**Changes:** none\n```\n",
        "<!-- **Changes:** none -->\n",
        "**Changes since May:** none\n",
    ],
)
def test_elsewhere_the_word_means_nothing(text: str) -> None:
    assert read(text) == ("", [])


@given(st.text())
def test_any_value_is_read_or_complained_about(value: str) -> None:
    reason, complaints = no_change("p.md", scan(f"**Changes:** {value}").lines)
    assert bool(reason) or complaints
    assert all(printable(str(one)) == str(one) for one in complaints)
