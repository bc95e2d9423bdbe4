"""What is kept of every request and its answer."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.support.scripted_api.request import Request
from tests.support.scripted_api.script import Choice

_KEPT_TEXT = 2000  # characters


@dataclass(slots=True)
class Exchange:
    """One request to ``/v1/messages`` and, once it is answered, what came of it."""

    n: int  # from 1
    t: float  # seconds since the epoch
    path: str
    conversation: str
    turn: int  # from 0
    used_up: bool  # the conversation had no turn left
    session: str
    agent: str
    model: str
    stream: bool
    tools: int
    messages: int
    first_prompt: str
    last_prompt: str
    last_user: str  # the end of the newest user message, tool results included
    reply: str = ""  # empty until it is answered
    seconds: float = 0.0
    problem: str = ""


def opened(n: int, path: str, request: Request, choice: Choice) -> Exchange:
    """The exchange that this request begins."""
    return Exchange(
        n=n,
        t=round(time.time(), 3),
        path=path,
        conversation=choice.conversation,
        turn=choice.number,
        used_up=choice.used_up,
        session=request.session,
        agent=request.agent,
        model=request.model,
        stream=request.stream,
        tools=len(request.tools),
        messages=request.messages,
        first_prompt=request.first_prompt[:_KEPT_TEXT],
        last_prompt=request.last_prompt[:_KEPT_TEXT],
        last_user=request.newest_user[-_KEPT_TEXT:],
        problem=choice.problem,
    )
