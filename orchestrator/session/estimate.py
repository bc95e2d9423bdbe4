"""What a session used that was ended before it could tell: what its messages said on the way."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from orchestrator.model.session import Usage
from orchestrator.session.tail import Tail
from orchestrator.stream.decode import decode
from orchestrator.stream.events import MessageUsage
from orchestrator.stream.meter import Meter


def estimate(stream_path: str) -> Usage:
    """The tokens that the messages of a stream tell, see `Meter`; never a cost.

    A stream that is not there, or cannot be read, tells nothing.
    """
    meter = Meter()
    with suppress(OSError), Tail(Path(stream_path)) as tail:
        for line in tail.lines(ended=True):
            # The other lines need no decoding, which takes longer than to look for a word.
            if isinstance(line, bytes) and b'"usage"' in line:
                for event in decode(line):
                    if isinstance(event, MessageUsage):
                        meter.add(event)
    return meter.total()
