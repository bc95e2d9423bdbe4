"""The plan as a whole."""

from __future__ import annotations

import pytest

from orchestrator.advice.report import WARNINGS
from orchestrator.advice.whole import in_order, unseen_agents
from orchestrator.model.configuration import Budget, Settings
from orchestrator.model.plan import Complaint
from orchestrator.plan.agents import Defined
from tests.advice.made import GOOD, codes, plan, subject
from tests.plan.sources import master


@pytest.mark.parametrize("status", ["Done", "✅ Complete", "**completed**", "Finished 2026-01-01"])
def test_a_phase_that_the_table_calls_done(status: str) -> None:
    table = master(f"1 | [A](a.md) | {status}", header="Phase | Title | Status")
    assert codes({"m.md": table, "a.md": GOOD}) == [("m.md", 7, "status-not-read")]


@pytest.mark.parametrize("status", ["Pending", "", "Not done", "In progress"])
def test_other_states(status: str) -> None:
    table = master(f"1 | [A](a.md) | {status}", header="Phase | Title | Status")
    assert codes({"m.md": table, "a.md": GOOD}) == []


def test_many_phases_without_a_bound() -> None:
    files = plan(**{f"p{number}": GOOD for number in range(21)})
    assert codes(files) == [("m.md", 0, "no-budget")]
    assert codes(files, Settings(phase_budget=Budget(usd=1))) == []
    assert codes(files, Settings(budget=Budget(sessions=99))) == []


def test_agents_that_only_the_other_side_may_know() -> None:
    wrapper = "## Process Wrapper\n- **AGENT:here**\n- **AGENT:there**\n"
    (one,) = unseen_agents(subject(plan(a=wrapper + GOOD)), Defined(("here",), ("x",), {}))
    assert one.code == "unseen-agent"
    assert "'there'" in one.problem


def test_a_plan_that_cannot_be_read_is_no_reason_to_fall() -> None:
    assert codes({}) == []
    assert codes({"m.md": "# x\n"}) == []


def test_complaints_are_sorted_by_file_and_line_without_repeats() -> None:
    one, two, three, other = (
        Complaint(*where, "c", "p", "q") for where in (("m", 5), ("a", 9), ("a", 2), ("x", 1))
    )
    assert in_order("m", ("m", "a"), (two, one, three, other, one)) == (other, one, three, two)


def test_every_warning_that_is_given_has_a_row() -> None:
    import ast
    from pathlib import Path

    import orchestrator.advice

    found = set()
    for path in Path(orchestrator.advice.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Complaint":
                code = node.args[2]
                found.add(code.value if isinstance(code, ast.Constant) else "arrow-form")
    assert found - {"bad-agent", "unclear-gate"} == set(WARNINGS) - {"unseen-agent"}
