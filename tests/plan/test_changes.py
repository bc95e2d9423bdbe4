from __future__ import annotations

import json
from typing import Any

import pytest

from orchestrator.model.plan import Allowance, GateOrigin, Phase, Plan, Task
from orchestrator.plan.changes import changes, removed
from orchestrator.views.plan import dumps, plan_data
from tests.support.made import gate, phase, plan

ONE = phase(
    "1",
    gates=(gate("pytest"),),
    agents=("doc-sync",),
    notes_out=("notes/1.md",),
    tasks=(Task("write it", False, 20),),
)
TWO = phase("2", depends_on=("1",))
BEFORE = plan(ONE, TWO)


def stored(of: Plan) -> dict[str, Any]:
    """The plan as the database gives it back."""
    data: dict[str, Any] = json.loads(dumps(plan_data(of)))
    return data


def between(one: Phase) -> tuple[str, ...]:
    return changes(stored(BEFORE), stored(plan(one, TWO)))


def test_the_same_plan_has_no_changes() -> None:
    assert changes(stored(BEFORE), stored(BEFORE)) == ()


@pytest.mark.parametrize(
    "edited",
    [
        ONE._replace(tasks=(Task("write it", True, 20),)),
        ONE._replace(tasks=(Task("write it", False, 25),)),
        ONE._replace(status="Done"),
        ONE._replace(line=30),
        ONE._replace(risk="High", focus="other words"),
        ONE._replace(gates=(gate("pytest", name="tests", meaning="pass", line=40),)),
        ONE._replace(gates=(gate("pytest")._replace(origin=GateOrigin.CONFIGURED),)),
    ],
)
def test_what_does_not_touch_the_contract_is_no_change(edited: Phase) -> None:
    assert between(edited) == ()


@pytest.mark.parametrize(
    ("edited", "change"),
    [
        (ONE._replace(title="New"), "phase 1: title changed from 'Phase 1' to 'New'"),
        (ONE._replace(path="docs/x.md"), "phase 1: file changed from 'docs/phase1.md' to 'docs/x.md'"),
        (ONE._replace(gates=()), "phase 1: gates changed from 'pytest' to none"),
        (ONE._replace(gates=(gate("a"), gate("b"))), "phase 1: gates changed from 'pytest' to 'a', 'b'"),
        (ONE._replace(agents=()), "phase 1: required agents changed from 'doc-sync' to none"),
        (ONE._replace(notes_in=("n.md",)), "phase 1: notes to read changed from none to 'n.md'"),
        (ONE._replace(notes_out=()), "phase 1: notes to write changed from 'notes/1.md' to none"),
        (
            ONE._replace(tasks=(Task("write more", False, 20),)),
            "phase 1: tasks changed from 'write it' to 'write more'",
        ),
        (
            ONE._replace(gates=(gate("pytest")._replace(must_fail_first=True),)),
            "phase 1: gates changed from 'pytest' to 'pytest (must fail first)'",
        ),
        (ONE._replace(protected=("tests/",)), "phase 1: protected paths changed from none to 'tests/'"),
        (
            ONE._replace(allowances=(Allowance("skips", "no network", 30),)),
            "phase 1: allowances changed from none to 'skips because no network'",
        ),
        (
            ONE._replace(no_change="a review"),
            "phase 1: reason to expect no change changed from none to 'a review'",
        ),
    ],
)
def test_a_change_of_the_contract_is_told_in_one_line(edited: Phase, change: str) -> None:
    assert between(edited) == (change,)


def test_an_allowance_that_only_moved_is_no_change() -> None:
    before, now = (stored(plan(phase(allowances=(Allowance("skips", "x", line),)))) for line in (30, 40))
    assert changes(before, now) == ()


def test_a_plan_that_was_stored_before_these_words_were_known_still_compares() -> None:
    old = stored(BEFORE)
    for one in old["phases"]:
        for key in ("protected", "allowances", "no_change"):
            del one[key]
        for its_gate in one["gates"]:
            del its_gate["must_fail_first"]
    assert changes(old, stored(BEFORE)) == ()
    assert changes(old, stored(plan(ONE._replace(protected=("tests/",)), TWO))) == (
        "phase 1: protected paths changed from none to 'tests/'",
    )


def test_a_changed_dependency_is_told() -> None:
    now = stored(plan(ONE, TWO._replace(depends_on=())))
    assert changes(stored(BEFORE), now) == ("phase 2: dependencies changed from '1' to none",)


def test_new_and_removed_phases_are_told() -> None:
    now = stored(plan(TWO, phase("3")))
    assert changes(stored(BEFORE), now) == ("phase 3: new", "phase 1: removed")
    assert removed(stored(BEFORE), now) == ("1",)


def test_another_order_of_the_table_is_no_change() -> None:
    now = stored(plan(TWO, ONE))
    assert changes(stored(BEFORE), now) == ()
    assert removed(stored(BEFORE), now) == ()
