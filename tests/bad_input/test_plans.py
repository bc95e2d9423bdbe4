"""Whatever happens to the files of a plan, it is a plan or complaints, and nothing acts on a terminal."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InputError
from orchestrator.model.plan import Complaint, Plan
from orchestrator.plan.load import load
from orchestrator.plan.phase import open_tasks
from orchestrator.plan.stored import stored_gates
from orchestrator.schedule import order, waves
from orchestrator.views.plan import dry_run_text, dumps, plan_data
from tests.bad_input.effort import effort
from tests.bad_input.harmless import harmful
from tests.bad_input.mutation import mutants
from tests.plan.sources import Texts

MASTER = """# Shop - Master Plan

**Created:** 2026-01-12

## Phases

| Phase | Title | Focus | Risk | Status | Depends On |
|-------|-------|-------|------|--------|------------|
| 1 | [Ground](a.md) | Files, `a \\| b` | Low | Pending | N/A |
| **2.1** | [House](<b.md> "its file") | Logic | Medium | Pending | Phase 1 |
| setup | [Garden](c.md#top) | | | | 1 & 2.1 |

## Dependencies

```
Phase 1 --> Phase 2.1 -> setup
```
- A[Phase 1] ──► B(Phase 2.1)
"""
PHASE = """# Phase 2: House

**Status:** Pending
**Depends On:** [Ground](a.md), Phase 1 and 1
**Changes:** none expected (prose only)

<!-- a comment
## Gates
-->
## Process Wrapper (MANDATORY)
- [ ] Read previous notes: `notes/1.md` and `notes/0.md`
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] **AGENT:doc-sync** and **AGENT:plugin:review** look at it
- [ ] Write notes to: `notes/2.md`

## Gates (must pass)
- `pytest -q`: all tests pass (must fail first)
- ruff: clean
- **grep -q x a.py**: it is there
1. ./check.sh "a: b" && npm test: all of it
- allow: tests removed because they tested nothing
- allow: `tests/old/**` because it is old

## Protected
- `tests/`, `*.snap` and `ci/[a-z]*`: as they are

## Tasks

### 1. Begin
- [ ] 1.1: Create `a.py`
  with more on the next line
- [x] 1.2: done
"""
SHORT = "## Gates\n- none: only prose\n"
SAMPLES = [text.encode() for text in (MASTER, PHASE, SHORT, MASTER + PHASE)]


def read(files: dict[str, bytes]) -> Plan | tuple[Complaint, ...]:
    try:
        return load("m.md", Texts(files), {"lint": "make lint"})
    except InputError as error:
        return error.complaints


def check_complaints(complaints: tuple[Complaint, ...], files: dict[str, bytes]) -> None:
    """Each stands in a file of the plan, on a line that is there, in one line of words, with a cure."""
    assert complaints
    for one in complaints:
        assert one.path == "m.md" or one.path in files
        assert 0 <= one.line <= len(files[one.path].splitlines()) + 1
        assert one.problem
        assert one.cure
        assert len(str(one)) < 2_000
        assert "\n" not in str(one)
        assert not harmful(str(one))


def check_plan(plan: Plan) -> None:
    """It can be shown, ordered, and written as JSON and read again."""
    assert plan.phases
    ordered = order(plan)
    assert {phase.id for phase in ordered} == {phase.id for phase in plan.phases}
    assert not harmful(dry_run_text(plan, ordered, waves(plan), ()).replace("\t", ""))
    stored = dumps(plan_data(plan))
    assert json.loads(stored)["path"] == plan.path
    assert stored_gates(stored) == {phase.id: phase.gates for phase in plan.phases}


def test_the_samples_are_sound() -> None:
    files = dict(
        zip(("m.md", "a.md", "b.md", "c.md"), (SAMPLES[0], SAMPLES[2], SAMPLES[1], SAMPLES[2]), strict=True)
    )
    assert isinstance(read(files), Plan)


@effort(250)
@given(st.data())
def test_what_was_a_plan_is_one_or_is_complained_about(data: st.DataObject) -> None:
    files = {"m.md": SAMPLES[0], "a.md": SAMPLES[2], "b.md": SAMPLES[1], "c.md": SAMPLES[2]}
    for name in data.draw(
        st.lists(st.sampled_from(["m.md", "m.md", "b.md", "c.md"]), min_size=1, max_size=2)
    ):
        files[name] = data.draw(mutants([files[name], *SAMPLES]))
    found = read(files)
    if isinstance(found, Plan):
        check_plan(found)
    else:
        check_complaints(found, files)


@effort(100)
@given(mutants(SAMPLES))
def test_the_open_tasks_of_any_file_can_be_read(data: bytes) -> None:
    assert all(not task.done and task.line > 0 for task in open_tasks(data))
