from __future__ import annotations

import pytest

from orchestrator.drafting.answer import Covered
from orchestrator.drafting.coverage import Fate, fates, section, uncovered
from orchestrator.drafting.source import Part

PARTS = (Part(1, 1, "Export"), Part(2, 3, "Rows"))
ALL = (Covered(1, ("1",), ""), Covered(2, (), "later"))


def complaints(covered: tuple[Covered, ...], ids: list[str] | None = None) -> list[str]:
    return [str(one) for one in uncovered("IDEA.md", PARTS, covered, ids)]


def test_what_is_covered_or_left_out_with_a_reason_is_fine() -> None:
    assert complaints(ALL, ["1", "2"]) == []


@pytest.mark.parametrize("said", [(), (Covered(2, (), ""),), (Covered(2, (" ",), ""),)])
def test_a_part_without_an_answer_is_a_complaint_with_its_line(said: tuple[Covered, ...]) -> None:
    [told] = complaints((*ALL[:1], *said), ["1"])
    assert told.startswith("IDEA.md:3: part 2, 'Rows', is neither covered by a phase nor left out; add it")


def test_a_part_that_is_not_there_is_a_complaint() -> None:
    [told] = complaints((*ALL, Covered(7, ("1",), "")), ["1"])
    assert "names part 7, and the description has 2" in told


def test_a_phase_that_is_not_there_is_a_complaint_once_the_phases_are_known() -> None:
    covered = (Covered(1, ("Phase 1", "9"), ""), ALL[1])
    assert complaints(covered) == []
    [told] = complaints(covered, ["1"])
    assert "says that phase 9 covers part 1; there is none" in told


def test_ids_are_compared_as_the_plan_does() -> None:
    assert complaints((Covered(1, ("Phase Setup", "#2A"), ""), ALL[1]), ["setup", "2a"]) == []


def test_answers_about_one_part_are_joined() -> None:
    covered = (Covered(2, ("1",), "a"), Covered(2, ("1", "2"), "b"), *ALL[:1])
    told = fates(PARTS, covered)
    assert told == (Fate(PARTS[0], ("1",), ""), Fate(PARTS[1], ("1", "2"), "a; b"))
    assert [str(fate) for fate in told] == ["phase 1", "phases 1, 2; left out: a; b"]


def test_the_section_lists_every_part_with_its_line() -> None:
    lines = section("IDEA.md", fates(PARTS, ALL)).splitlines()
    assert lines[0] == "## Coverage"
    assert lines[-2:] == ["- IDEA.md:1, Export: phase 1", "- IDEA.md:3, Rows: left out: later"]
