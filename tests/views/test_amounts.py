from __future__ import annotations

import pytest

from orchestrator.views.amounts import cost, lasted, rounded, short, tokens, used


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10.0 k"),
        (12_345, "12.3 k"),
        (99_949, "99.9 k"),
        (99_950, "100 k"),
        (153_480, "153 k"),
        (999_499, "999 k"),
        (999_500, "1.0 M"),
        (1_012_345, "1.0 M"),
        (460_000_000, "460 M"),
        (2_000_000_000, "2.0 G"),
    ],
)
def test_amounts_in_heads_are_short(count: int, shown: str) -> None:
    assert short(count) == shown
    assert short(count, estimated=True) == f"~{shown}"


def test_tokens_in_tables_are_exact_and_none_are_left_out() -> None:
    assert (tokens(153_480), tokens(1, estimated=True), tokens(0, estimated=True)) == ("153,480", "~1", "")


def test_an_estimated_cost_is_marked_and_an_unknown_one_is_a_dash() -> None:
    assert cost(0.31) == "$0.31"
    assert cost(0.31, estimated=True) == "~$0.31"
    assert cost(None, estimated=True) == "-"
    assert (rounded(0.1 + 0.2), rounded(None)) == (0.3, None)


def test_a_time_that_nobody_knows_is_a_dash() -> None:
    assert (lasted(None), lasted(7800)) == ("-", "2 h 10 min")


def test_what_was_used_is_told_in_one_form() -> None:
    assert used(18_204, 0.06, 74.2) == "18,204 tokens, $0.06, 74 s"
    assert used(1_234, None, None, estimated=True) == "~1,234 tokens, -"
    assert used(0, 0.25, 7_800, estimated=True) == "~0 tokens, ~$0.25, 2 h 10 min"
