from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.stream.decode import ANSWER_KEPT, TEXT_KEPT, decode, oversized
from orchestrator.stream.events import (
    AssistantText,
    Malformed,
    Other,
    RateLimit,
    Result,
    Retry,
    SystemInit,
    TaskEnded,
    TaskStarted,
    ToolResult,
    ToolUse,
)
from orchestrator.stream.outcome import judge
from orchestrator.stream.show import TEXT_WIDTH, Display
from orchestrator.stream.summary import Accumulator
from orchestrator.text import printable
from tests.stream import recordings


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def assistant(*blocks: Any, **more: Any) -> bytes:
    return encode({"type": "assistant", "message": {"content": list(blocks)}, **more})


def user(*blocks: Any, **more: Any) -> bytes:
    return encode({"type": "user", "message": {"content": list(blocks)}, **more})


def test_each_block_of_a_message_is_an_event() -> None:
    line = assistant(
        {"type": "text", "text": "I will"},
        {"type": "tool_use", "id": "t1", "name": "Read", "input": {"file_path": "a"}},
        {"type": "thinking", "thinking": "hm"},
        parent_tool_use_id="t0",
    )
    assert decode(line) == (
        AssistantText("I will", "t0", None),
        ToolUse("t1", "Read", {"file_path": "a"}, "t0"),
        Other("assistant", "thinking", True, {"type": "thinking", "thinking": "hm"}),
    )


def test_a_message_may_be_plain_text() -> None:
    assert decode(encode({"type": "assistant", "message": {"content": "hi"}})) == (
        AssistantText("hi", None, None),
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("plain", "plain"),
        ([{"type": "text", "text": "one"}, {"type": "image"}, {"type": "text", "text": "two"}], "one\ntwo"),
        ([{"type": "text", "text": None}, 7, "x"], ""),
        (None, ""),
        ("x" * (TEXT_KEPT + 1), "x" * TEXT_KEPT),
        ([{"type": "text", "text": "y" * TEXT_KEPT}] * 3, "y" * TEXT_KEPT),
    ],
)
def test_the_answer_of_a_tool_is_text_or_blocks_and_is_capped(content: Any, text: str) -> None:
    line = user({"type": "tool_result", "tool_use_id": "t", "content": content})
    assert decode(line) == (ToolResult("t", False, text, None, False),)


@pytest.mark.parametrize(
    ("said", "is_error"), [(True, True), (False, False), (None, False), ("yes", True), (1, True)]
)
def test_an_answer_is_an_error_unless_it_says_it_is_none(said: Any, is_error: bool) -> None:
    (event,) = decode(user({"type": "tool_result", "tool_use_id": "t", "content": "", "is_error": said}))
    assert isinstance(event, ToolResult)
    assert event.is_error is is_error


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("", {"isAsync": True}),
        ("", {"status": "async_launched"}),
        ("Async agent launched successfully.\nagentId: a1", None),
    ],
)
def test_the_answer_of_a_background_start_is_told_apart(answer: str, told: Any) -> None:
    line = user({"type": "tool_result", "tool_use_id": "t", "content": answer}, tool_use_result=told)
    assert decode(line) == (ToolResult("t", False, answer, None, True),)


def test_an_error_without_any_text_is_still_told() -> None:
    assert decode(assistant(error="overloaded")) == (AssistantText("", None, "overloaded"),)
    assert decode(assistant(error={"odd": 1})) == (AssistantText("", None, "unknown"),)


def test_system_events() -> None:
    def system(subtype: str, **more: Any) -> tuple[Any, ...]:
        return decode(encode({"type": "system", "subtype": subtype, **more}))

    init = system("init", session_id="s", model="m", claude_code_version="2", agents=["a", 5])
    assert init == (SystemInit("s", "m", "2", ("a",)),)
    started = system("task_started", task_id="k", tool_use_id="t", task_type="local_agent", subagent_type="a")
    assert started == (TaskStarted("k", "t", "local_agent", "a", False),)
    ended = system(
        "task_notification", task_id="k", tool_use_id="t", status="failed", usage={"total_tokens": 9}
    )
    assert ended == (TaskEnded("k", "t", "failed", False),)
    idle = system("task_notification", status="completed", usage={"total_tokens": 0, "tool_uses": 0})
    assert idle == (TaskEnded("", "", "completed", True),)
    assert system("task_updated", task_id="k", patch={"status": "killed"}) == (
        TaskEnded("k", "", "killed", False),
    )
    assert isinstance(system("task_updated", patch={"status": "running"})[0], Other)
    retry = system(
        "api_retry", attempt=1, max_retries=10, retry_delay_ms=2000.7, error_status=None, error="x"
    )
    assert retry == (Retry(1, 10, 2000, "x", None),)


def test_a_limit_says_when_it_ends() -> None:
    info = {"status": "rejected", "resetsAt": 1795372200, "rateLimitType": "five_hour"}
    line = encode({"type": "rate_limit_event", "rate_limit_info": info})
    assert decode(line) == (RateLimit("rejected", "five_hour", 1795372200),)


def test_an_unknown_event_is_kept_as_it_is() -> None:
    raw = {"type": "brand_new", "subtype": "thing", "payload": [1]}
    assert decode(encode(raw)) == (Other("brand_new", "thing", False, raw),)
    assert decode(encode({"type": ["odd"]})) == (Other("", "", False, {"type": ["odd"]}),)
    odd_block = decode(assistant("just a string"))
    assert odd_block == (Other("assistant", "", False, {"type": "", "value": "just a string"}),)


