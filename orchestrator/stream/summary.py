"""What is worth keeping of a stream, gathered event by event; no event itself is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from orchestrator.model.session import AgentRun, AgentStatus, FinalResult, Limit, StreamSummary, Usage
from orchestrator.stream.events import (
    AssistantText,
    Event,
    Malformed,
    Other,
    RateLimit,
    Result,
    SystemInit,
    TaskEnded,
    TaskStarted,
    ToolResult,
    ToolUse,
)

AGENT_TOOLS = frozenset({"Agent", "Task"})  # `Task` is the older name; the CLI takes both
DEFAULT_AGENT = "general-purpose"  # what a call gets that names no agent
NAME_KEPT = 200  # characters of an id or a name
LIMITS_KEPT = 20  # kinds of usage limits; there are a handful


def asked_agent(tool_input: dict[str, Any]) -> str:
    """The agent that a call of an agent tool asks for."""
    asked = tool_input.get("subagent_type")
    return asked if type(asked) is str and asked else DEFAULT_AGENT


def storable(text: str) -> str:
    """The text without halves of surrogate pairs, which neither a file nor a database could hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _decisive(limits: tuple[Limit, ...]) -> Limit | None:
    """Of the limits that are reached the one that lasts longest; when none is, the one told of last."""
    reached = [limit for limit in limits if limit.rejected]
    if reached:
        return max(reached, key=lambda limit: limit.resets_at or 0.0)
    return limits[-1] if limits else None


@dataclass(slots=True)
class _Agent:
    """What is known so far of one tool call that asked for a sub-agent."""

    asked: str = ""
    started: str = ""  # the resolved name, once it runs
    answered: bool = False
    launched: bool = False  # in the background: its answer is not its end
    ended: str = ""  # status of the last notification
    broken: bool = False  # its tool answered with an error, or its API call failed

    @property
    def status(self) -> AgentStatus:
        if self.broken or self.ended not in ("", "completed"):
            return AgentStatus.FAILED
        if not self.answered:
            return AgentStatus.REQUESTED
        if self.launched and not self.ended:
            return AgentStatus.LAUNCHED
        return AgentStatus.COMPLETED

    @property
    def at_work(self) -> bool:
        """It runs in the background, and the session will speak again when it ends."""
        return self.launched and not self.ended and not self.broken


