from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.session import Usage
from orchestrator.session.estimate import estimate
from orchestrator.stream.meter import REMEMBERED
from tests.stream.recordings import FOLDER


def told(message: str, *tokens: int, parent: str | None = None) -> bytes:
    """One block of a message, with what it used so far: input, output, cache read, cache creation."""
    keys = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    usage = dict(zip(keys, tokens, strict=False))
    body = {"id": message, "content": [{"type": "text", "text": "x"}], "usage": usage}
    return json.dumps({"type": "assistant", "message": body, "parent_tool_use_id": parent}).encode() + b"\n"


def of(folder: Path, *lines: bytes) -> Usage:
    path = folder / "session.jsonl"
    path.write_bytes(b"".join(lines))
    return estimate(str(path))


def test_messages_are_added_up_and_those_of_sub_agents_with_them(tmp_path: Path) -> None:
    found = of(tmp_path, told("a", 1, 2, 3, 4), told("b", 10, 20, 30, 40, parent="toolu_1"))
    assert found == Usage(11, 22, 33, 44, None)


def test_a_message_with_several_blocks_counts_once_and_its_last_word_holds(tmp_path: Path) -> None:
    lines = (told("a", 5, 1), told("b", 7, 1, parent="t"), told("a", 5, 9), told("b", 7, 3, parent="t"))
    assert of(tmp_path, *lines) == Usage(12, 12)


def test_a_line_that_was_cut_by_the_end_of_the_session_does_not_count(tmp_path: Path) -> None:
    assert of(tmp_path, told("a", 5, 1), told("b", 7, 1)[:-20]) == Usage(5, 1)
    assert of(tmp_path, told("a", 5, 1), told("b", 7, 1)[:-1]) == Usage(12, 2)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null\n",
        b'"assistant" "usage"\n',
        b'{"type":"user","note":"assistant","message":{"id":"a","usage":{"input_tokens":5}},"x":"assistant"}\n',
        b'{"type":"assistant","message":"usage","usage":1}\n',
        b'{"type":"assistant","message":{"id":5,"usage":{"input_tokens":5}}}\n',
        b'{"type":"assistant","message":{"id":"a","usage":[1]}}\n',
        b'{"type":"assistant","message":{"id":"a","usage":{"input_tokens":-5,"output_tokens":"9"}}}\n',
        b'["assistant","usage"' + b"[" * 100_000 + b"\n",
        b'{"type":"assistant","usage":"\xff\xfe"}\n',
    ],
)
def test_a_line_of_another_shape_tells_nothing(tmp_path: Path, line: bytes) -> None:
    assert of(tmp_path, line, told("z", 1)) == Usage(1)


def test_a_stream_that_is_not_there_or_no_file_tells_nothing(tmp_path: Path) -> None:
    assert estimate(str(tmp_path / "absent")) == Usage()
    assert estimate(str(tmp_path)) == Usage()


def test_what_a_real_session_said_before_it_was_killed_counts() -> None:
    assert estimate(str(FOLDER / "2.1.197" / "52-sigkill-process.jsonl")) == Usage(100, 1, 1000, 50)


def test_the_estimate_of_a_real_session_is_right_but_for_the_output() -> None:
    found = estimate(str(FOLDER / "2.1.197" / "02-subagent-agent-tool.jsonl"))
    assert (found.input_tokens, found.cache_read_tokens, found.cache_creation_tokens) == (300, 3000, 150)
    assert found.cost_usd is None


def test_memory_does_not_grow_with_the_messages(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    with path.open("wb") as file:
        for number in range(20 * REMEMBERED):
            file.write(told(f"message {number}", 1, 2, 3, 4))
    tracemalloc.start()
    found = estimate(str(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == Usage(*(20 * REMEMBERED * each for each in (1, 2, 3, 4)))
    assert peak < 4_000_000


@given(st.binary(max_size=400), st.lists(st.integers(-(10**20), 10**20), min_size=4, max_size=4))
def test_whatever_a_stream_holds_an_estimate_is_made_of_whole_numbers(
    tmp_path_factory: pytest.TempPathFactory, rubbish: bytes, tokens: list[int]
) -> None:
    found = of(tmp_path_factory.getbasetemp(), rubbish, b"\n", told("a", *tokens))
    assert found.input_tokens >= 0
    assert found.cost_usd is None
