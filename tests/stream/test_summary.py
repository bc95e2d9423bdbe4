from __future__ import annotations

from typing import Any

import pytest

from orchestrator.model.session import AgentRun, AgentStatus, FinalResult, Limit, Usage
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
from orchestrator.stream.summary import LIMITS_KEPT, Accumulator, asked_agent, storable

INIT = SystemInit("s1", "claude-sonnet-5", "2.1.330", ("Explore",))
GOOD = FinalResult("success", False, 2, "end_turn", "done", (), None, False)
RESULT = Result(GOOD, Usage(1, 2, 3, 4, 0.5))
CALL = ToolUse("t", "Agent", {"subagent_type": "doc-sync"}, None)
STARTED = TaskStarted("k", "t", "local_agent", "doc-sync", False)
BACKGROUND = STARTED._replace(background=True)
ANSWER = ToolResult("t", False, "docs synced", None, False)
LAUNCHED = ToolResult("t", False, "Async agent launched", None, True)
COMPLETED = TaskEnded("k", "t", "completed", False)


def read(*events: Event) -> Accumulator:
    accumulator = Accumulator()
    for event in events:
        accumulator.add(event)
    return accumulator


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([CALL], AgentStatus.REQUESTED),
        ([CALL, STARTED], AgentStatus.REQUESTED),
        ([STARTED], AgentStatus.REQUESTED),
        ([CALL, STARTED, COMPLETED], AgentStatus.REQUESTED),
        ([CALL, ANSWER], AgentStatus.COMPLETED),
        ([CALL, STARTED, COMPLETED, ANSWER], AgentStatus.COMPLETED),
        ([STARTED, CALL, COMPLETED, ANSWER], AgentStatus.COMPLETED),
        ([CALL, LAUNCHED], AgentStatus.LAUNCHED),
        ([CALL, BACKGROUND, LAUNCHED], AgentStatus.LAUNCHED),
        ([CALL, BACKGROUND, ANSWER], AgentStatus.LAUNCHED),
        ([CALL, BACKGROUND, LAUNCHED, COMPLETED], AgentStatus.COMPLETED),
        ([CALL, BACKGROUND, LAUNCHED, TaskEnded("k", "", "completed", False)], AgentStatus.COMPLETED),
        ([CALL, BACKGROUND, LAUNCHED, COMPLETED._replace(status="stopped")], AgentStatus.FAILED),
        ([CALL, BACKGROUND, LAUNCHED, COMPLETED._replace(status="")], AgentStatus.FAILED),
        ([CALL, STARTED, COMPLETED._replace(status="failed"), ANSWER], AgentStatus.FAILED),
        ([CALL, STARTED, COMPLETED._replace(did_nothing=True), ANSWER], AgentStatus.FAILED),
        ([CALL, STARTED, COMPLETED, ANSWER._replace(text="API Error: 400 bad")], AgentStatus.FAILED),
        ([CALL, ANSWER._replace(is_error=True)], AgentStatus.FAILED),
        ([CALL, ANSWER._replace(tool_use_id="other")], AgentStatus.REQUESTED),
    ],
)
def test_an_agent_has_completed_only_with_a_good_answer_and_a_good_end(
    events: list[Event], status: AgentStatus
) -> None:
    assert read(*events).summary().agents == (AgentRun("doc-sync", "t", status),)


@pytest.mark.parametrize("tool", ["Agent", "Task"])
@pytest.mark.parametrize("parent", [None, "t0"])
def test_both_names_of_the_tool_count_at_any_depth(tool: str, parent: str | None) -> None:
    (run,) = read(ToolUse("t", tool, {"subagent_type": "a"}, parent)).summary().agents
    assert run.agent == "a"


def test_talk_of_an_agent_and_other_tools_are_no_agents() -> None:
    spoken = AssistantText("I called Agent doc-sync", None, None)
    shell = TaskStarted("b", "t2", "local_bash", "", False)
    assert read(spoken, ToolUse("t2", "Bash", {}, None), shell).summary().agents == ()


@pytest.mark.parametrize(
    "asked", [{}, {"subagent_type": None}, {"subagent_type": ""}, {"subagent_type": ["x"]}]
)
def test_a_call_that_names_no_agent_gets_the_general_one(asked: dict[str, Any]) -> None:
    assert asked_agent(asked) == "general-purpose"


def test_the_name_that_was_started_wins_over_the_name_that_was_asked_for() -> None:
    asked = CALL._replace(input={"subagent_type": "Doc Sync"})
    assert [run.agent for run in read(asked).summary().agents] == ["Doc Sync"]
    assert [run.agent for run in read(asked, STARTED).summary().agents] == ["doc-sync"]


def test_only_the_last_result_counts() -> None:
    late = Result(FinalResult("success", True, 1, None, "", ("no",), 500, False), Usage(10, 0, 0, 0, 0.9))
    summary = read(INIT, RESULT, INIT, late).summary()
    assert (summary.result, summary.usage, summary.results) == (late.final, late.usage, 2)


def test_the_last_error_is_that_of_the_main_loop() -> None:
    main, sub = AssistantText("", None, "rate_limit"), AssistantText("", "t", "server_error")
    assert read(main, sub).summary().last_error == "rate_limit"


def test_everything_is_counted() -> None:
    broken, unknown = Malformed("not JSON", b"x"), Other("new", "", False, {})
    summary = read(INIT, broken, unknown, Other("stream_event", "", True, {}), broken).summary()
    assert (summary.events, summary.malformed, summary.unknown) == (3, 2, 1)


def test_a_later_init_that_says_less_takes_nothing_away() -> None:
    summary = read(INIT, SystemInit("s2", "", "", ())).summary()
    assert (summary.session_id, summary.model, summary.known_agents) == (
        "s2",
        "claude-sonnet-5",
        ("Explore",),
    )