class Accumulator:
    """Reads a stream from its first event to its last."""

    def __init__(self) -> None:
        self._init = SystemInit("", "", "", ())
        self._agents: dict[str, _Agent] = {}  # by the id of the tool call, in the order of appearance
        self._by_task: dict[str, _Agent] = {}
        self._running: dict[str, str] = {}  # tools without an answer so far: id of the call -> name
        self._result: FinalResult | None = None
        self._usage = Usage()
        self._last_error: str | None = None
        self._limits: dict[str, Limit] = {}  # by name, what was told last of each; the last told at the end
        self._in_turn = False
        self._events = self._results = self._malformed = self._unknown = 0
        self._handlers: dict[type, Callable[[Any], None]] = {
            SystemInit: self._on_init,
            AssistantText: self._on_text,
            ToolUse: self._on_tool_use,
            ToolResult: self._on_tool_result,
            TaskStarted: self._on_task_started,
            TaskEnded: self._on_task_ended,
            RateLimit: self._on_rate_limit,
            Result: self._on_result,
            Other: self._on_other,
            Malformed: self._on_malformed,
        }

    @property
    def awaiting_exit(self) -> bool:
        """The session has sent its final result: nothing is open any more, it only has to exit."""
        done = self._result is not None and not self._in_turn
        return done and not any(agent.at_work for agent in self._agents.values())

    @property
    def tool_running(self) -> str:
        """The name of the tool that was called last and has not answered yet; empty when none runs.

        A sub-agent is a tool that runs, in the background too.
        """
        if self._running:
            return next(reversed(self._running.values()))
        return next((agent.asked for agent in self._agents.values() if agent.at_work), "")

    def add(self, event: Event) -> None:
        """Takes the next event of the stream."""
        self._events += 1
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def summary(self) -> StreamSummary:
        """What the events so far say."""
        return StreamSummary(
            session_id=storable(self._init.session_id) or None,
            model=storable(self._init.model) or None,
            cli_version=storable(self._init.cli_version) or None,
            known_agents=tuple(map(storable, self._init.agents)),
            agents=tuple(
                AgentRun(storable(agent.started or agent.asked), storable(call), agent.status)
                for call, agent in self._agents.items()
            ),
            usage=self._usage,
            result=self._result,
            last_error=self._last_error and storable(self._last_error),
            events=self._events,
            results=self._results,
            malformed=self._malformed,
            unknown=self._unknown,
            limit=_decisive(tuple(self._limits.values())),
            turn_open=self._in_turn and self._result is not None,
        )

    def _agent(self, call: str) -> _Agent:
        return self._agents.setdefault(call[:NAME_KEPT], _Agent(asked=DEFAULT_AGENT))

    def _on_init(self, event: SystemInit) -> None:
        self._in_turn = True
        self._init = SystemInit(
            event.session_id[:NAME_KEPT] or self._init.session_id,
            event.model[:NAME_KEPT] or self._init.model,
            event.cli_version[:NAME_KEPT] or self._init.cli_version,
            event.agents or self._init.agents,
        )

    def _on_text(self, event: AssistantText) -> None:
        if event.parent is None:
            self._in_turn = True
            if event.error is not None:
                self._last_error = event.error[:NAME_KEPT]

    def _on_tool_use(self, event: ToolUse) -> None:
        if event.parent is None:
            self._in_turn = True
        if event.id:
            self._running[event.id[:NAME_KEPT]] = event.name[:NAME_KEPT] or "unnamed"
        if event.name in AGENT_TOOLS and event.id:
            self._agent(event.id).asked = asked_agent(event.input)[:NAME_KEPT]

    def _on_tool_result(self, event: ToolResult) -> None:
        self._running.pop(event.tool_use_id[:NAME_KEPT], None)
        agent = self._agents.get(event.tool_use_id[:NAME_KEPT])
        if agent is None:
            return
        agent.answered = True
        agent.launched = agent.launched or event.launched
        # 2.1.197 calls a sub-agent "completed" whose API call failed; the error is then all of its answer.
        agent.broken = agent.broken or event.is_error or event.text.startswith("API Error:")

    def _on_task_started(self, event: TaskStarted) -> None:
        if event.task_type != "local_agent" or not event.tool_use_id:
            return
        agent = self._agent(event.tool_use_id)  # this may come before the call itself
        agent.started = event.agent[:NAME_KEPT]
        agent.launched = agent.launched or event.background
        agent.ended = ""
        self._by_task[event.task_id[:NAME_KEPT]] = agent

    def _on_task_ended(self, event: TaskEnded) -> None:
        by_call = self._agents.get(event.tool_use_id[:NAME_KEPT])
        agent = self._by_task.get(event.task_id[:NAME_KEPT], by_call)
        if agent is not None:
            agent.ended = event.status[:NAME_KEPT] or "unknown"
            agent.broken = agent.broken or event.did_nothing

    def _on_rate_limit(self, event: RateLimit) -> None:
        name = storable(event.limit[:NAME_KEPT])
        self._limits.pop(name, None)
        if len(self._limits) < LIMITS_KEPT:
            self._limits[name] = Limit(event.status == "rejected", name, event.resets_at)

    def _on_result(self, event: Result) -> None:
        self._in_turn = False
        self._running.clear()  # what has not answered by the end of its turn never will
        self._results += 1
        self._usage = event.usage
        final = event.final
        self._result = replace(final, text=storable(final.text), errors=tuple(map(storable, final.errors)))

    def _on_other(self, event: Other) -> None:
        self._unknown += not event.known

    def _on_malformed(self, event: Malformed) -> None:  # noqa: ARG002 - a handler takes its event
        self._events -= 1
        self._malformed += 1
