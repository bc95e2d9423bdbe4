"""Events to the lines that a person watches: `[Read: phase1-setup.md]`, `[ERROR: Exit code 1...]`, text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.stream.events import (
    AssistantText,
    Event,
    Malformed,
    Other,
    RateLimit,
    Result,
    Retry,
    TaskEnded,
    TaskStarted,
    ToolResult,
    ToolUse,
)
from orchestrator.stream.summary import AGENT_TOOLS, NAME_KEPT, asked_agent
from orchestrator.stream.tools import first_line, shorten, tool_line

TEXT_WIDTH = 4_000  # a line of text is kept whole up to here
ERROR_WIDTH = 120
RESULT_WIDTH = 160

Lines: TypeAlias = Sequence[DisplayLine]


class Display:
    """Turns the events of one stream into lines; knows the names of its sub-agents."""

    def __init__(self, *, results: bool = False) -> None:
        """`results`: also what tools answered, one line each."""
        self._results = results
        self._names: dict[str, str] = {}  # by the id of the tool call that started the sub-agent
        self._told: set[str] = set()  # tasks whose bad end was shown
        self._handlers: dict[type, Callable[[Any], Lines]] = {
            AssistantText: self._text,
            ToolUse: self._tool,
            ToolResult: self._answer,
            TaskStarted: self._started,
            TaskEnded: self._ended,
            Retry: _retry,
            RateLimit: _rate_limit,
            Result: _result,
            Other: _other,
            Malformed: _malformed,
        }

    def lines(self, event: Event) -> Lines:
        """What to show of the next event; often nothing."""
        handler = self._handlers.get(type(event))
        return handler(event) if handler is not None else ()

    def _agent(self, parent: str | None) -> str:
        return "" if parent is None else self._names.get(parent[:NAME_KEPT], "sub-agent")

    def _learn(self, call: str, name: str) -> None:
        if call and name:
            self._names[call[:NAME_KEPT]] = shorten(name, 60)

    def _text(self, event: AssistantText) -> Lines:
        agent = self._agent(event.parent)
        if event.error is not None:
            return (DisplayLine(LineKind.ERROR, _error(event.text or event.error), agent),)
        kind = LineKind.TEXT  # looking it up costs as much as the rest of a line
        lines = event.text.strip().splitlines()
        return [DisplayLine(kind, shorten(line.rstrip(), TEXT_WIDTH), agent) for line in lines]

    def _tool(self, event: ToolUse) -> Lines:
        if event.name in AGENT_TOOLS:
            self._learn(event.id, asked_agent(event.input))
        return (DisplayLine(LineKind.TOOL, tool_line(event.name, event.input), self._agent(event.parent)),)

    def _answer(self, event: ToolResult) -> Lines:
        if not event.is_error:
            return _result_of_tool(event.text, self._agent(event.parent)) if self._results else ()
        text = event.text.replace("<tool_use_error>", "").replace("</tool_use_error>", "")
        return (DisplayLine(LineKind.ERROR, _error(text), self._agent(event.parent)),)

    def _started(self, event: TaskStarted) -> Lines:
        self._learn(event.tool_use_id, event.agent)
        return ()

    def _ended(self, event: TaskEnded) -> Lines:
        name = self._names.get(event.tool_use_id[:NAME_KEPT])
        if not name or event.status == "completed" or event.task_id in self._told:
            return ()
        self._told.add(event.task_id)  # it may be said twice
        return (DisplayLine(LineKind.ERROR, _error(f"sub-agent {name} {event.status}"), ""),)


def _result_of_tool(text: str, agent: str) -> Lines:
    """The first line of an answer, and how many more there are."""
    lines = text.strip().splitlines()
    if not lines:
        return ()
    more = f" (+{len(lines) - 1} lines)" if len(lines) > 1 else ""
    return (DisplayLine(LineKind.RESULT, f"  {shorten(lines[0].strip(), RESULT_WIDTH)}{more}", agent),)


def _error(text: str) -> str:
    line = first_line(text)
    cut = len(line) > ERROR_WIDTH or len(text.strip()) > len(line)
    line = shorten(line[:ERROR_WIDTH], ERROR_WIDTH)
    return f"[ERROR: {line.rstrip('.')}...]" if cut else f"[ERROR: {line or 'no reason was given'}]"


def _note(text: str) -> Lines:
    return (DisplayLine(LineKind.NOTE, f"[{shorten(text, ERROR_WIDTH)}]", ""),)


def _retry(event: Retry) -> Lines:
    why = f"{event.error or 'unknown'} ({event.status or 'no reply'})"
    seconds = f"{event.delay_ms / 1000:.1f}".removesuffix(".0")
    return _note(f"Retry {event.attempt} of {event.max_retries} in {seconds} s: {why}")


def _rate_limit(event: RateLimit) -> Lines:
    if event.status in ("", "allowed"):
        return ()
    limit = f"Rate limit {event.limit or 'of the account'}"
    until = f", resets {_moment(event.resets_at)}" if event.resets_at is not None else ""
    if event.status == "rejected":
        return (DisplayLine(LineKind.ERROR, f"[ERROR: {shorten(limit, 60)} reached{until}]", ""),)
    return _note(f"{limit}: nearly reached{until}")


def _moment(epoch: int) -> str:
    from datetime import UTC, datetime  # limits are rare

    try:
        return f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return "at an unknown time"


def _result(event: Result) -> Lines:
    if not event.final.is_error:
        return ()
    return [DisplayLine(LineKind.ERROR, _error(error), "") for error in event.final.errors]


def _other(event: Other) -> Lines:
    if event.type != "system":
        return ()
    if event.subtype == "compact_boundary":
        return _note("Context compacted")
    if event.subtype == "model_fallback":
        model = event.raw.get("fallback_model")  # whatever is no text may be megabytes when written out
        return _note(f"Model fallback: {model if type(model) is str else 'to an unknown one'}")
    if event.subtype in ("informational", "notification"):
        told = event.raw.get("content") or event.raw.get("text")
        return _note(first_line(told)) if type(told) is str else ()
    return ()


def _malformed(event: Malformed) -> Lines:
    return _note(f"Unreadable output: {event.reason}")
