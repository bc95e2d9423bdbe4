"""Chooses the turn that answers a request."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.scripted_api.request import Request
from tests.support.scripted_api.turns import Responder, ScriptError, Turn, read_responder

_CONDITIONS: dict[str, Callable[[Request], str]] = {
    "match": lambda request: request.first_prompt,
    "match_title": lambda request: _first_line(request.first_prompt),
    "match_last": lambda request: request.last_prompt,
    "match_last_title": lambda request: _first_line(request.last_prompt),
    "match_system": lambda request: request.system,
    "model": lambda request: request.model,
}
_CONVERSATION = {"name", "turns", "then", "shared", "repeat", "any_tools"} | _CONDITIONS.keys()
_SCRIPT = {"defaults", "conversations", "auxiliary", "unmatched"}


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns for the requests that fulfil all conditions."""

    name: str
    conditions: tuple[tuple[str, tuple[str, ...]], ...]
    turns: tuple[Responder, ...]
    then: Responder | None
    shared: bool
    repeat: bool
    any_tools: bool

    def accepts(self, request: Request) -> bool:
        if not request.tools and not self.any_tools:
            return False
        return all(any(n in _CONDITIONS[key](request) for n in needles) for key, needles in self.conditions)

    def counted_by(self, request: Request) -> tuple[str, ...]:
        return (self.name,) if self.shared else (self.name, request.session, request.first_prompt)

    def turn(self, number: int) -> Responder | None:
        if self.repeat and self.turns:
            number %= len(self.turns)
        return self.turns[number] if number < len(self.turns) else self.then


@dataclass(frozen=True, slots=True)
class Choice:
    """Which turn answers: `number` counts from 0 within the conversation."""

    conversation: str
    number: int
    turn: Turn
    used_up: bool = False
    problem: str = ""


class Script:
    """The conversations and how far each one has come. Safe for many threads."""

    def __init__(self, raw: Any) -> None:
        """
        Args:
            raw: a list of turns, an object, or the path of a JSON file with either.

        Raises:
            ScriptError: the script cannot be used as it stands.
            OSError: the file cannot be read.
        """
        if isinstance(raw, str | Path):
            raw = json.loads(Path(raw).read_text("utf-8"))
        if isinstance(raw, list):
            raw = {"conversations": [{"name": "main", "turns": raw}]}
        if not isinstance(raw, dict):
            raise ScriptError("a script is a list of turns or an object")
        _refuse_unknown("a script", raw, _SCRIPT)
        self.usage: dict[str, int] = dict((raw.get("defaults") or {}).get("usage") or {})
        self.conversations = [_conversation(c, i) for i, c in enumerate(raw.get("conversations") or [], 1)]
        self._auxiliary = read_responder(raw.get("auxiliary", "ok"))
        self._unmatched = read_responder(raw.get("unmatched", "All done."))
        self._used: Counter[tuple[str, ...]] = Counter()
        self._lock = threading.Lock()

    def choose(self, request: Request) -> Choice:
        """The answer to this request; counts it. When a function of the script fails, that is a problem."""
        try:
            return self._choose(request)
        except Exception as error:  # whatever a test's own function raises
            turn = Turn(
                error={"status": 400, "type": "invalid_request_error", "message": f"the script: {error!r}"}
            )
            return Choice("broken", 0, turn, problem=f"the script failed: {error!r}")

    def _choose(self, request: Request) -> Choice:
        for conversation in self.conversations:
            if conversation.accepts(request):
                number = self._count(conversation.counted_by(request))
                responder = conversation.turn(number)
                turn = (responder or self._unmatched)(request)
                return Choice(conversation.name, number, turn, used_up=responder is None)
        if not request.tools:
            return Choice("auxiliary", 0, self._auxiliary(request))
        problem = f"no conversation matches the prompt {request.first_prompt[:200]!r}"
        return Choice("unmatched", 0, self._unmatched(request), problem=problem)

    def _count(self, key: tuple[str, ...]) -> int:
        with self._lock:
            self._used[key] += 1
            return self._used[key] - 1


def _conversation(raw: dict[str, Any], number: int) -> Conversation:
    name = str(raw.get("name") or f"conversation {number}")
    _refuse_unknown(f"conversation '{name}'", raw, _CONVERSATION)
    turns = [read_responder(item) for item in raw.get("turns") or [] for _ in range(_times(item))]
    return Conversation(
        name=name,
        conditions=tuple((key, _needles(raw[key])) for key in _CONDITIONS if key in raw),
        turns=tuple(turns),
        then=read_responder(raw["then"]) if "then" in raw else None,
        shared=bool(raw.get("shared")),
        repeat=bool(raw.get("repeat")),
        any_tools=bool(raw.get("any_tools")),
    )


def _times(raw: Any) -> int:
    return max(1, int(raw.get("times", 1))) if isinstance(raw, dict) else 1


def _needles(raw: str | list[str]) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else tuple(raw)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _refuse_unknown(what: str, raw: dict[str, Any], known: set[str]) -> None:
    if unknown := raw.keys() - known:
        raise ScriptError(f"{what} has no field {', '.join(sorted(unknown))}; known: {sorted(known)}")
