from __future__ import annotations

import json

from orchestrator.drafting.answer import Draft, read
from orchestrator.drafting.check import Asked, Sound, check
from orchestrator.drafting.report import Drafted, as_json, text
from orchestrator.drafting.source import parts
from orchestrator.project import ProjectFiles
from tests.drafting.made import IDEA, answer, phase_file


def drafted() -> Drafted:
    second = phase_file("2", "File\x1b[31m", gates="- none: nothing to see")
    draft = read(answer(second=second))
    assert isinstance(draft, Draft)
    files = ProjectFiles("/nowhere", "/usr/bin:/bin")
    sound = check(draft, Asked("IDEA.md", parts(IDEA), "docs", files, {}, taken=lambda _path: False))
    assert isinstance(sound, Sound)
    names = tuple(f"docs/{file.name}" for file in sound.files)
    return Drafted("IDEA.md", sound, names, 2, ".orchestrator/plan/x")


def test_a_person_sees_the_phases_their_gates_the_coverage_and_what_to_do_next() -> None:
    lines = text(drafted(), "my docs/master-plan.md").splitlines()
    assert lines[1] == "Export (docs/master-plan.md): 2 phases"
    assert "  Phase 1: Rows (docs/phase1-rows.md)" in lines
    assert "    gate: test -f x" in lines
    assert "    gate: none, on purpose" in lines
    assert "What it covers of IDEA.md, as the session says:" in lines
    assert "  IDEA.md:3, Rows: phase 1" in lines
    assert lines[-2].endswith("then: orchestrate run 'my docs/master-plan.md'")
    assert lines[-1] == "Evidence: .orchestrator/plan/x"


def test_a_program_gets_all_of_it() -> None:
    told = json.loads(as_json(drafted()))
    assert list(told) == ["version", "source", "plan", "files", "coverage", "sessions", "evidence"]
    assert [phase["id"] for phase in told["plan"]["phases"]] == ["1", "2"]
    assert told["coverage"][2] == {
        "part": 3,
        "line": 7,
        "title": "Colours",
        "phases": [],
        "left_out": "nobody asked for it yet",
    }
    assert told["files"] == ["docs/phase1-rows.md", "docs/phase2-file.md", "docs/master-plan.md"]
    assert told["sessions"] == 2
