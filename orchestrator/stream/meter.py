"""What the messages of a stream say that they used, while it goes on. Pure.

The CLI repeats what it knows of a message with each block of it, and knows the output only at the end: the
last word on a message counts, and the output is a lower bound. A cost is never told.
"""

from __future__ import annotations

from typing import Any

from orchestrator.model.session import Usage
from orchestrator.stream.events import MessageUsage
from orchestrator.stream.numbers import message_usage

# Messages of which another word may come: one for the session, and one for each sub-agent beside it. What is
# told of a message after so many others counts again.
REMEMBERED = 100
ID_KEPT = 200  # characters


class Meter:
    """Adds up a stream, message by message, those of sub-agents included.

    Taking in is cheap, as a stream may have 100,000 messages; the total is worked out when it is asked for.
    """

    def __init__(self) -> None:
        self._before = Usage()  # of the messages that are no longer remembered
        self._told: dict[str, dict[str, Any]] = {}  # by message, the last word on it

    def add(self, event: MessageUsage) -> None:
        """Take in what a message tells."""
        known, message = self._told, event.message[:ID_KEPT]
        known.pop(message, None)  # so that it is the newest again
        known[message] = event.told
        if len(known) > 2 * REMEMBERED:
            self._forget()

    def total(self) -> Usage:
        """All that was told so far."""
        return self._before + message_usage(self._told.values())

    def _forget(self) -> None:
        oldest = [self._told.pop(message) for message in list(self._told)[:REMEMBERED]]
        self._before += message_usage(oldest)
