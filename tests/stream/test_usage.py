from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.session import Usage
from orchestrator.stream.usage import own

# As CLI 2.1.330 told them: a first session, and what it told in the one that continued it.
FIRST = Usage(500, 100, 5000, 250, 0.003125)
BOTH = Usage(800, 160, 8000, 400, 0.005)
SEEN = Usage(300, 3, 3000, 150)
amounts = st.integers(0, 10**7)
usages = st.builds(Usage, amounts, amounts, amounts, amounts, st.floats(0, 100))


def test_of_a_conversation_only_the_new_part_counts() -> None:
    assert own(BOTH, FIRST, SEEN) == Usage(300, 60, 3000, 150, 0.001875)


def test_a_session_that_tells_its_own_part_is_believed() -> None:
    alone = Usage(300, 60, 3000, 150, 0.001875)
    assert own(alone, FIRST, SEEN) == alone


def test_where_nothing_was_used_before_all_of_it_is_new() -> None:
    assert own(BOTH, Usage(), SEEN) == BOTH


def test_a_cost_that_was_not_told_stays_unknown_and_one_before_counts_nothing() -> None:
    assert own(Usage(800, 160, 8000, 400), FIRST, SEEN).cost_usd is None
    assert own(BOTH, Usage(500, 100, 5000, 250), SEEN).cost_usd == 0.005


@given(usages, usages)
def test_both_ways_of_telling_come_to_the_same(before: Usage, new: Usage) -> None:
    seen = Usage(new.input_tokens, 1, new.cache_read_tokens, new.cache_creation_tokens)
    assert own(new, before, seen) == new
    parts = own(before + new, before, seen)
    if before.input_tokens + before.cache_read_tokens + before.cache_creation_tokens:
        assert parts.input_tokens == new.input_tokens
        assert parts.output_tokens == new.output_tokens
        assert abs((parts.cost_usd or 0) - (new.cost_usd or 0)) < 1e-6


@given(usages, usages, usages)
def test_nothing_becomes_negative(told: Usage, before: Usage, seen: Usage) -> None:
    found = own(told, before, seen)
    assert min(found.input_tokens, found.output_tokens, found.cache_read_tokens, found.cost_usd or 0) >= 0
