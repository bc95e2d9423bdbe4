from __future__ import annotations

import math
from typing import Any

import pytest

from orchestrator.model.session import Usage
from orchestrator.stream.numbers import MOST, count, money, read_usage

SONNET = {
    "inputTokens": 10,
    "outputTokens": 5,
    "cacheReadInputTokens": 100,
    "cacheCreationInputTokens": 1,
    "costUSD": 0.5,
}
TURN = {"input_tokens": 3, "output_tokens": 2, "cache_read_input_tokens": 1, "cache_creation_input_tokens": 0}


def test_the_models_are_added_up_and_the_turn_is_passed_over() -> None:
    told = {"modelUsage": {"sonnet": SONNET, "haiku": SONNET}, "usage": TURN, "total_cost_usd": 0.75}
    assert read_usage(told) == Usage(20, 10, 200, 2, 0.75)


def test_without_models_the_turn_is_all_there_is() -> None:
    assert read_usage({"usage": TURN, "total_cost_usd": 1}) == Usage(3, 2, 1, 0, 1.0)
    assert read_usage({}) == Usage(0, 0, 0, 0, None)


def test_no_model_was_used() -> None:
    assert read_usage({"modelUsage": {}, "usage": TURN, "total_cost_usd": 0}) == Usage(0, 0, 0, 0, 0.0)


def test_the_cost_of_the_models_stands_in_for_a_missing_total() -> None:
    assert read_usage({"modelUsage": {"a": SONNET, "b": SONNET, "c": "odd"}}).cost_usd == 1.0


@pytest.mark.parametrize("odd", [None, True, -1, "5", [5], math.nan, math.inf, MOST + 1, 10**400])
def test_what_cannot_be_a_number_counts_as_not_told(odd: Any) -> None:
    assert count(odd) == 0
    assert money(odd) is None
    assert read_usage({"modelUsage": {"m": {"inputTokens": odd}}, "total_cost_usd": odd}).input_tokens == 0


def test_a_sum_stays_storable() -> None:
    assert read_usage({"modelUsage": {n: {"inputTokens": MOST} for n in "abc"}}).input_tokens == MOST