def test_an_empty_stream_says_nothing() -> None:
    summary = Accumulator().summary()
    assert (summary.session_id, summary.result, summary.usage.cost_usd) == (None, None, None)


@pytest.mark.parametrize(
    ("events", "awaiting", "turn_open"),
    [
        ([INIT], False, False),
        ([INIT, RESULT], True, False),
        ([INIT, RESULT, TaskEnded("b", "t2", "stopped", False)], True, False),
        ([INIT, RESULT, INIT], False, True),
        ([INIT, RESULT, AssistantText("more", None, None)], False, True),
        ([INIT, RESULT, ToolUse("t3", "Bash", {}, None)], False, True),
        ([INIT, RESULT, AssistantText("of a sub-agent", "t", None)], True, False),
        ([INIT, RESULT, INIT, RESULT], True, False),
        ([INIT, CALL, BACKGROUND, LAUNCHED, RESULT], False, False),
        ([INIT, CALL, BACKGROUND, LAUNCHED, RESULT, COMPLETED], True, False),
        ([INIT, CALL, BACKGROUND, LAUNCHED, RESULT, COMPLETED, INIT], False, True),
    ],
)
def test_a_session_awaits_its_exit_once_nothing_is_open(
    events: list[Event], awaiting: bool, turn_open: bool
) -> None:
    accumulator = read(*events)
    assert accumulator.awaiting_exit is awaiting
    assert accumulator.summary().turn_open is turn_open


def test_what_is_kept_can_be_stored() -> None:
    assert storable("a\ud800b") == "a?b"
    assert storable("naïve →") == "naïve →"
    summary = read(
        INIT._replace(session_id="\udfff"), CALL._replace(input={"subagent_type": "\ud800"})
    ).summary()
    repr((summary.session_id, summary.agents)).encode("utf-8")
    assert summary.session_id == "?"


def test_long_names_are_cut_and_still_matched() -> None:
    call, answer = CALL._replace(id="t" * 9_000), ANSWER._replace(tool_use_id="t" * 9_000)
    (run,) = read(call._replace(input={"subagent_type": "n" * 9_000}), answer).summary().agents
    assert (len(run.agent), len(run.tool_use_id), run.status) == (200, 200, AgentStatus.COMPLETED)


BASH = ToolUse("b", "Bash", {}, None)
BASH_ANSWER = ToolResult("b", False, "", None, False)
INNER = ToolUse("i", "Grep", {}, "t")
INNER_ANSWER = ToolResult("i", False, "", "t", False)


@pytest.mark.parametrize(
    ("events", "running"),
    [
        ([], ""),
        ([INIT], ""),
        ([INIT, BASH], "Bash"),
        ([INIT, BASH, BASH_ANSWER], ""),
        ([INIT, BASH, BASH_ANSWER._replace(is_error=True)], ""),
        ([INIT, BASH, ToolUse("r", "Read", {}, None), BASH_ANSWER], "Read"),
        ([INIT, BASH, ToolUse("r", "Read", {}, None)], "Read"),
        ([INIT, BASH, BASH_ANSWER._replace(tool_use_id="other")], "Bash"),
        ([INIT, BASH, RESULT], ""),
        ([INIT, BASH._replace(id="")], ""),
        ([INIT, BASH._replace(name="")], "unnamed"),
        ([INIT, CALL], "Agent"),
        ([INIT, CALL, STARTED, INNER], "Grep"),
        ([INIT, CALL, STARTED, INNER, INNER_ANSWER], "Agent"),
        ([INIT, CALL, STARTED, INNER, INNER_ANSWER, ANSWER], ""),
        ([INIT, CALL, BACKGROUND, LAUNCHED], "doc-sync"),
        ([INIT, CALL, BACKGROUND, LAUNCHED, RESULT], "doc-sync"),
        ([INIT, CALL, BACKGROUND, LAUNCHED, RESULT, COMPLETED], ""),
    ],
)
def test_a_tool_runs_from_its_call_to_its_answer(events: list[Event], running: str) -> None:
    assert read(*events).tool_running == running


ALLOWED = RateLimit("allowed", "five_hour", 100)
NEARLY = RateLimit("allowed_warning", "seven_day", 900)
REACHED = RateLimit("rejected", "five_hour", 100)


@pytest.mark.parametrize(
    ("told", "limit"),
    [
        ([], None),
        ([ALLOWED], Limit(False, "five_hour", 100)),
        ([ALLOWED, NEARLY], Limit(False, "seven_day", 900)),
        ([ALLOWED, REACHED], Limit(True, "five_hour", 100)),
        ([REACHED, ALLOWED], Limit(False, "five_hour", 100)),
        ([REACHED, NEARLY], Limit(True, "five_hour", 100)),
        ([REACHED, NEARLY._replace(status="rejected")], Limit(True, "seven_day", 900)),
        ([NEARLY._replace(status="rejected"), REACHED], Limit(True, "seven_day", 900)),
        ([REACHED._replace(resets_at=None)], Limit(True, "five_hour", None)),
        ([REACHED._replace(status="REJECTED?")], Limit(False, "five_hour", 100)),
    ],
)
def test_a_limit_that_is_reached_counts_until_it_is_told_to_be_over(
    told: list[Event], limit: Limit | None
) -> None:
    assert read(INIT, *told, RESULT).summary().limit == limit


def test_limits_without_end_are_not_all_kept() -> None:
    accumulator = read(*(RateLimit("rejected", f"{n}\ud800" + "x" * 900, n) for n in range(900)))
    limit = accumulator.summary().limit
    assert limit is not None
    assert (limit.resets_at, len(limit.name)) == (LIMITS_KEPT - 1, 200)
    limit.name.encode("utf-8")
