from __future__ import annotations

import json

import pytest

from orchestrator.model.plan import Allowance, GateOrigin, Plan, Task
from orchestrator.schedule import order, waves
from orchestrator.views.plan import dry_run_json, dry_run_text, dumps, plan_data
from tests.support.made import gate, phase, plan

FIRST = phase(
    "1",
    gates=(gate("pytest -q"), gate("ruff check .", name="ruff")._replace(origin=GateOrigin.BUILT_IN)),
    agents=("doc-sync",),
    notes_in=("notes/0.md",),
    notes_out=("notes/1.md",),
    tasks=(Task("a", False, 20), Task("b", True, 21)),
)
PLAN = plan(FIRST, phase("2", depends_on=("1",), gates=()), phase("3", depends_on=("1",)))


def text(of: Plan, *assumed: str) -> str:
    return dry_run_text(of, order(of), waves(of), assumed)


def test_a_person_sees_everything_a_run_would_go_by() -> None:
    lines = text(PLAN, "1").splitlines()
    assert lines[0] == "Small (docs/master-plan.md): 3 phases"
    assert lines[2:11] == [
        "Phase 1: Phase 1 (assumed done, will not run)",
        "  file:       docs/phase1.md",
        "  gate:       pytest -q",
        "  gate:       ruff check .  [ruff, built-in]",
        "  agent:      doc-sync",
        "  reads:      notes/0.md",
        "  writes:     notes/1.md",
        "  tasks:      2",
        "Phase 2: Phase 2",
    ]
    assert "  depends on: 1" in lines
    assert "  gate:       none, on purpose" in lines
    assert lines[-4:] == ["  1. 1", "  2. 2, 3", "", "The plan has no errors. Nothing was run."]


def test_a_program_sees_the_same() -> None:
    data = json.loads(dry_run_json(PLAN, order(PLAN), waves(PLAN), ("1",)))
    assert (data["version"], data["order"], data["waves"], data["assumed"]) == (
        1,
        ["1", "2", "3"],
        [["1"], ["2", "3"]],
        ["1"],
    )
    assert data["plan"]["phases"][0]["gates"][1] == {
        "name": "ruff",
        "command": "ruff check .",
        "meaning": "",
        "origin": "built-in",
        "line": 12,
        "must_fail_first": False,
    }


def test_what_a_phase_protects_allows_and_expects_is_shown() -> None:
    one = phase(
        gates=(
            gate("pytest")._replace(must_fail_first=True),
            gate("ruff check .", name="ruff")._replace(origin=GateOrigin.BUILT_IN, must_fail_first=True),
        ),
        protected=("tests/", "*.snap"),
        allowances=(Allowance("skips", "there is no network", 30),),
        no_change="a review only",
    )
    assert text(plan(one)).splitlines()[4:10] == [
        "  gate:       pytest  [must fail first]",
        "  gate:       ruff check .  [ruff, built-in]  [must fail first]",
        "  protects:   tests/",
        "  protects:   *.snap",
        "  allows:     skips because there is no network",
        "  changes:    none expected (a review only)",
    ]
    shown = plan_data(plan(one))["phases"][0]
    assert (shown["protected"], shown["no_change"]) == (("tests/", "*.snap"), "a review only")
    assert shown["allowances"] == [{"what": "skips", "reason": "there is no network", "line": 30}]


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x9b", "\u202e", "\x00", "\ud800"])
def test_nothing_in_a_plan_acts_on_a_terminal(odd: str) -> None:
    shown = text(plan(phase(title=f"a{odd}b", path=f"{odd}.md", gates=(gate(f"true {odd}"),), agents=(odd,))))
    assert odd not in shown
    assert shown.encode()


def test_the_stored_plan_is_the_same_every_time() -> None:
    assert dumps(plan_data(PLAN)) == dumps(plan_data(PLAN._replace()))
    with pytest.raises(TypeError, match="object has no JSON form"):
        dumps(object())
