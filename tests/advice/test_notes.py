"""Notes that pass nothing on."""

from __future__ import annotations

from tests.advice.made import GOOD, NOTES, Around, codes, plan

CHAIN = "## Dependencies\nPhase 1 --> Phase 2\n"
READS = "## Process Wrapper\n- [ ] Read previous notes: `notes/1.md`\n"


def test_notes_that_go_from_phase_to_phase_are_fine() -> None:
    assert codes(plan(CHAIN, a=NOTES.format(1) + GOOD, b=READS + GOOD)) == []


def test_notes_that_nobody_writes() -> None:
    files = plan(a=READS + GOOD)
    assert codes(files) == [("a.md", 2, "notes-nobody-writes")]
    assert codes(files, around=Around((*files, "notes/1.md"))) == []
    own = READS + "- [ ] Write notes to: `notes/1.md`\n" + GOOD
    assert codes(plan(a=own)) == [("a.md", 2, "notes-nobody-writes")]


def test_notes_of_a_phase_that_need_not_have_run() -> None:
    files = plan(a=NOTES.format(1) + GOOD, b=READS + GOOD)
    assert codes(files) == [("b.md", 2, "risky-order")]


def test_notes_of_a_phase_further_up_are_fine() -> None:
    chain = "## Dependencies\nPhase 1 --> Phase 2 --> Phase 3\n"
    assert codes(plan(chain, a=NOTES.format(1) + GOOD, b=NOTES.format(2) + GOOD, c=READS + GOOD)) == []


def test_notes_that_two_phases_write() -> None:
    both = NOTES.format(1) + GOOD
    assert codes(plan(CHAIN, a=both, b=both)) == [("b.md", 2, "notes-written-twice")]
    adds = READS + "- [ ] Write notes to: `notes/1.md`\n" + GOOD
    assert codes(plan(CHAIN, a=both, b=adds)) == []


def test_a_phase_without_notes_that_others_build_on() -> None:
    assert codes(plan(CHAIN, a=GOOD, b=GOOD)) == [("a.md", 0, "no-notes")]
    assert codes(plan(a=GOOD, b=GOOD)) == []
