from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.session import Usage
from orchestrator.stream.events import MessageUsage
from orchestrator.stream.meter import REMEMBERED, Meter


def told(message: str, inputs: int, outputs: int = 0) -> MessageUsage:
    return MessageUsage(message, {"input_tokens": inputs, "output_tokens": outputs})


def total(*events: MessageUsage) -> Usage:
    meter = Meter()
    for event in events:
        meter.add(event)
    return meter.total()


def test_the_last_word_on_a_message_counts_once() -> None:
    assert total(told("a", 5, 1), told("b", 7, 1), told("a", 5, 9)) == Usage(12, 10)


def test_the_total_can_be_asked_for_at_any_time() -> None:
    meter = Meter()
    meter.add(told("a", 5))
    first = meter.total()
    meter.add(told("a", 6))
    assert (first, meter.total(), meter.total()) == (Usage(5), Usage(6), Usage(6))


def test_a_message_of_another_shape_counts_as_nothing() -> None:
    odd = MessageUsage("b", {"input_tokens": "9", "output_tokens": -1, "cache_read_input_tokens": None})
    assert total(told("a", 5), odd) == Usage(5)


def test_however_many_messages_there_are_none_is_lost() -> None:
    many = [told(f"message {number}", 1) for number in range(5 * REMEMBERED)]
    assert total(*many) == Usage(5 * REMEMBERED)


def test_a_message_that_is_told_of_again_is_not_the_oldest() -> None:
    later = [told(f"message {number}", 1) for number in range(2 * REMEMBERED - 1)]
    again = [told("more", 1), told("first", 4)]
    assert total(told("first", 2), *later, told("first", 3), *again) == Usage(len(later) + 1 + 4)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 10**9)), max_size=40))
def test_the_total_is_the_sum_of_the_last_words(messages: list[tuple[str, int]]) -> None:
    last = dict(messages)
    assert total(*(told(name, tokens) for name, tokens in messages)) == Usage(sum(last.values()))
