from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.ids import Known
from orchestrator.plan.ranges import alternatives, many, spread, written_out


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
    assert alternatives("Phase 1 or Phase 2", FOUR) == ("1", "2")
    assert alternatives("Phase 1 or later", FOUR) is None
    _, (complaint,) = written_out("p.md", 3, "Phase 3, Phase 1 or 2", FOUR)
    assert (complaint.line, complaint.code) == (3, "unclear-dependency")


def test_only_what_is_a_range_is_written_out() -> None:
    text = "[A 1-3](a-1-3.md), Phases 1-2 and 4"
    assert written_out("p.md", 1, text, FOUR) == ("[A 1-3](a-1-3.md), Phase 1, Phase 2 and 4", [])
    assert many("Phases 2-3 ", FOUR) == "Phase 2, Phase 3"
    assert many("Phases 1 - base", FOUR) == "Phases 1 - base"


@given(st.text("123-\u2013. ophases", max_size=20))
def test_any_text_is_phases_that_are_there_or_nothing(text: str) -> None:
    found = spread(text, FOUR)
    assert not isinstance(found, list) or set(found) <= set("1234")
