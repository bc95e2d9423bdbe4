"""One line of a session's stream to events.

Nothing that a session writes may raise here: what is broken becomes `Malformed`, what is unknown `Other`,
and a field of the wrong type counts as missing. Every version of the CLI has fields of its own, and what
models and tools write is in these lines too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from orchestrator.model.session import FinalResult
from orchestrator.stream.events import (
    AssistantText,
    Event,
    JsonObject,
    Malformed,
    MessageUsage,
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
from orchestrator.stream.numbers import MOST, count, read_usage
from orchestrator.stream.vocabulary import END_STATUSES, QUIET_BLOCKS, QUIET_SUBTYPES, QUIET_TYPES

TEXT_KEPT = 4_000  # characters of a tool's answer; it may be megabytes
ANSWER_KEPT = 100_000  # characters of the final answer
SAMPLE_KEPT = 200  # bytes of a broken line
NAMES_KEPT, NAME_KEPT = 1_000, 200  # agents that could be called, characters of each

_parse = json.JSONDecoder().raw_decode  # json.loads would decode the bytes and search for blanks once more
_BLANK = " \t\r\n\ufeff"


def decode(line: bytes) -> tuple[Event, ...]:
    """The events of one line, in its order; none for a blank line. Never raises."""
    try:
        text = str(line, "utf-8").strip(_BLANK)
    except UnicodeDecodeError as error:
        bad: Event = Malformed(f"not UTF-8 at byte {error.start}", line[:SAMPLE_KEPT])
        return (bad, *decode(str(line, "utf-8", "replace").encode()))
    if not text:
        return ()
    try:
        raw, end = _parse(text)
    except (ValueError, RecursionError) as error:
        return (Malformed(f"not JSON: {error}", line[:SAMPLE_KEPT]),)
    if end != len(text):
        return (Malformed(f"not JSON: more text after character {end}", line[:SAMPLE_KEPT]),)
    if type(raw) is not dict:
        return (Malformed("JSON, but no object", line[:SAMPLE_KEPT]),)
    kind = raw.get("type")
    return (_READERS.get(kind, _other) if type(kind) is str else _other)(raw)


def oversized(length: int) -> Malformed:
    """Stands for a line of `length` bytes that was passed over."""
    return Malformed(f"a line of {length:,} bytes was passed over", b"")


def _text(value: Any) -> str:
    return value if type(value) is str else ""


def _object(value: Any) -> JsonObject:
    return value if type(value) is dict else {}


def _parent(raw: JsonObject) -> str | None:
    parent = raw.get("parent_tool_use_id")
    return parent if type(parent) is str and parent else None


def _blocks(raw: JsonObject) -> list[JsonObject]:
    """The content blocks of a message; a plain string is one block of text."""
    message = raw.get("message")
    content = message.get("content") if type(message) is dict else None
    if type(content) is list:
        return [block if type(block) is dict else {"type": "", "value": block} for block in content]
    return [{"type": "text", "text": content}] if type(content) is str else []


def _other(raw: JsonObject) -> tuple[Event, ...]:
    kind = _text(raw.get("type"))
    return (Other(kind, _text(raw.get("subtype")), kind in QUIET_TYPES, raw),)


def _other_block(kind: str, block: JsonObject) -> Event:
    name = _text(block.get("type"))
    return Other(kind, name, name in QUIET_BLOCKS, block)


def _assistant(raw: JsonObject) -> tuple[Event, ...]:
    parent = _parent(raw)
    error = raw.get("error")
    if error:
        return _failure(raw, parent, error if type(error) is str else "unknown")
    events = [_assistant_block(block, parent, None) for block in _blocks(raw)]
    if not events:
        return _unread("assistant", raw)
    message = raw["message"]  # blocks were found in it
    told, name = message.get("usage"), message.get("id")
    if type(told) is dict and type(name) is str:
        events.append(MessageUsage(name, told))
    return tuple(events)


def _failure(raw: JsonObject, parent: str | None, error: str) -> tuple[Event, ...]:
    """A message that tells of an error; the error is told even when the message has no text."""
    events = tuple([_assistant_block(block, parent, error) for block in _blocks(raw)])
    if any(type(event) is AssistantText for event in events):
        return events
    return (*events, AssistantText("", parent, error))


def _assistant_block(block: JsonObject, parent: str | None, error: str | None) -> Event:
    kind = block.get("type")
    if kind == "tool_use":
        tool_id, name = _text(block.get("id")), _text(block.get("name"))
        return ToolUse(tool_id, name, _object(block.get("input")), parent)
    if kind == "text":
        return AssistantText(_text(block.get("text")), parent, error)
    return _other_block("assistant", block)


def _user(raw: JsonObject) -> tuple[Event, ...]:
    events = [  # a list first: a generator would cost more than the few blocks that there are
        _tool_result(raw, block) if block.get("type") == "tool_result" else _other_block("user", block)
        for block in _blocks(raw)
    ]
    return tuple(events) or _unread("user", raw)


def _unread(kind: str, raw: JsonObject) -> tuple[Event, ...]:
    """A message that carries nothing is fine; one whose content has another shape is not known."""
    empty = _object(raw.get("message")).get("content") == []
    return (Other(kind, "", empty, raw),)


def _tool_result(raw: JsonObject, block: JsonObject) -> ToolResult:
    content, told = block.get("content"), raw.get("tool_use_result")
    text = content[:TEXT_KEPT] if type(content) is str else _joined(content)
    # The answer inside a sub-agent has no tool_use_result: there the words must do.
    launched = text.startswith("Async agent launched") or (type(told) is dict and _launched(told))
    is_error = block.get("is_error", False) not in (False, None)
    return ToolResult(_text(block.get("tool_use_id")), is_error, text, _parent(raw), launched)


def _launched(told: JsonObject) -> bool:
    return told.get("isAsync") is True or _text(told.get("status")).endswith("_launched")


def _joined(content: Any) -> str:
    if type(content) is not list:
        return ""
    parts = (_text(_object(block).get("text"))[:TEXT_KEPT] for block in content[:20])
    return "\n".join(filter(None, parts))[:TEXT_KEPT]


def _system(raw: JsonObject) -> tuple[Event, ...]:
    subtype = _text(raw.get("subtype"))
    reader = _SYSTEM_READERS.get(subtype)
    if reader is not None:
        return (reader(raw),)
    return (Other("system", subtype, subtype in QUIET_SUBTYPES, raw),)


def _init(raw: JsonObject) -> Event:
    agents = raw.get("agents")
    return SystemInit(
        _text(raw.get("session_id")),
        _text(raw.get("model")),
        _text(raw.get("claude_code_version")),
        tuple([a[:NAME_KEPT] for a in agents[:NAMES_KEPT] if type(a) is str]) if type(agents) is list else (),
    )


def _task_started(raw: JsonObject) -> Event:
    return TaskStarted(
        _text(raw.get("task_id")),
        _text(raw.get("tool_use_id")),
        _text(raw.get("task_type")),
        _text(raw.get("subagent_type")),
        raw.get("is_backgrounded") is True,
    )


def _task_notification(raw: JsonObject) -> Event:
    usage = _object(raw.get("usage"))
    did_nothing = usage.get("total_tokens") == 0 and not count(usage.get("tool_uses"))
    ids = _text(raw.get("task_id")), _text(raw.get("tool_use_id"))
    return TaskEnded(*ids, _text(raw.get("status")), did_nothing)


def _task_updated(raw: JsonObject) -> Event:
    status = _text(_object(raw.get("patch")).get("status"))
    if status in END_STATUSES:
        return TaskEnded(_text(raw.get("task_id")), "", status, False)
    return Other("system", "task_updated", True, raw)


def _retry(raw: JsonObject) -> Event:
    return Retry(
        count(raw.get("attempt")),
        count(raw.get("max_retries")),
        count(raw.get("retry_delay_ms")),
        _text(raw.get("error")),
        count(raw.get("error_status")) or None,
    )


def _rate_limit(raw: JsonObject) -> tuple[Event, ...]:
    info = _object(raw.get("rate_limit_info"))
    status, limit = _text(info.get("status")), _text(info.get("rateLimitType"))
    return (RateLimit(status, limit, count(info.get("resetsAt")) or None),)


def _result(raw: JsonObject) -> tuple[Event, ...]:
    subtype = _text(raw.get("subtype"))
    is_error = raw.get("is_error")
    turns = raw.get("num_turns")
    errors = raw.get("errors")
    final = FinalResult(
        subtype=subtype,
        is_error=is_error is not False if is_error is not None else subtype != "success",
        num_turns=turns if type(turns) is int and 0 <= turns <= MOST else None,
        stop_reason=_text(raw.get("stop_reason")) or None,
        text=_text(raw.get("result")).strip()[:ANSWER_KEPT],
        errors=tuple(e[:TEXT_KEPT] for e in errors[:20] if type(e) is str) if type(errors) is list else (),
        api_error_status=count(raw.get("api_error_status")) or None,
        structured=raw.get("structured_output") is not None,
        terminal_reason=_text(raw.get("terminal_reason")) or None,
    )
    return (Result(final, read_usage(raw)),)


_READERS: dict[str, Callable[[JsonObject], tuple[Event, ...]]] = {
    "assistant": _assistant,
    "user": _user,
    "system": _system,
    "result": _result,
    "rate_limit_event": _rate_limit,
}
_SYSTEM_READERS: dict[str, Callable[[JsonObject], Event]] = {
    "init": _init,
    "task_started": _task_started,
    "task_notification": _task_notification,
    "task_updated": _task_updated,
    "api_retry": _retry,
}
