from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InputError
from orchestrator.model.plan import Complaint, Gate, GateOrigin, Phase, Plan, Task
from orchestrator.plan.load import load
from tests.plan.sources import GATES, Folder, Texts, complaints, edges, loaded, master, three

MASTER = """# Shop - Master Plan

**Created:** 2026-01-12
**Status:** Draft

## Overview

Sells things.

## Phases

| Phase | Title | Focus | Risk | Status |
|-------|-------|-------|------|--------|
| 1 | [Ground](phase1-ground.md) | Files | Low | Pending |
| 2 | [House](phase2-house.md) | Logic | Medium | Pending |

## Dependencies

Phase 1 --> Phase 2
"""
PHASE = """# Phase {n}: x

**Status:** Pending
**Depends On:** {depends}

---

## Process Wrapper (MANDATORY)
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] Write notes to: `notes/NOTES_phase_{n}.md`

## Gates
- echo: must pass

---

## Tasks

### 1. Begin
- [ ] 1.1: Create `a.py`
"""


def phase(number: str, title: str, path: str, line: int, focus: str, risk: str, *before: str) -> Phase:
    return Phase(
        id=number,
        title=title,
        path=path,
        line=line,
        focus=focus,
        risk=risk,
        status="Pending",
        depends_on=before,
        gates=(Gate("echo", "echo", "must pass", GateOrigin.WRITTEN, 13),),
        agents=(),
        notes_in=(),
        notes_out=(f"notes/NOTES_phase_{number}.md",),
        tasks=(Task("1.1: Create `a.py`", False, 20),),
    )


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_quick_start_loads_from_a_folder(tmp_path: Path, end: bytes, mark: bytes) -> None:
    files = {
        "master-plan.md": MASTER,
        "phase1-ground.md": PHASE.format(n=1, depends="N/A"),
        "phase2-house.md": PHASE.format(n=2, depends="[Phase 1](phase1-ground.md)"),
    }
    (tmp_path / "docs").mkdir()
    for name, text in files.items():
        (tmp_path / "docs" / name).write_bytes(mark + text.encode().replace(b"\n", end))
    assert load("./docs/master-plan.md", Folder(tmp_path), {}) == Plan(
        "docs/master-plan.md",
        "Shop",
        (
            phase("1", "Ground", "docs/phase1-ground.md", 14, "Files", "Low"),
            phase("2", "House", "docs/phase2-house.md", 15, "Logic", "Medium", "1"),
        ),
    )


def test_a_folder_in_the_place_of_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    (tmp_path / "m.md").write_text(master("1 | [A](a.md)", "2 | [B](b.md)"), "utf-8")
    with pytest.raises(InputError) as caught:
        load("m.md", Folder(tmp_path), {})
    assert [(one.line, one.code) for one in caught.value.complaints] == [
        (7, "unreadable-file"),
        (8, "missing-file"),
    ]
    assert "the phase file 'a.md' cannot be read: Is a directory" in str(caught.value)


def test_a_missing_master_plan_is_one_complaint() -> None:
    assert complaints({}, "docs/m.md") == [("docs/m.md", 0, "missing-file")]


def test_a_file_that_is_no_utf_8_is_blamed_itself() -> None:
    assert complaints({"m.md": b"# \xff"}) == [("m.md", 1, "not-utf-8")]
    files: dict[str, str | bytes] = {"m.md": master("1 | [A](a.md)"), "a.md": b"x\n\xff"}
    assert complaints(files) == [("a.md", 2, "not-utf-8")]


def test_dependencies_of_chain_column_and_phase_file_add_up_in_the_order_of_the_table() -> None:
    rows = ("z | [Z](z.md) | Phase a", "a | [A](a.md) | ", "b | [B](b.md) | N/A")
    files = {
        "m.md": master(
            *rows, header="Phase | Title | Depends On", rest="## Dependencies\na --> b\na, z --> b\n"
        ),
        "z.md": GATES,
        "a.md": "**Depends On:** None\n" + GATES,
        "b.md": "**Depends On:** [A](a.md), [Z](z.md)\n" + GATES,
    }
    assert edges(loaded(files)) == {"z": ("a",), "b": ("z", "a")}


def test_links_in_a_phase_file_are_relative_to_it_or_to_the_master_plan() -> None:
    files = {
        "d/m.md": master("1 | [A](x/a.md)", "2 | [B](x/b.md)", "3 | [C](x/c.md)"),
        "d/x/a.md": GATES,
        "d/x/b.md": "**Depends On:** [A](a.md)\n" + GATES,
        "d/x/c.md": "**Depends On:** [B](x/b.md)\n" + GATES,
    }
    assert edges(loaded(files, "d/m.md")) == {"2": ("1",), "3": ("2",)}


def test_a_cycle_through_two_files_is_told_once() -> None:
    files = three("## Dependencies\n1 --> 2\n2 -> setup\n", a="**Depends On:** Phase setup\n")
    with pytest.raises(InputError) as caught:
        load("m.md", Texts(files), {})
    assert str(caught.value) == (
        "a.md:1: the dependencies form a cycle: 1 -> 2 -> setup -> 1; remove one of these dependencies"
    )


