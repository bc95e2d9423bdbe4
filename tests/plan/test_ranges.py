from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.ids import Known
from orchestrator.plan.ranges import many, spread, unclear, written_out


def known(*names: str) -> Known:
    return Known({name.casefold(): name for name in names}, {})


FOUR = known("1", "2", "3", "4")


@pytest.mark.parametrize(
    "text",
    [
        "1-3",
        "1 \u2013 3",
        "1..3",
        "1 to 3",
        "Phases 1-3",
        "Phase 1 through Phase 3",
        "phases #1 — #3",
        "Phases 1-3 (all)",
    ],
)
def test_a_range_names_every_phase_in_it(text: str) -> None:
    assert spread(text, FOUR) == ["1", "2", "3"]


def test_a_range_counts_in_the_last_number_of_its_ids() -> None:
    assert spread("1.9-1.11", known("1.9", "1.10", "1.11", "2")) == ["1.9", "1.10", "1.11"]
    assert spread("P1-p3", known("P1", "P2", "P3")) == ["P1", "P2", "P3"]
    assert spread("01-03", known("01", "02", "03")) == ["01", "02", "03"]


def test_an_id_with_a_dash_is_no_range() -> None:
    assert spread("1-2", known("1", "2", "1-2")) is None


@pytest.mark.parametrize("text", ["1", "1 - base", "Phase 1", "setup-3", "1-", "", "a to b", "3-1"])
def test_what_is_no_range(text: str) -> None:
    assert spread(text, FOUR) is None


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("1", "2", "2a", "3"), "the range '1-3' may mean 1, 2, 3, or with 2a"),
        (("1", "1.5", "2", "3"), "the range '1-3' may mean 1, 2, 3, or with 1.5"),
        (("1", "3"), "there is no phase '2' in the range '1-3'"),
    ],
)
def test_a_range_that_can_be_read_in_two_ways_is_not_read(names: tuple[str, ...], told: str) -> None:
    assert spread("1-3", known(*names)) == told


def test_a_range_backwards_is_told_when_it_is_surely_one() -> None:
    assert spread("Phases 3-1", FOUR) == "the range 'Phases 3-1' does not go upwards"


def test_a_choice_is_no_list() -> None:
    cure = "write Phase 1, Phase 2 when both are needed, or the one that is"
    told = ("'1 or 2' leaves open whether one is enough, and which", cure)
    assert unclear("Phase 1 or Phase 2", FOUR) == told
    assert unclear("Phase 1 or later", FOUR) is None
    _, (complaint,) = written_out("p.md", 3, "Phase 3, Phase 1 or 2", FOUR)
    assert (complaint.line, complaint.code) == (3, "unclear-dependency")


@pytest.mark.parametrize(
    "text",
    [
        "Phase 1 / Phase 2",
        "Phase 1/2",
        "Phase 1 Phase 2",
        "Phase 1 plus Phase 9",
        "**Phase 1** then **Phase 2**",
        "Phase 1 and/or Phase 2",
        "Phase 1: Base / Phase 2: Core",
        "Phase 1 (done) Phase 2",
    ],
)
def test_two_phases_without_a_comma_are_not_read_as_one(text: str) -> None:
    told = unclear(text, FOUR)
    assert told is not None
    assert "leaves open whether" in told[0]
    assert written_out("p.md", 3, text, FOUR)[1][0].code == "unclear-dependency"


@pytest.mark.parametrize(
    "text",
    [
        "Phase 1 and Phase 2",
        "Phase 1, Phase 2",
        "Phase 1 (as Phase 2)",
        "Phase 1: what Phase 2 needs",
        "Phase 1 because Phase 3 needs it",
        "Phase 1 of every phase that follows",
    ],
)
def test_words_about_a_phase_are_no_choice(text: str) -> None:
    assert unclear(text, FOUR, ["3"]) is None


def test_only_what_is_a_range_is_written_out() -> None:
    text = "[A 1-3](a-1-3.md), Phases 1-2 and 4"
    assert written_out("p.md", 1, text, FOUR) == ("[A 1-3](a-1-3.md), Phase 1, Phase 2 and 4", [])
    assert many("Phases 2-3 ", FOUR) == "Phase 2, Phase 3"
    assert many("Phases 1 - base", FOUR) == "Phases 1 - base"


@given(st.text("123-\u2013. ophases", max_size=20))
def test_any_text_is_phases_that_are_there_or_nothing(text: str) -> None:
    found = spread(text, FOUR)
    assert not isinstance(found, list) or set(found) <= set("1234")
