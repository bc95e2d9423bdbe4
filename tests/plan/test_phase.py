from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.plan import Allowance, Task
from orchestrator.plan.phase import open_tasks, parse
from tests.plan.sources import complaints, loaded, three

TEXT = """# Phase 2: Core

**Status:** Pending
**Master Plan:** [m](m.md)
**Depends On:** [Phase 1](a.md)

---

## Process Wrapper (MANDATORY)
- [x] Make a branch
- [ ] **AGENT:reviewer**
- [ ] **[IMPLEMENTATION]**
- [ ] Write notes to: `n.md`

## Gates (must pass before completion)
- [ ] pytest: all pass

## Tasks

### 1. Code
- [x] 1.1: Create `a.py`
  - [ ] nested: handle
    errors
### 2. Tests
* [ ] 2.1: Test it
- a remark without a box
**Depends On:** nothing of the kind

```
- [ ] an example
```

## Notes
- [ ] not a task
"""


def test_a_phase_file_is_read_whole() -> None:
    read = parse("b.md", TEXT)
    assert read.complaints == []
    assert read.depends == [(5, "[Phase 1](a.md)")]
    assert [(gate.command, gate.meaning, gate.line) for gate in read.gates] == [("pytest", "all pass", 16)]
    assert (read.wrapper.agents, read.wrapper.notes_out) == (["reviewer"], ["n.md"])
    assert read.tasks == (
        Task("Make a branch", True, 10),
        Task("1.1: Create `a.py`", True, 21),
        Task("nested: handle errors", False, 22),
        Task("2.1: Test it", False, 25),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_open_tasks_are_those_without_a_tick(end: str, mark: bytes) -> None:
    tasks = open_tasks(mark + TEXT.replace("\n", end).encode())
    assert [(task.text, task.line) for task in tasks] == [("nested: handle errors", 22), ("2.1: Test it", 25)]


def test_open_tasks_are_found_beside_bytes_that_are_no_text() -> None:
    tasks = open_tasks(b"\xff\n## Tasks\n- [ ] a \xff\n- [x] b\n")
    assert [(task.text, task.line) for task in tasks] == [("a \ufffd", 3)]


@given(st.lists(st.sampled_from(["## Tasks\n", "- [ ] a\n", "```\n", "**AGENT:\n", "- [x] b\n"]) | st.text()))
def test_open_tasks_never_raise(pieces: list[str]) -> None:
    assert all(not task.done for task in open_tasks("".join(pieces).encode()))


@given(st.binary())
def test_open_tasks_never_raise_on_bytes(data: bytes) -> None:
    assert all(not task.done for task in open_tasks(data))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Depends On:** Phase 1", [(1, "Phase 1")]),
        ("**Depends on**: Phase 1", [(1, "Phase 1")]),
        ("Depends On: Phase 1", [(1, "Phase 1")]),
        ("- **Dependencies:** Phase 1", [(1, "Phase 1")]),
        ("**Depends On:**\n\n- Phase 1\n- [B](b.md)\n\nx\n- c", [(1, ""), (3, "Phase 1"), (4, "[B](b.md)")]),
        ("## Context\n**Depends On:** Phase 1\n**Depends On:** 2", [(2, "Phase 1"), (3, "2")]),
        ("```\n**Depends On:** Phase 1\n```", []),
        ("**Depends On:**\n```\n- Phase 1\n```\n- a", [(1, "")]),
        ("What it depends on: much", []),
    ],
)
def test_dependencies_that_a_phase_names(text: str, expected: list[tuple[int, str]]) -> None:
    assert parse("a.md", text).depends == expected


def test_complaints_of_all_sections_come_together() -> None:
    text = "# P\n## Gates\n- : x\n## Process Wrapper\n- **AGENT:**\n- Write `/x`\n```\n## Tasks\n"
    found = [(one.line, one.code) for one in parse("a.md", text).complaints]
    assert sorted(found) == [
        (3, "gate-without-command"),
        (5, "bad-agent"),
        (6, "notes-path"),
        (7, "unclosed-block"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "## Protected",
        "## Protected Paths",
        "## protected files (all phases)",
        "## 4. **Protected**",
        "## Protected:",
    ],
)
def test_the_section_of_protected_paths_has_many_names(heading: str) -> None:
    read = parse("a.md", f"# P\n## Gates\n- pytest\n{heading}\n- `tests/`: why\n## Tasks\n- [ ] a\n")
    assert (read.protected, read.complaints) == (("tests/",), [])
    assert [task.text for task in read.tasks] == ["a"]


def test_an_allowance_is_neither_gate_nor_task_nor_path_wherever_it_stands() -> None:
    allow = "- [ ] allow: skips because x\n"
    text = f"# P\n{allow}## Gates\n{allow}- pytest\n## Tasks\n{allow}- [ ] a\n## Process Wrapper\n{allow}"
    text += f"## Protected\n- b\n{allow}## Remarks\n{allow}"
    read = parse("a.md", text)
    assert read.complaints == []
    assert [one.line for one in read.allowances] == [2, 4, 7, 10, 13, 15]
    assert [gate.command for gate in read.gates] == ["pytest"]
    assert [task.text for task in read.tasks] == ["a"]
    assert read.protected == ("b",)
    assert [task.text for task in open_tasks(text.encode())] == ["a"]


def test_the_words_of_a_phase_reach_the_plan() -> None:
    one = three(a="**Changes:** none expected (why)\n- allow: ignores because x\n## Protected\n- `tests/`\n")
    phase = loaded(one).phases[0]
    assert (phase.protected, phase.no_change) == (("tests/",), "why")
    assert phase.allowances == (Allowance("ignores", "x", 2),)


def test_wrong_words_of_a_phase_stop_the_plan() -> None:
    text = "**Changes:** few\n- allow: ignores\n- allow: it because x\n## Protected\n- /x\n"
    assert complaints(three(b=text)) == [
        ("b.md", 1, "odd-changes"),
        ("b.md", 2, "allowance-without-reason"),
        ("b.md", 3, "unknown-allowance"),
        ("b.md", 5, "bad-glob"),
    ]
