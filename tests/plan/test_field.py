"""Plans as people have them: each file of `field/` shows a shape and says in a comment how it is read.

A file that begins with `master` is a master plan, whose phase files have one gate each. Any other one is the
file of phase 4 in a plan with the phases 1, 2, 3 and 4. The comment holds the lines of `shown`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.model.plan import Phase, Plan
from orchestrator.plan.load import load
from tests.plan.sources import master

FIELD = Path(__file__).with_name("field")
SHAPES = sorted(path.name for path in FIELD.glob("*.md"))
MARK = "<!-- expected\n"
PROGRAMS = frozenset({"pytest", "ruff", "uv", "npm", "make", "file", "coverage", "test"})
CONFIGURED = {"Code style": "ruff check src"}
PROPOSALS = (("tests", "uv run pytest"), ("lint", "make lint"), ("build", "npm run build"))
FOUR = master("1 | [Setup](1.md)", "2 | [Core](2.md)", "3 | [Interface](3.md)", "4 | [Last](4.md)")
GATE = b"## Gates\n- pytest: all pass\n"


class Files:
    """The file of a shape; every other file is a phase file with one gate."""

    def __init__(self, name: str, data: bytes) -> None:
        self.files = {"m.md": data} if name.startswith("master") else {"m.md": FOUR.encode(), "4.md": data}

    def read(self, path: str) -> bytes:
        return self.files.get(path, GATE)

    def is_program(self, word: str) -> bool:
        return word in PROGRAMS


def shown(plan: Plan, *, whole: bool) -> Iterator[str]:
    """What a plan says, a line each; of a plan that is not asked for as a whole, its phase 4."""
    if whole:
        yield f"title: {plan.title}"
        for phase in plan.phases:
            after = f" after {', '.join(phase.depends_on)}" if phase.depends_on else ""
            yield f"phase: {phase.id} | {phase.title} | {phase.path}{after}"
    else:
        yield from shown_phase(plan.phase("4"))


def shown_phase(phase: Phase) -> Iterator[str]:
    if phase.depends_on:
        yield f"after: {', '.join(phase.depends_on)}"
    for gate in phase.gates:
        name = "" if gate.name == gate.command else f"{gate.name} runs "
        meaning = f" | {gate.meaning}" if gate.meaning else ""
        yield f"gate: {name}{gate.command}{meaning}"
    yield from (f"agent: {name}" for name in phase.agents)
    yield from (f"reads: {path}" for path in phase.notes_in)
    yield from (f"writes: {path}" for path in phase.notes_out)
    yield from (f"{'done' if task.done else 'task'}: {task.text}" for task in phase.tasks)


def read(name: str, data: bytes) -> list[str]:
    try:
        plan = load("m.md", Files(name, data), CONFIGURED, PROPOSALS)
    except InputError as error:
        return [f"complaint: {one}" for one in error.complaints]
    return list(shown(plan, whole=name.startswith("master"))) or ["nothing"]


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_of_the_field_is_read_as_it_is_meant_or_refused(name: str) -> None:
    text, mark, expected = (FIELD / name).read_bytes().decode().partition(MARK)
    assert mark, f"{name} does not say what is expected"
    assert read(name, text.encode()) == expected.strip().removesuffix("-->").strip().split("\n")


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(("mark", "end"), [("\ufeff", "\n"), ("", "\r\n"), ("", "\r")])
def test_neither_line_ends_nor_a_byte_order_mark_change_what_is_read(name: str, mark: str, end: str) -> None:
    text = (FIELD / name).read_bytes().decode().partition(MARK)[0]
    assert read(name, (mark + text.replace("\n", end)).encode()) == read(name, text.encode())


def test_there_are_shapes_of_every_kind() -> None:
    kinds = {name.partition("-")[0] for name in SHAPES}
    assert kinds == {"agents", "depends", "file", "gates", "master", "notes"}
    assert len(SHAPES) >= 40
