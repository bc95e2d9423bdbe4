"""What an answer is chosen by, read from one API request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_REMINDER = re.compile(r"<system-reminder>.*?</system-reminder>", re.DOTALL)
_FOLDER = re.compile(r"[Ww]orking directory:\s*(\S+)")
_OLD_SESSION = re.compile(r"session_([0-9a-fA-F-]{36})")


@dataclass(frozen=True, slots=True)
class Request:
    """One request to ``/v1/messages``."""

    model: str
    stream: bool
    tools: tuple[str, ...]
    messages: int
    system: str
    first_prompt: str  # prompts are what a person or program asked: no reminders, no tool results
    last_prompt: str
    newest_user: str  # the newest user message as a whole, tool results included
    session: str
    agent: str  # id of the sub-agent that asks; empty for the main loop
    cwd: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


def read_request(body: Mapping[str, Any], headers: Mapping[str, str]) -> Request:
    """The request with this JSON body; `headers` have lower-case names."""
    messages = [m for m in body.get("messages") or [] if isinstance(m, dict)]
    users = [m.get("content") for m in messages if m.get("role") == "user"]
    prompts = [prompt for prompt in map(_prompt, users) if prompt not in ("", "(no content)")]
    system = "\n".join(_parts(body.get("system"), results=False))
    opening = [_whole(m.get("content")) for m in messages[:3]]
    return Request(
        model=str(body.get("model") or ""),
        stream=bool(body.get("stream")),
        tools=tuple(str(t.get("name", "?")) for t in body.get("tools") or [] if isinstance(t, dict)),
        messages=len(messages),
        system=system,
        first_prompt=prompts[0] if prompts else "",
        last_prompt=prompts[-1] if prompts else "",
        newest_user=_whole(users[-1]) if users else "",
        session=headers.get("x-claude-code-session-id") or _session_in(body),
        agent=headers.get("x-claude-code-agent-id", ""),
        cwd=_first_match(_FOLDER, "\n".join([system, *opening])),
        headers=headers,
        body=body,
    )


def _parts(content: object, *, results: bool) -> Iterator[str]:
    """The texts in a message's content, and those of tool results when asked for."""
    if isinstance(content, str):
        yield content
    for block in content if isinstance(content, list) else []:
        if not isinstance(block, dict):
            continue
        if block.get("type") == "text":
            yield str(block.get("text", ""))
        elif results and block.get("type") == "tool_result":
            yield from _parts(block.get("content"), results=True)


def _whole(content: object) -> str:
    return "\n".join(_parts(content, results=True))


def _prompt(content: object) -> str:
    return _REMINDER.sub("", "\n".join(_parts(content, results=False))).strip()


def _session_in(body: Mapping[str, Any]) -> str:
    """The session id that older clients put into ``metadata.user_id``, as JSON or as a suffix."""
    user = str((body.get("metadata") or {}).get("user_id") or "")
    try:
        return str(json.loads(user)["session_id"])
    except (ValueError, KeyError, TypeError):
        return _first_match(_OLD_SESSION, user)


def _first_match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1) if found else ""
