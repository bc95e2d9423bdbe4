from __future__ import annotations

import pytest

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.session import FinalResult, Usage
from orchestrator.stream.events import (
    AssistantText,
    Event,
    Malformed,
    Other,
    RateLimit,
    Result,
    Retry,
    SystemInit,
    TaskEnded,
    TaskStarted,
    ToolResult,
    ToolUse,
)
from orchestrator.stream.show import TEXT_WIDTH, Display


def shown(*events: Event) -> list[str]:
    display = Display()
    return [line.text for event in events for line in display.lines(event)]


def error(text: str) -> ToolResult:
    return ToolResult("t", True, text, None, False)


def result(is_error: bool, *errors: str) -> Result:
    return Result(FinalResult("x", is_error, 1, None, "text", errors, None, False), Usage())


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (AssistantText("\nfirst  \n\nsecond\r\n", None, None), ["first", "", "second"]),
        (AssistantText("a\x1b]0;title\x07b\tc", None, None), ["ab c"]),
        (AssistantText("\x1b[1;31mred\x1b[0m", None, None), ["red"]),
        (AssistantText("", None, None), []),
        (
            AssistantText("API Error: 529 Overloaded", None, "server_error"),
            ["[ERROR: API Error: 529 Overloaded]"],
        ),
        (AssistantText("", None, "overloaded"), ["[ERROR: overloaded]"]),
        (error("Exit code 1\nTraceback"), ["[ERROR: Exit code 1...]"]),
        (error("Exit code 2"), ["[ERROR: Exit code 2]"]),
        (error("<tool_use_error>Not found.\nString: x</tool_use_error>"), ["[ERROR: Not found...]"]),
        (error("x" * 500), [f"[ERROR: {'x' * 120}...]"]),
        (error(""), ["[ERROR: no reason was given]"]),
        (ToolResult("t", False, "fine", None, False), []),
        (Retry(1, 10, 500, "server_error", 529), ["[Retry 1 of 10 in 0.5 s: server_error (529)]"]),
        (Retry(2, 10, 2000, "", None), ["[Retry 2 of 10 in 2 s: unknown (no reply)]"]),
        (RateLimit("allowed", "five_hour", 5), []),
        (RateLimit("allowed_warning", "", None), ["[Rate limit of the account: nearly reached]"]),
        (
            RateLimit("rejected", "five_hour", 0),
            ["[ERROR: Rate limit five_hour reached, resets 1970-01-01 00:00 UTC]"],
        ),
        (
            RateLimit("rejected", "", 2**52),
            ["[ERROR: Rate limit of the account reached, resets at an unknown time]"],
        ),
        (Other("system", "compact_boundary", True, {}), ["[Context compacted]"]),
        (Other("system", "model_fallback", True, {"fallback_model": "haiku"}), ["[Model fallback: haiku]"]),
        (Other("system", "informational", True, {"content": "one\ntwo"}), ["[one]"]),
        (Other("system", "informational", True, {"content": ["odd"]}), []),
        (Other("system", "hook_started", True, {}), []),
        (Other("assistant", "thinking", True, {"thinking": "secret"}), []),
        (
            result(True, "Reached maximum number of turns (3)"),
            ["[ERROR: Reached maximum number of turns (3)]"],
        ),
        (result(False, "unused"), []),
        (Malformed("not JSON: boom", b"x"), ["[Unreadable output: not JSON: boom]"]),
        (SystemInit("s", "m", "v", ()), []),
    ],
)
def test_an_event_is_shown_as(event: Event, lines: list[str]) -> None:
    assert shown(event) == lines


def test_each_line_says_of_what_kind_it_is() -> None:
    events = (AssistantText("a", None, None), ToolUse("t", "Read", {}, None), error("b"), Malformed("c", b""))
    display = Display()
    kinds = [line.kind for event in events for line in display.lines(event)]
    assert kinds == [LineKind.TEXT, LineKind.TOOL, LineKind.ERROR, LineKind.NOTE]


def test_a_line_of_text_is_kept_whole_up_to_a_cap() -> None:
    (line,) = shown(AssistantText("x" * 3_000_000, None, None))
    assert len(line) == TEXT_WIDTH
    assert line.endswith("…")
    assert shown(AssistantText("y" * TEXT_WIDTH, None, None)) == ["y" * TEXT_WIDTH]


def test_what_a_sub_agent_does_bears_its_name_at_any_depth() -> None:
    display = Display()
    for event in (
        ToolUse("outer", "Agent", {"subagent_type": "Doc Sync"}, None),
        TaskStarted("k1", "outer", "local_agent", "doc-sync", False),
        ToolUse("inner", "Task", {}, "outer"),
    ):
        display.lines(event)
    assert display.lines(AssistantText("hi", "outer", None)) == [DisplayLine(LineKind.TEXT, "hi", "doc-sync")]
    (deep,) = display.lines(ToolUse("t", "Bash", {"command": "ls"}, "inner"))
    assert deep == DisplayLine(LineKind.TOOL, "[Bash: ls]", "general-purpose")
    (stranger,) = display.lines(ToolResult("t", True, "no", "unseen", False))
    assert stranger.agent == "sub-agent"


def test_a_sub_agent_that_came_to_a_bad_end_is_shown_once() -> None:
    call, ended = ToolUse("t", "Agent", {}, None), TaskEnded("k", "t", "stopped", False)
    assert shown(call, ended, ended)[1:] == ["[ERROR: sub-agent general-purpose stopped]"]
    assert shown(call, ended._replace(status="completed"))[1:] == []
    assert shown(TaskEnded("b", "of a shell command", "stopped", False)) == []


def test_the_name_of_a_sub_agent_cannot_act_on_the_terminal() -> None:
    display = Display()
    display.lines(ToolUse("t", "Agent", {"subagent_type": "\x1b[2J" + "n" * 999}, None))
    (line,) = display.lines(AssistantText("hi", "t", None))
    assert line.agent.startswith("nnn")
    assert len(line.agent) <= 60
