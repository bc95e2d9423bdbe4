"""The answer to a request in the API's own shape: one message, or the events of a stream. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.support.scripted_api.request import Request
from tests.support.scripted_api.turns import Turn

Json = dict[str, Any]
USAGE = {
    "input_tokens": 100,
    "output_tokens": 20,
    "cache_read_input_tokens": 1000,
    "cache_creation_input_tokens": 50,
}


def message(request: Request, turn: Turn, number: int, defaults: Mapping[str, int]) -> Json:
    """The complete message; `number` makes its ids unique."""
    content = [_completed(block, f"toolu_{number:04d}_{i}") for i, block in enumerate(turn.content)]
    calls = any(block["type"] == "tool_use" for block in content)
    return {
        "id": f"msg_{number:04d}",
        "type": "message",
        "role": "assistant",
        "model": turn.model or request.model,
        "content": content,
        "stop_reason": turn.stop_reason or ("tool_use" if calls else "end_turn"),
        "stop_sequence": None,
        "usage": {**USAGE, **defaults, **turn.usage},
    }


def _completed(block: Json, tool_use_id: str) -> Json:
    if block["type"] == "tool_use":
        return {"id": tool_use_id, "input": {}, **block}
    if block["type"] == "thinking":
        return {"signature": "c2NyaXB0ZWQ=", **block}
    return block


def error(turn_error: Mapping[str, Any], request_id: str) -> tuple[int, Json, dict[str, str]]:
    """Status, body and headers of an HTTP error."""
    body = {
        "type": "error",
        "error": {
            "type": turn_error.get("type", "api_error"),
            "message": turn_error.get("message", "scripted error"),
        },
        "request_id": request_id,
    }
    return (
        int(turn_error.get("status", 500)),
        body,
        {"request-id": request_id, **turn_error.get("headers", {})},
    )


def summary(full: Json) -> str:
    """What was answered, in a few words: `200 tool_use Bash,Read`."""
    names = [block["name"] for block in full["content"] if block["type"] == "tool_use"]
    kinds = [block["type"] for block in full["content"]]
    return f"200 {full['stop_reason']} {','.join(names or kinds)}".strip()


def opening(full: Json) -> Json:
    """The message as `message_start` announces it: empty, with a first idea of the usage."""
    usage = {**full["usage"], "output_tokens": min(1, full["usage"]["output_tokens"])}
    return {**full, "content": [], "stop_reason": None, "usage": usage}


def pieces(block: Json, count: int) -> tuple[Json, list[Json]]:
    """How a block starts, and the deltas that complete it."""
    kind = block["type"]
    if kind == "text":
        deltas = [{"type": "text_delta", "text": part} for part in _split(block["text"], count)]
        return {"type": "text", "text": ""}, deltas
    if kind == "thinking":
        deltas = [{"type": "thinking_delta", "thinking": part} for part in _split(block["thinking"], count)]
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
        return {"type": "thinking", "thinking": "", "signature": ""}, deltas
    if kind == "tool_use":
        arguments = _split(json.dumps(block["input"]), count)
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": a} for a in arguments]
    return block, []


def _split(text: str, count: int) -> list[str]:
    size = max(1, -(-len(text) // max(1, count)))
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]
