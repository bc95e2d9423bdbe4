"""One answer of the scripted model: its fields, how it is read, and how its variables are filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from tests.support.scripted_api.request import Request

Responder = Callable[[Request], "Turn"]
_NAME = re.compile(r"\{\{(\w+)\}\}")


class ScriptError(ValueError):
    """The script cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer. Times are in seconds."""

    content: list[Any] = field(default_factory=list)  # blocks (objects): text, thinking, tool_use
    usage: dict[str, int] = field(default_factory=dict)  # token numbers, over the script's defaults
    stop_reason: str = ""  # default: tool_use when a block is one, else end_turn
    model: str = ""  # the name to report; default: the requested one
    delay: float = 0.0  # before the reply starts
    block_delay: float = 0.0  # before each content block
    chunks: int = 1  # deltas into which each block is split
    chunk_delay: float = 0.0  # after each delta
    headers: dict[str, str] = field(default_factory=dict)  # extra reply headers
    error: dict[str, Any] | None = None  # {status, type, message, headers}: an HTTP error instead
    stream_error: dict[str, Any] | None = None  # {type, message}: an SSE error half-way
    # connect: no byte; headers: only those; stream: half-way, body unfinished; stream-clean: half-way,
    # body properly ended (as a proxy may do); end: just before the final events
    disconnect: str = ""
    hang: float | None = None  # silent after message_start for so long, then disconnected
    expect: str = ""  # must occur in the newest user message; else it is one of the API's `problems`


_FIELDS = {f.name for f in fields(Turn)}
_CUTS = {"", "connect", "headers", "stream", "stream-clean", "end"}


def read_turn(raw: Any) -> Turn:
    """The turn that a string, a list of blocks or an object stands for.

    Raises:
        ScriptError: it is none of these, or has a field or block that is not known.
    """
    if isinstance(raw, Turn):
        return raw
    if isinstance(raw, str):
        raw = {"text": raw}
    elif isinstance(raw, list):
        raw = {"content": raw}
    if not isinstance(raw, dict):
        raise ScriptError(f"a turn is a string, a list of blocks or an object, not {raw!r}")
    given = {name: value for name, value in raw.items() if name not in ("text", "times")}
    if unknown := given.keys() - _FIELDS:
        raise ScriptError(f"a turn has no field {', '.join(sorted(unknown))}; known: {sorted(_FIELDS)}")
    blocks = list(given.get("content", []))
    if "text" in raw:
        blocks.append({"type": "text", "text": raw["text"]})
    turn = Turn(**{**given, "content": blocks})
    _check(turn)
    return turn


def _check(turn: Turn) -> None:
    if turn.disconnect not in _CUTS:
        raise ScriptError(f"disconnect is one of {sorted(_CUTS)}, not {turn.disconnect!r}")
    for block in turn.content:
        if not isinstance(block, dict) or "type" not in block:
            raise ScriptError(f"a content block is an object with a type, not {block!r}")
        if block["type"] == "tool_use" and "name" not in block:
            raise ScriptError(f"a tool_use block needs the name of a tool: {block!r}")


def read_responder(raw: Any) -> Responder:
    """A turn of any kind as a function of the request that it answers.

    Raises:
        ScriptError: as `read_turn`; for a function only when it is called.
    """
    if callable(raw):
        return lambda request: read_turn(raw(request))
    if isinstance(raw, dict) and "cases" in raw:
        return _by_prompt(raw["cases"], raw.get("otherwise", "All done."))
    turn = read_turn(raw)
    return lambda _request: turn


def _by_prompt(cases: Mapping[str, Any], otherwise: Any) -> Responder:
    """The first case whose key occurs in the newest prompt answers."""
    known = [(needle, read_responder(raw)) for needle, raw in cases.items()]
    default = read_responder(otherwise)

    def respond(request: Request) -> Turn:
        fitting = (responder for needle, responder in known if needle in request.last_prompt)
        return next(fitting, default)(request)

    return respond


def filled(turn: Turn, names: Mapping[str, str]) -> Turn:
    """The turn with every known ``{{name}}`` in its strings replaced."""
    return replace(turn, **{name: _fill(getattr(turn, name), names) for name in _FIELDS})


def _fill(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _NAME.sub(lambda found: names.get(found[1], found[0]), value)
    if isinstance(value, list):
        return [_fill(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _fill(item, names) for key, item in value.items()}
    return value
