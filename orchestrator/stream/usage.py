"""What one session used, when it tells what its whole conversation has used. Pure.

A continued session of CLI 2.1.197 tells its own tokens and cost, one of 2.1.330 those of all sessions of the
conversation. Added up, the latter would count everything twice; which of the two it is, its stream shows.
"""

from __future__ import annotations

from orchestrator.model.session import Usage


def own(told: Usage, before: Usage, seen: Usage) -> Usage:
    """The part of a continued session.

    Args:
        told: by its result.
        before: what the earlier sessions of the conversation used.
        seen: what the messages in its own stream tell; of the output only the beginning.
    """
    beyond = _read(told) - _read(seen)
    if not _read(before) or beyond < _read(before) / 2:
        return told
    return Usage(
        max(0, told.input_tokens - before.input_tokens),
        max(0, told.output_tokens - before.output_tokens),
        max(0, told.cache_read_tokens - before.cache_read_tokens),
        max(0, told.cache_creation_tokens - before.cache_creation_tokens),
        None if told.cost_usd is None else max(0.0, round(told.cost_usd - (before.cost_usd or 0.0), 9)),
    )


def _read(usage: Usage) -> int:
    """What went into the model: messages tell that exactly."""
    return usage.input_tokens + usage.cache_read_tokens + usage.cache_creation_tokens
