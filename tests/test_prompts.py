from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator import prompts
from orchestrator.model.evidence import Finding, FindingKind, Severity
from orchestrator.model.plan import Task
from orchestrator.text import printable
from tests.support.made import gate, phase, plan

SECTIONS = ("Summary", "Key Decisions")
PHASE = phase(
    "3.1",
    title="Build it",
    path="docs/phase3.md",
    focus="the core",
    gates=(gate("pytest -q", meaning="all tests pass"), gate("ruff check .")),
    agents=("doc-sync",),
    notes_in=("notes/2.md",),
    notes_out=("notes/3.md",),
    tasks=(Task("write it", False, 20),),
)
FAILED = Finding(FindingKind.GATE_FAILED, Severity.HIGH, "gate 'pytest' failed", "1 failed\n2 passed\n")
ANY_FINDING = st.builds(
    Finding, st.sampled_from(FindingKind), st.sampled_from(Severity), st.text(), st.text(max_size=50)
)


def test_a_fresh_session_is_told_the_whole_contract() -> None:
    told = prompts.work(plan(PHASE), PHASE, SECTIONS)
    for promise in (
        "Phase 3.1: Build it",
        "docs/master-plan.md",
        "Read docs/phase3.md",
        "the core",
        "`pytest -q` (all tests pass)",
        "`ruff check .`",
        "'doc-sync'",
        "read the notes of earlier work: notes/2.md",
        "notes/3.md were written in this session, with text under each of `## Summary`, `## Key Decisions`",
        "Every box of a task in docs/phase3.md",
        "orchestrate done --phase 3.1 --status completed",
        "orchestrate done --phase 3.1 --status blocked --reason",
    ):
        assert promise in told
    assert "earlier session" not in told


def test_a_phase_that_asks_for_little_is_told_little() -> None:
    told = prompts.work(plan(), phase(), SECTIONS)
    for word in ("sub-agent", "notes", "focus", "Every box"):
        assert word not in told


def test_a_full_retry_is_told_what_was_wrong_before_it_is_told_to_report() -> None:
    told = prompts.work(plan(PHASE), PHASE, SECTIONS, (FAILED,))
    assert told.index("gate 'pytest' failed") < told.index("orchestrate done")
    assert "An earlier session worked on this phase" in told


def test_a_fix_lists_the_findings_with_their_proof_indented() -> None:
    low = Finding(FindingKind.NO_SIGNAL, Severity.LOW, "not reported")
    told = prompts.fix(PHASE, (FAILED, low))
    assert "1. [high] gate 'pytest' failed\n    1 failed\n    2 passed\n2. [low] not reported" in told
    assert "orchestrate done --phase 3.1" in told


def test_of_a_long_proof_the_end_is_told() -> None:
    proof = "begin" + "x" * prompts.MAX_DETAIL + "the end"
    long = Finding(FindingKind.GATE_FAILED, Severity.HIGH, "m", proof)
    told = prompts.fix(PHASE, (long,))
    assert "begin" not in told
    assert "(cut; the end of it)" in told
    assert "the end" in told
    assert len(told) < prompts.MAX_DETAIL + 2_000


@pytest.mark.parametrize("odd", ["\ud800", "\x1b[31m", "\x00"])
def test_what_no_file_could_hold_stays_out_of_a_prompt(odd: str) -> None:
    told = prompts.fix(PHASE, (Finding(FindingKind.AGENT_MISSING, Severity.HIGH, f"m{odd}", f"d{odd}"),))
    assert told.encode()
    assert odd not in told


@given(st.lists(ANY_FINDING, min_size=1, max_size=3).map(tuple))
def test_every_prompt_begins_with_a_word_and_can_be_written(found: tuple[Finding, ...]) -> None:
    for told in (prompts.fix(PHASE, found), prompts.work(plan(PHASE), PHASE, SECTIONS, found)):
        assert told.startswith("Phase 3.1")
        assert told.encode()
        assert printable(told) == told


def test_an_interrupted_session_is_told_to_look_first_and_to_go_on() -> None:
    told = prompts.go_on(PHASE, "was interrupted from outside")
    assert told.startswith("Phase 3.1 is not finished: your session was interrupted from outside.")
    assert "orchestrate done --phase 3.1" in told
