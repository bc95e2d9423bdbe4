"""What one `claude` process did, as its stream and its exit record tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class ExitRecord:
    """How a supervised command ended, as its supervisor wrote it down."""

    code: int  # of the command; 128 + N when signal N ended it; 127 when it could not be started
    stopped_by: str  # "": ended by itself; "request": told to stop; "orphaned": the orchestrator was gone
    left_behind: tuple[str, ...]  # command lines of descendants that had to be ended
    seconds: float


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and money of one session, all its sub-agents included."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_creation_tokens: int = 0
    cost_usd: float | None = None  # None: the session never said

    @property
    def tokens(self) -> int:
        """All of them."""
        read = self.cache_read_tokens + self.cache_creation_tokens
        return self.input_tokens + self.output_tokens + read

    def __add__(self, other: Usage) -> Usage:
        known = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cache_read_tokens + other.cache_read_tokens,
            self.cache_creation_tokens + other.cache_creation_tokens,
            sum(known) if known else None,
        )


class AgentStatus(Enum):
    """What became of a sub-agent that the worker asked for."""

    REQUESTED = "requested"  # the tool call was seen, no result for its id yet
    LAUNCHED = "launched"  # moved to the background; its end was never seen
    COMPLETED = "completed"
    FAILED = "failed"  # the result is an error, or the agent stopped early


@dataclass(frozen=True, slots=True)
class AgentRun:
    """One real tool call that asked for a sub-agent."""

    agent: str  # the resolved name when the session told it, else the name asked for
    tool_use_id: str
    status: AgentStatus


@dataclass(frozen=True, slots=True)
class FinalResult:
    """The last `result` event of a stream."""

    subtype: str
    is_error: bool
    num_turns: int | None
    stop_reason: str | None
    text: str
    errors: tuple[str, ...]
    api_error_status: int | None
    structured: bool  # it carries `structured_output`
    terminal_reason: str | None = None  # "completed", "max_turns", "prompt_too_long", ...


@dataclass(frozen=True, slots=True)
class Limit:
    """What a session was told last about a usage limit."""

    rejected: bool  # it is reached; anything else blocks nothing
    name: str  # "five_hour", "seven_day", ...
    resets_at: float | None  # seconds since the epoch


@dataclass(frozen=True, slots=True)
class StreamSummary:
    """Everything worth keeping of a stream once it is read to its end."""

    session_id: str | None
    model: str | None
    cli_version: str | None
    known_agents: tuple[str, ...]  # what the session said it could call
    agents: tuple[AgentRun, ...]
    usage: Usage
    result: FinalResult | None
    last_error: str | None  # `error` of the last main-loop assistant message that carries one
    events: int
    results: int
    malformed: int  # broken lines, JSON that is no object, undecodable bytes
    unknown: int  # well-formed events of a type that we do not know
    limit: Limit | None = None
    turn_open: bool = False  # it spoke on after its last result, and that turn has no result of its own

    @property
    def estimated(self) -> bool:
        """No result told what it used: its tokens are those that its messages told."""
        return self.result is None and self.usage.tokens > 0


class Ending(Enum):
    """How a session ended."""

    CLAIMS_DONE = "claims done"
    SUSPECT = "suspect"  # it looks like an end, but the answer was cut or is empty
    FAILED = "failed"  # the result says so itself
    NOTHING_RAN = "nothing ran"
    NO_RESULT = "no result"  # crashed, cut, or exit code 0 without a result
    TIMED_OUT = "timed out"
    HUNG = "hung"  # silent for too long, or it would not end
    WROTE_TOO_MUCH = "wrote too much"
    INTERRUPTED = "interrupted"  # we stopped it because we were stopped


class TroubleKind(Enum):
    """What kept a session from working that is no fault of the work."""

    USAGE_LIMIT = "usage limit"  # over when it resets
    API = "API trouble"  # overload, 5xx, network: over some time
    BUDGET = "budget"  # the CLI spent what we allowed it
    AUTHENTICATION = "authentication"  # from here on a person is needed
    BILLING = "billing"
    MODEL = "model"
    ROOT = "root"
    OLD_CLI = "old CLI"
    NO_CLI = "no CLI"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a session could not work."""

    kind: TroubleKind
    said: str  # one line of the CLI's own words
    resets_at: float | None = None  # seconds since the epoch; None: not announced


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one session: not on the work, only on how the session ended."""

    ending: Ending
    reason: str  # one line for a person
    resumable: bool  # whether continuing the same Claude session makes sense
    trouble: Trouble | None = None  # when it is set, the session says nothing of the work


@dataclass(frozen=True, slots=True)
class SessionReport:
    """What a session left: how it ended, and what its stream added up to."""

    outcome: Outcome
    summary: StreamSummary
    exit: ExitRecord