def result(**fields: Any) -> Result:
    (event,) = decode(encode({"type": "result", **fields}))
    assert isinstance(event, Result)
    return event


def test_a_result_that_does_not_say_whether_it_is_an_error_is_one_unless_it_is_a_success() -> None:
    assert not result(subtype="success").final.is_error
    assert result(subtype="error_max_turns").final.is_error
    assert result(subtype="success", is_error="false").final.is_error
    assert result().final.is_error


def test_odd_fields_of_a_result_count_as_missing() -> None:
    final = result(num_turns=True, stop_reason=7, result=["x"], errors="boom", api_error_status="429").final
    assert (final.num_turns, final.stop_reason, final.text, final.errors) == (None, None, "", ())
    assert final.api_error_status is None


def test_the_final_answer_is_capped() -> None:
    assert len(result(result="x" * (ANSWER_KEPT + 5)).final.text) == ANSWER_KEPT


@pytest.mark.parametrize("line", [b"", b"  ", b"\r", b"\xef\xbb\xbf"])
def test_a_blank_line_says_nothing(line: bytes) -> None:
    assert decode(line) == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"type":"resu', "not JSON: Unterminated string"),
        (b"Error: boom", "not JSON: Expecting value"),
        (b"{} {}", "not JSON: more text after character 2"),
        (b'["type"]', "JSON, but no object"),
        (b"12", "JSON, but no object"),
        (b"[" * 200_000, "not JSON: "),
        (b'{"a":' + b"9" * 5_000 + b"}", "not JSON: "),
    ],
)
def test_a_line_that_is_no_json_object_is_malformed(line: bytes, reason: str) -> None:
    (event,) = decode(line)
    assert isinstance(event, Malformed)
    assert event.reason.startswith(reason)
    assert line.startswith(event.sample)


def test_bytes_that_are_not_utf8_are_counted_and_replaced() -> None:
    line = assistant({"type": "text", "text": "caf?"}).replace(b"?", b"\xe9")
    broken, text = decode(line)
    assert isinstance(broken, Malformed)
    assert "not UTF-8 at byte" in broken.reason
    assert text == AssistantText("caf\ufffd", None, None)


def test_a_byte_order_mark_and_a_carriage_return_do_no_harm() -> None:
    assert decode(b"\xef\xbb\xbf" + assistant({"type": "text", "text": "a"}) + b"\r") == (
        AssistantText("a", None, None),
    )


def test_a_line_that_was_passed_over_says_how_long_it_was() -> None:
    assert oversized(70_000_000).reason == "a line of 70,000,000 bytes was passed over"


ANY_TEXT = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["\x1b[31m", "a\nb", "\ud800", "\u202e", "x" * 9_000]
)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.just(10**400)
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
RECORDED = sorted({line for name in recordings.expectations() for line in recordings.lines(name) if line})


def survives(lines: list[bytes]) -> None:
    """Decoded, added up, judged and shown: nothing raises, and nothing gets out that must not."""
    accumulator, display = Accumulator(), Display()
    for line in lines:
        for event in decode(line):
            accumulator.add(event)
            for shown in display.lines(event):
                assert len(shown.text) <= TEXT_WIDTH
                for text in (shown.text, shown.agent):
                    assert printable(text) == text
                    assert "\n" not in text
                    text.encode("utf-8")
    summary = accumulator.summary()
    repr(summary).encode("utf-8")
    for told in (summary.session_id or "", *(run.agent for run in summary.agents), *summary.known_agents):
        told.encode("utf-8")
    assert printable(judge(summary, 0).reason) == judge(summary, 0).reason
    assert 0 <= summary.usage.input_tokens <= 2**53


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """The value with one node of it, at any depth, replaced by anything."""
    if not value or not isinstance(value, dict | list) or draw(st.integers(0, 3)) == 0:
        return draw(JSON)
    if isinstance(value, dict):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: draw(changed(value[key]))}
    place = draw(st.integers(0, len(value) - 1))
    return [*value[:place], draw(changed(value[place])), *value[place + 1 :]]


@st.composite
def changed_line(draw: st.DrawFn) -> bytes:
    line = draw(st.sampled_from(RECORDED))
    try:
        value = json.loads(line)
    except ValueError:
        return line
    text = json.dumps(draw(changed(value)), ensure_ascii=draw(st.booleans()))
    return text.encode("utf-8", "surrogatepass")


@given(st.lists(changed_line(), max_size=4))
@settings(max_examples=400, deadline=None)
def test_a_recorded_line_with_anything_in_any_place_is_survived(lines: list[bytes]) -> None:
    survives(lines)


@given(st.sampled_from(RECORDED), st.integers(0, 5_000), st.binary(max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_line_cut_or_overwritten_at_any_byte_is_survived(line: bytes, place: int, noise: bytes) -> None:
    survives([line[:place], line[:place] + noise + line[place + len(noise) :]])


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(line: bytes) -> None:
    survives([line])


@given(st.dictionaries(st.sampled_from(["type", "subtype", "message", "error", "content"]), JSON))
def test_any_object_is_survived(value: dict[str, Any]) -> None:
    survives([json.dumps(value).encode("utf-8", "surrogatepass")])