def test_all_complaints_come_at_once_in_the_order_of_files_and_lines() -> None:
    files = {
        "m.md": master(
            "1 | [A](a.md)",
            "1 | [B](b.md)",
            "2 | [C](missing.md)",
            "3 | [D](../d.md)",
            "4 | [E](a.md)",
            rest="## Dependencies\nPhase 1 --> Phase 9\n2 --> 2\n",
        ),
        "a.md": "**Depends On:** Phase 8\n## Process Wrapper\n- **AGENT:**\n## Gates\n- lint: 0 errors\n",
        "b.md": "## Tasks\n- [ ] x\n",
    }
    assert complaints(files) == [
        ("m.md", 8, "duplicate-id"),
        ("m.md", 9, "missing-file"),
        ("m.md", 10, "link-leaves-project"),
        ("m.md", 11, "shared-file"),
        ("m.md", 14, "unknown-dependency"),
        ("m.md", 15, "self-dependency"),
        ("a.md", 1, "unknown-dependency"),
        ("a.md", 3, "bad-agent"),
        ("a.md", 5, "unresolved-gate"),
        ("b.md", 0, "no-gates"),
    ]


def test_gates_are_resolved_with_the_configuration() -> None:
    files = {"m.md": master("1 | [A](a.md)"), "a.md": "## Gates\n- lint: 0 errors\n- none of it: x\n"}
    plan = loaded(files, gates={"lint": "make lint", "none of it": "true"})
    assert [gate.command for gate in plan.phases[0].gates] == ["make lint", "true"]


def test_a_phase_may_go_without_gates_on_purpose() -> None:
    files = {"m.md": master("1 | [A](a.md)"), "a.md": "## Gates\n- none: only prose\n"}
    assert loaded(files).phases[0].gates == ()


def test_programs_are_looked_up_once() -> None:
    class Counting(Texts):
        asked: tuple[str, ...] = ()

        def is_program(self, word: str) -> bool:
            self.asked += (word,)
            return super().is_program(word)

    source = Counting(three())
    load("m.md", source, {})
    assert source.asked == ("pytest",)


MARKDOWN = st.lists(
    st.sampled_from(
        [
            *("# T", "## Phases", "| Phase | Title |", "|-|-|", "| 1 | [A](a.md) |", "| 2 | [B](b.md) |"),
            *("## Dependencies", "1 --> 2", "2 -> 1", "```", "~~~", "<!--", "-->", ""),
            *("## Gates", "- pytest: ok", "- lint: x", "- none: x", "## Tasks", "- [ ] a"),
            *("## Process Wrapper", "- [ ] **AGENT:x**", "- Write `n.md`", "**Depends On:** Phase 1"),
        ]
    )
    | st.text(max_size=20),
    max_size=30,
)


def result(files: dict[str, bytes]) -> tuple[tuple[Phase, ...], tuple[Complaint, ...]]:
    """The phases of the plan or what is wrong with it; anything else that is raised fails the test."""
    try:
        return load("m.md", Texts(files), {}).phases, ()
    except InputError as error:
        return (), error.complaints


def check(files: dict[str, bytes], longest: int) -> None:
    """A plan, or complaints with lines that exist."""
    phases, wrong = result(files)
    assert bool(phases) != bool(wrong)
    assert len({one.id for one in phases}) == len(phases)
    assert all(0 <= one.line <= longest for one in wrong)
    assert all(one.cure and one.problem.isprintable() for one in wrong)


@given(st.lists(MARKDOWN, min_size=3, max_size=3), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_markdown_is_a_plan_or_complaints(texts: list[list[str]], end: str) -> None:
    joined = [end.join(lines).encode() for lines in texts]
    sizes = [len(text.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")) for text in joined]
    check(dict(zip(("m.md", "a.md", "b.md"), joined, strict=True)), max(sizes))


@given(st.binary(), st.binary())
def test_any_bytes_are_a_plan_or_complaints(first: bytes, second: bytes) -> None:
    longest = max(len(first), len(second), 10) + 1
    check({"m.md": first, "a.md": second}, longest)
    check({"m.md": master("1 | [A](a.md)").encode(), "a.md": second}, longest)


@pytest.mark.parametrize(
    "line",
    [
        "-" * 50000,
        "[a](" + " " * 50000,
        "`" * 50001,
        "(" * 50000,
        "<-" * 20000,
        "a" + " " * 50000 + "-> 1",
        '"' * 50001,
    ],
)
def test_long_lines_take_no_time_to_speak_of(line: str) -> None:
    rest = f"## Dependencies\n{line}\n## Other\n"
    text = f"# {line}\n## Process Wrapper\n- [ ] Write {line}\n{line}\n## Gates\n- {line}\n- `{line}\n"
    assert complaints({"m.md": master(f"1 | [A](a.md) {line.replace('|', '')}", rest=rest), "a.md": text})
