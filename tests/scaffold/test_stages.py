"""Which phases a plan of a certain length has."""

from __future__ import annotations

import pytest

from orchestrator.scaffold.kinds import KINDS
from orchestrator.scaffold.stages import MOST, choose, task_lists


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_a_plan_has_as_many_phases_as_were_asked_for_and_each_its_own_name(kind: str, count: int) -> None:
    stages = choose(KINDS[kind], count)
    assert len(stages) == count
    assert len({stage.slug for stage in stages}) == len({stage.title for stage in stages}) == count
    assert not any("{" in f"{stage.slug}{stage.title}" for stage in stages)


@pytest.mark.parametrize("kind", KINDS)
def test_a_longer_plan_keeps_the_phases_of_a_shorter_one_in_order(kind: str) -> None:
    before: list[str] = []
    for count in range(1, MOST + 1):
        slugs = [stage.slug for stage in choose(KINDS[kind], count)]
        assert [slug for slug in slugs if slug in before] == before
        before = slugs


def test_further_phases_stand_before_the_end() -> None:
    slugs = [stage.slug for stage in choose(KINDS["generic"], 7)]
    assert slugs == [
        "foundation",
        "implementation",
        "increment-1",
        "increment-2",
        "integration",
        "hardening",
        "finish",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_has_tasks_under_headings(kind: str) -> None:
    for stage in choose(KINDS[kind], MOST):
        lists = task_lists(stage)
        assert lists
        assert all(heading and boxes for heading, boxes in lists)
