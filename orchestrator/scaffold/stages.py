"""Which phases a plan of a certain length has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MOST = 50  # phases of a plan


class Stage(NamedTuple):
    """One phase as a template."""

    slug: str
    title: str
    focus: str
    risk: str
    since: int  # the shortest plan that has it
    goal: str
    tasks: str  # headings, and below each its tasks with a dash before them
    keeps_tests: bool = False  # it describes and reviews: what judges the work is not its to change


class Kind(NamedTuple):
    """The stages of a sort of project in their order, and the one that stands for anything further."""

    stages: tuple[Stage, ...]
    further: Stage  # its texts hold `{number}`
    behind: str  # the slug of the stage that further ones follow


def choose(kind: Kind, count: int) -> Sequence[Stage]:
    """The stages of a plan with `count` phases, in order."""
    assert 1 <= count <= MOST
    chosen = [stage for stage in kind.stages if stage.since <= count]
    place = next(index for index, stage in enumerate(chosen) if stage.slug == kind.behind) + 1
    further = [_numbered(kind.further, number + 1) for number in range(count - len(chosen))]
    return [*chosen[:place], *further, *chosen[place:]]


def _numbered(stage: Stage, number: int) -> Stage:
    return stage._replace(slug=stage.slug.format(number=number), title=stage.title.format(number=number))


def task_lists(stage: Stage) -> list[tuple[str, list[str]]]:
    """Each heading of the stage's tasks with the tasks below it."""
    found: list[tuple[str, list[str]]] = []
    for line in stage.tasks.splitlines():
        if line.startswith("- "):
            found[-1][1].append(line.removeprefix("- "))
        else:
            found.append((line, []))
    return found
