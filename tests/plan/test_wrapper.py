from __future__ import annotations

import pytest

from orchestrator.model.plan import Task
from orchestrator.plan.markdown import scan
from orchestrator.plan.wrapper import Wrapper, parse


def read(text: str) -> Wrapper:
    wrapper, complaints = parse("p.md", scan(text).lines)
    assert complaints == []
    return wrapper


def codes(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in parse("p.md", scan(text).lines)[1]]


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("- [ ] **AGENT:doc-sync-manager** - required agent", ["doc-sync-manager"]),
        ("Call **AGENT:a** and **AGENT:b:c_d.e**", ["a", "b:c_d.e"]),
        ("- **AGENT:b**\n- **AGENT:a**\n- **AGENT:b** again", ["b", "a"]),
        ("- a\n  **AGENT:x**", ["x"]),
        ("**Agent: x**", ["x"]),
        ("```\n**AGENT:x**\n```", []),
        ("<!-- **AGENT:x** -->", []),
        ("- [ ] ask an agent: any", []),
    ],
)
def test_required_agents(text: str, agents: list[str]) -> None:
    assert read(text).agents == agents


@pytest.mark.parametrize(
    "text", ["**AGENT:**", "**AGENT:a b**", "**AGENT:a, AGENT:b**", "- [ ] AGENT:a", "`AGENT:a`", "**AGENT:a"]
)
def test_a_malformed_agent_is_never_passed_over(text: str) -> None:
    assert codes(f"x\n{text}") == [(2, "bad-agent")]


@pytest.mark.parametrize(
    ("item", "paths"),
    [
        ("Write notes to: `notes/N_1.md`", ["notes/N_1.md"]),
        ("Write `notes/N_1.md`", ["notes/N_1.md"]),
        ("**Write notes to:** `notes/N_1.md` (mandatory)", ["notes/N_1.md"]),
        ("write the notes: `./a.md`, `b.md` and `c.md`; sections `## Summary`", ["a.md", "b.md", "c.md"]),
        ("Write `a.md` with `tool`", ["a.md"]),
        ('Write notes to "notes/a.md".', ["notes/a.md"]),
        ("Write notes to `src/app.py`", ["src/app.py"]),
        ("Write notes to: notes/N_1.md.", ["notes/N_1.md"]),
        ("Write notes to [here](notes/N_1.md)", ["notes/N_1.md"]),
        ("Write notes to:\n  `a.md`", ["a.md"]),
    ],
)
def test_notes_to_write(item: str, paths: list[str]) -> None:
    assert read(f"- [ ] {item}") == Wrapper([], [], paths, [])


def test_a_program_to_be_written_is_a_step_for_it_could_never_hold_the_sections_of_notes() -> None:
    assert read("- [ ] Write `src/app.py`") == Wrapper([], [], [], [Task("Write `src/app.py`", False, 1)])


@pytest.mark.parametrize(
    ("item", "paths"),
    [
        ("Read previous notes: `notes/N_0.md`  (if applicable)", ["notes/N_0.md"]),
        ("Read `notes/N_0.md` and more", ["notes/N_0.md"]),
        ("Read notes from `a.md` and `b.md`", ["a.md", "b.md"]),
        ("Read previous notes: N/A", []),
    ],
)
def test_notes_to_read(item: str, paths: list[str]) -> None:
    assert read(f"- [ ] {item}") == Wrapper([], paths, [], [])


def test_several_items_add_up_without_repeats() -> None:
    text = "- Write `a.md`\n- Write notes to: `b.md`\n- Write `x/../a.md`"
    assert read(text).notes_out == ["a.md", "b.md"]


@pytest.mark.parametrize(
    "item",
    [
        "Write notes to: `/tmp/a.md`",
        "Write notes to: `../a.md`",
        "Write `https://x.org/a.md`",
        "Read previous notes: `~/a.md`",
        "Write notes to: `notes/`",
        "Write notes to: ``",
        "Write notes",
    ],
)
def test_notes_that_are_no_file_of_the_project(item: str) -> None:
    assert codes(f"\n- [ ] {item}") == [(2, "notes-path")]


def test_steps_are_the_boxes_that_nothing_else_proves() -> None:
    text = """
- [ ] Read previous notes: `a.md`
- [x] Create a branch
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] **AGENT:reviewer** - looks at it
- [ ] Run all gates
- [ ] Write tests for `x.py`
- [ ] Write release notes for users
- [ ] Read `CONTRIBUTING.md`
- no box
- [ ] Write `b.md`
"""
    assert [(step.text, step.done, step.line) for step in read(text).steps] == [
        ("Create a branch", True, 3),
        ("Run all gates", False, 6),
        ("Write tests for `x.py`", False, 7),
        ("Write release notes for users", False, 8),
        ("Read `CONTRIBUTING.md`", False, 9),
    ]
