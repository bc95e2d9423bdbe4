"""Whatever a session writes is counted and shown without harm, and what is kept of it is bounded."""

from __future__ import annotations

import json

from hypothesis import given

from orchestrator.stream.decode import decode
from orchestrator.stream.outcome import judge
from orchestrator.stream.show import Display
from orchestrator.stream.summary import Accumulator
from tests.bad_input.effort import effort
from tests.bad_input.harmless import harmful
from tests.bad_input.mutation import mutants
from tests.stream.recordings import FOLDER

MOST_KEPT = 200_000  # characters of what is remembered of a stream of 20,000 bytes


def recorded() -> list[bytes]:
    """The beginnings and ends of recorded sessions, in lines that are not too long."""
    found = []
    for path in sorted((FOLDER / "2.1.330").glob("*.jsonl"))[::6]:
        lines = [line for line in path.read_bytes().split(b"\n") if len(line) < 3_000]
        found.append(b"\n".join([*lines[:5], *lines[-4:]]))
    return found


MADE = [
    {"type": "system", "subtype": "init", "session_id": "s", "model": "m", "agents": ["a", "b"]},
    {"type": "system", "subtype": "api_retry", "attempt": 1, "max_retries": 3, "retry_delay_ms": 5.5},
    {"type": "system", "subtype": "model_fallback", "fallback_model": [["x"]]},
    {"type": "rate_limit_event", "rate_limit_info": {"status": "rejected", "resetsAt": 1e15}},
    {"type": "user", "message": {"content": [{"type": "tool_result", "is_error": True, "content": "no"}]}},
    {
        "type": "assistant",
        "message": {"content": [{"type": "tool_use", "id": "t", "name": "Task", "input": {}}]},
    },
    {
        "type": "result",
        "subtype": "success",
        "result": "done",
        "num_turns": 1,
        "modelUsage": {"m": {"inputTokens": 1}},
    },
]
SAMPLES = [*recorded(), b"\n".join(json.dumps(line).encode() for line in MADE)]


@effort(300)
@given(mutants(SAMPLES))
def test_any_stream_is_read_to_its_end(data: bytes) -> None:
    accumulator, display = Accumulator(), Display()
    for line in data.split(b"\n"):
        for event in decode(line):
            accumulator.add(event)
            for shown in display.lines(event):
                assert not harmful(shown.text)
                assert not harmful(shown.agent)
                assert "\n" not in shown.text + shown.agent
    summary = accumulator.summary()
    assert accumulator.awaiting_exit in (True, False)
    outcome = judge(summary, 0)
    assert not harmful(outcome.reason)
    assert repr(summary).encode()
    assert len(repr(summary)) < MOST_KEPT
