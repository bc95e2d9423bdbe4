"""The examination as a whole."""

from __future__ import annotations

import re

from orchestrator.doctor.examine import examine
from orchestrator.doctor.report import Health, count, healthy
from orchestrator.doctor.world import PlanFacts, Sandbox
from tests.doctor.made import WORLD


def test_where_all_is_well_nothing_is_to_be_done() -> None:
    groups = examine(WORLD)
    assert healthy(groups)
    assert [group.name for group in groups] == ["machine", "claude", "project", "around"]
    assert count(groups, Health.OK) == sum(len(group.checks) for group in groups)


def test_a_plan_has_a_group_of_its_own() -> None:
    plan = PlanFacts("m.md", "Small", 1, 1, ())
    groups = examine(WORLD._replace(project=WORLD.project._replace(plan=plan)))
    assert [group.name for group in groups] == ["machine", "claude", "project", "plan", "around"]


def test_a_warning_does_not_stand_in_the_way_and_an_error_does() -> None:
    warned = examine(WORLD._replace(machine=WORLD.machine._replace(terminal="")))
    assert (count(warned, Health.WARNING), healthy(warned)) == (1, True)
    assert not healthy(examine(WORLD._replace(claude=WORLD.claude._replace(root=True))))


def test_names_are_for_programs() -> None:
    names = [
        check.name
        for group in examine(WORLD._replace(sandboxes=(Sandbox("bwrap", "", None),)))
        for check in group.checks
    ]
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", name) for name in names)
    assert len(set(names)) == len(names)
