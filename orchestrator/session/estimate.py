"""What a session used that was ended before it could tell: what its messages said on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from orchestrator.model.session import Usage
from orchestrator.session.tail import Tail
from orchestrator.stream.numbers import message_usage

REMEMBERED = 1000  # messages; one that is told of again after so many others counts again


def estimate(stream_path: str) -> Usage:
    """The tokens that the messages of a stream tell, those of sub-agents included; never a cost.

    The CLI repeats what it knows of a message with each block of it, and knows the output only at the end:
    the output is a lower bound. A stream that is not there, or cannot be read, tells nothing.
    """
    total, open_messages = Usage(), dict[str, Usage]()
    with suppress(OSError), Tail(Path(stream_path)) as tail:
        for line in tail.lines(ended=True):
            for message, usage in _told(line) if isinstance(line, bytes) else ():
                open_messages.pop(message, None)
                open_messages[message] = usage  # the last word on it counts
            if len(open_messages) > REMEMBERED:
                total += open_messages.pop(next(iter(open_messages)))
    return sum(open_messages.values(), total)


def _told(line: bytes) -> Iterator[tuple[str, Usage]]:
    """The id of the message that a line is about, and what it says the message used."""
    if b'"assistant"' not in line or b'"usage"' not in line:
        return
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return
    if type(found) is not dict or found.get("type") != "assistant":
        return
    message: Any = found.get("message")
    if type(message) is dict and type(message.get("id")) is str:
        yield message["id"][:200], message_usage(message.get("usage"))
