"""A plan from the templates is a plan without errors, whatever its title, its length and its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.plan import Plan
from orchestrator.plan.load import load
from orchestrator.scaffold.kinds import KINDS
from orchestrator.scaffold.plan import LONGEST_TITLE, Draft, clean_title, master_path, plan_files
from orchestrator.scaffold.repository import Proposal
from orchestrator.scaffold.stages import MOST

PYTEST = Proposal("tests", "pytest -q", "pyproject.toml has [tool.pytest]")
DRAFT = Draft("Search", "generic", 3, "docs", (PYTEST,), ())


class Texts:
    """The texts of a plan, on a machine with a shell and pytest."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        if path not in self._files:
            raise FileNotFoundError(path)
        return self._files[path].encode()

    def is_program(self, word: str) -> bool:
        return word in ("sh", "pytest", "gofmt")


def read(draft: Draft) -> Plan:
    return load(master_path(draft.folder), Texts(plan_files(draft)), {})


@given(
    title=st.text(min_size=1, max_size=300) | st.text("\\`*_[]()<>#&;|~- !", min_size=1, max_size=20),
    kind=st.sampled_from(sorted(KINDS)),
    phases=st.integers(1, MOST),
    folder=st.sampled_from(["docs", ".", "a b/(c)", "plans/\u05d0", "x/y/z"]),
    gates=st.sampled_from([(), (PYTEST,)]),
)
def test_every_plan_is_read_without_errors_and_with_its_title(
    title: str, kind: str, phases: int, folder: str, gates: tuple[Proposal, ...]
) -> None:
    clean = clean_title(title)
    plan = read(Draft(clean or "x", kind, phases, folder, gates, ()))
    assert plan.title == (clean or "x")
    assert [phase.id for phase in plan.phases] == [str(number + 1) for number in range(phases)]


@pytest.mark.parametrize(
    "title",
    [
        "Search",
        "*Bold* **and** _so_ on_and_on ~~gone~~",
        "[a](b.md) ![c](d) <!-- e --> <b>",
        "# heading ##",
        "a | b \\| c \\",
        "&amp; R&D &#35;",
        "שלום עולם",
        "x" * LONGEST_TITLE,
        "- Master Plan",
        "Phase 1: Setup --> Phase 2",
    ],
)
def test_a_title_is_read_back_as_it_was_given(title: str) -> None:
    assert read(DRAFT._replace(title=clean_title(title))).title == title


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("two\nlines\r\n", "two lines"),
        ("Search - Master Plan", "Search"),
        ("Search \u2014 master plan", "Search"),
        ("`code`", "'code'"),
        ("\u202eevil", "\\u202eevil"),
        ("\x1b[31mred", "[31mred"),
        (" \n\t", ""),
        ("x" * 300, "x" * (LONGEST_TITLE - 1) + "…"),
    ],
)
def test_a_title_becomes_one_line_of_text(title: str, clean: str) -> None:
    assert clean_title(title) == clean


def test_ordinary_words_stay_readable_in_the_heading() -> None:
    files = plan_files(DRAFT._replace(title="R&D: my_module (v2.0), C++ #5 - it's 50%!"))
    assert files["docs/master-plan.md"].startswith(
        "# R&D: my_module (v2.0), C++ #5 - it's 50%! - Master Plan\n"
    )


def test_each_phase_reads_the_notes_of_the_one_before_and_depends_on_it() -> None:
    first, *others = read(DRAFT._replace(phases=9)).phases
    assert (first.depends_on, first.notes_in) == ((), ())
    for phase in others:
        before = str(int(phase.id) - 1)
        assert phase.depends_on == (before,)
        assert phase.notes_in == (f"notes/NOTES_phase_{before}.md",)
        assert phase.notes_out == (f"notes/NOTES_phase_{phase.id}.md",)


def test_every_phase_has_tasks_and_the_gates_that_were_found() -> None:
    quoted = Proposal("format", 'test -z "`gofmt -l .`"', "go.mod is there")
    for phase in read(DRAFT._replace(gates=(PYTEST, quoted), phases=6)).phases:
        assert [gate.command for gate in phase.gates] == [PYTEST.command, quoted.command]
        assert phase.gates[0].meaning == "all tests pass (pyproject.toml has [tool.pytest])"
        assert phase.tasks
        assert not any(task.done for task in phase.tasks)


@pytest.mark.parametrize("phases", [1, 2, 5])
def test_without_a_check_the_first_phase_writes_one_and_every_gate_runs_it(phases: int) -> None:
    plan = read(DRAFT._replace(gates=(), phases=phases))
    assert {gate.command for phase in plan.phases for gate in phase.gates} == {
        "test -s check.sh && sh check.sh"
    }
    asked = [any("Write `check.sh`" in task.text for task in phase.tasks) for phase in plan.phases]
    assert asked == [True] + [False] * (phases - 1)


def test_the_phase_that_reviews_must_leave_the_tests_alone() -> None:
    assert read(DRAFT._replace(tests=("tests", "spec"))).phases[-1].protected == ("tests/", "spec/")
    assert read(DRAFT._replace(gates=())).phases[-1].protected == ("check.sh",)
    assert not any(phase.protected for phase in read(DRAFT).phases)


def test_files_are_named_by_number_and_title() -> None:
    assert list(plan_files(DRAFT._replace(folder="."))) == [
        "master-plan.md",
        "phase1-foundation.md",
        "phase2-implementation.md",
        "phase3-finish.md",
    ]
