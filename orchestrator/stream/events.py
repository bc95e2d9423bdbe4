"""What a session can say, as values. Which line says what is in `orchestrator.stream.decode`.

Ids and names are as the session wrote them: unchecked text, possibly empty. `parent` is the id of the tool
call that started the sub-agent which speaks, None for the main loop.

Named tuples, not dataclasses: a frozen dataclass takes twice as long to make, and a stream may have
100,000 of them. Tell them apart by their type; as tuples, two of different types may be equal.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from orchestrator.model.session import FinalResult, Usage

JsonObject: TypeAlias = dict[str, Any]


class SystemInit(NamedTuple):
    """A turn begins; a session may have several."""

    session_id: str
    model: str  # resolved: "claude-sonnet-5", not "sonnet"
    cli_version: str
    agents: tuple[str, ...]  # sub-agents that could be called


class AssistantText(NamedTuple):
    """One block of text. With `error` the CLI wrote it, to tell of an API failure; it may still recover."""

    text: str
    parent: str | None
    error: str | None


class ToolUse(NamedTuple):
    """A tool is called."""

    id: str
    name: str
    input: JsonObject
    parent: str | None


class ToolResult(NamedTuple):
    """A tool answered."""

    tool_use_id: str
    is_error: bool
    text: str  # its beginning, at most `decode.TEXT_KEPT` characters
    parent: str | None
    launched: bool  # it only says that a sub-agent now works in the background


class TaskStarted(NamedTuple):
    """A sub-agent or a longer command really runs."""

    task_id: str
    tool_use_id: str
    task_type: str  # "local_agent", "local_bash", ...
    agent: str  # the resolved name of the sub-agent; empty for a command
    background: bool


class TaskEnded(NamedTuple):
    """A task came to its end."""

    task_id: str
    tool_use_id: str  # empty when the session told only the task
    status: str  # "completed", "failed", "stopped", "killed", ...
    did_nothing: bool  # no token was spent and no tool used: its first API call failed


class Retry(NamedTuple):
    """The API did not answer as it should; the session waits and tries again."""

    attempt: int
    max_retries: int
    delay_ms: int
    error: str
    status: int | None  # of HTTP; None: there was no reply


class MessageUsage(NamedTuple):
    """What a message tells of its tokens: again with each of its blocks, and a part of the output."""

    message: str
    told: JsonObject  # as the API writes it; see `numbers.message_usage`


class RateLimit(NamedTuple):
    """Where a subscription's limit stands; only `rejected` blocks."""

    status: str  # "allowed", "allowed_warning", "rejected"
    limit: str  # "five_hour", "seven_day", ...
    resets_at: int | None  # seconds since the epoch


class Result(NamedTuple):
    """A turn ended; only the last one of a stream is believed."""

    final: FinalResult
    usage: Usage  # of the whole process so far


class Other(NamedTuple):
    """Anything else, kept as it is: a line, or one content block of a message."""

    type: str
    subtype: str  # of a content block: the block's type
    known: bool  # it is one of those that need no reading
    raw: JsonObject


class Malformed(NamedTuple):
    """A line that says nothing, or not what was meant."""

    reason: str
    sample: bytes  # its beginning


Event: TypeAlias = (
    SystemInit
    | AssistantText
    | ToolUse
    | ToolResult
    | TaskStarted
    | TaskEnded
    | Retry
    | MessageUsage
    | RateLimit
    | Result
    | Other
    | Malformed
)
