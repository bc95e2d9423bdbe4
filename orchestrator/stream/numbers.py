"""Numbers that a session tells: tokens, money, counts. A number that cannot be one counts as not told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orchestrator.model.session import Usage

MOST = 2**53  # a count above it is nonsense, and would not fit into a database column

# result.usage is the main loop of one turn; modelUsage holds the whole process, sub-agents included.
_MODEL_KEYS = ("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens")
_TURN_KEYS = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


def count(value: Any) -> int:
    """A whole number from 0 to `MOST`; anything else is 0."""
    if type(value) is float and 0 <= value <= MOST:  # NaN compares false
        return int(value)
    return value if type(value) is int and 0 <= value <= MOST else 0


def money(value: Any) -> float | None:
    """A finite amount that is not negative, or None."""
    return float(value) if type(value) in (int, float) and 0 <= value <= MOST else None


def read_usage(result: Mapping[str, Any]) -> Usage:
    """Tokens and cost of a `result` line: the sum of modelUsage, else usage; the cost is the total told."""
    models = result.get("modelUsage")
    if type(models) is not dict:
        turn = result.get("usage")
        turns = [turn] if type(turn) is dict else []
        return _sums(turns, _TURN_KEYS, money(result.get("total_cost_usd")))
    known = [model for model in models.values() if type(model) is dict]
    cost = money(result.get("total_cost_usd"))
    if cost is None and known:
        cost = sum(money(model.get("costUSD")) or 0.0 for model in known)
    return _sums(known, _MODEL_KEYS, cost)


def message_usage(told: Iterable[Mapping[str, Any]]) -> Usage:
    """The tokens of messages, as the API counts them; what is not told is 0. Never a cost."""
    return _sums(tuple(told), _TURN_KEYS, None)


def _sums(parts: Sequence[Mapping[str, Any]], keys: tuple[str, ...], cost: float | None) -> Usage:
    inputs, outputs, reads, creations = (
        min(MOST, sum(count(part.get(key)) for part in parts)) for key in keys
    )
    return Usage(inputs, outputs, reads, creations, cost)
