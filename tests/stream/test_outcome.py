from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orchestrator.model.session import (
    AgentRun,
    AgentStatus,
    Ending,
    FinalResult,
    StreamSummary,
    Usage,
)
from orchestrator.stream.cut import FINISHED, INTERRUPTED, Cut, CutKind
from orchestrator.stream.outcome import conversation_lost, judge, resumable

GOOD = FinalResult("success", False, 2, "end_turn", "All done.", (), None, False, "completed")
FAILED = replace(GOOD, is_error=True, text="API Error: Overloaded", api_error_status=529)
LOST = replace(
    GOOD,
    subtype="error_during_execution",
    is_error=True,
    text="",
    errors=("No conversation found with session ID: 9",),
)
WORKING = AgentRun("doc-sync", "t", AgentStatus.LAUNCHED)


def summary(result: FinalResult | None = GOOD, **more: Any) -> StreamSummary:
    known = StreamSummary(
        session_id="s",
        model="m",
        cli_version="2.1.330",
        known_agents=(),
        agents=(),
        usage=Usage(),
        result=result,
        last_error=None,
        events=9,
        results=1,
        malformed=0,
        unknown=0,
    )
    return replace(known, **more)


def ending(result: FinalResult | None, exit_code: int | None = 0, **more: Any) -> tuple[Ending, str]:
    outcome = judge(summary(result), exit_code, **more)
    return outcome.ending, outcome.reason


@pytest.mark.parametrize("exit_code", [0, 1, 143, -9, None])
def test_a_good_result_counts_whatever_the_exit_code(exit_code: int | None) -> None:
    assert ending(GOOD, exit_code)[0] is Ending.CLAIMS_DONE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_error": True, "stop_reason": None}, Ending.FAILED),
        ({"is_error": True, "num_turns": 0}, Ending.FAILED),
        ({"num_turns": 0, "stop_reason": None, "text": ""}, Ending.NOTHING_RAN),
        ({"num_turns": None}, Ending.CLAIMS_DONE),
        ({"stop_reason": None}, Ending.SUSPECT),
        ({"stop_reason": "max_tokens"}, Ending.SUSPECT),
        ({"stop_reason": "refusal"}, Ending.SUSPECT),
        ({"stop_reason": "tool_use"}, Ending.SUSPECT),
        ({"stop_reason": "tool_use", "structured": True, "text": ""}, Ending.CLAIMS_DONE),
        ({"stop_reason": "stop_sequence"}, Ending.CLAIMS_DONE),
        ({"text": " \n"}, Ending.SUSPECT),
    ],
)
def test_the_last_result_decides(changes: dict[str, Any], expected: Ending) -> None:
    assert ending(replace(GOOD, **changes))[0] is expected


@pytest.mark.parametrize(
    ("exit_code", "reason"),
    [
        (0, "ended with exit code 0 but without a result"),
        (1, "ended with exit code 1 and without a result"),
        (127, "could not be started (exit code 127)"),
        (143, "was ended by SIGTERM before it sent a result"),
        (-9, "was ended by SIGKILL before it sent a result"),
        (255, "ended with exit code 255 and without a result"),
        (None, "ended without a result, and its exit code is not known"),
    ],
)
def test_without_a_result_the_exit_code_gives_the_reason(exit_code: int | None, reason: str) -> None:
    assert ending(None, exit_code) == (Ending.NO_RESULT, reason)


def test_unreadable_output_is_part_of_the_reason() -> None:
    assert judge(summary(None, malformed=2), 0).reason.endswith("; 2 lines of its output cannot be read")


def test_a_failure_names_error_status_and_text() -> None:
    outcome = judge(summary(FAILED, last_error="server_error"), 1)
    assert outcome.reason == "server_error, HTTP 529: API Error: Overloaded"
    limit = replace(GOOD, is_error=True, subtype="error_max_turns", errors=("Reached maximum",), text="")
    assert judge(summary(limit), 1).reason == "error_max_turns: Reached maximum"
    assert judge(summary(replace(FAILED, api_error_status=None, text="")), 1).reason == "error"


def test_a_reason_is_one_short_line_without_control_characters() -> None:
    outcome = judge(summary(replace(FAILED, text="\x1b[31mline one\nline two " + "x" * 9_000)), 1)
    assert len(outcome.reason) <= 300
    assert "\n" not in outcome.reason
    assert "\x1b" not in outcome.reason


def test_an_interruption_goes_before_everything() -> None:
    told = "stopped, because the orchestrator was stopped"
    assert ending(GOOD, 0, cut=INTERRUPTED) == (Ending.INTERRUPTED, told)
    assert ending(None, 143, cut=INTERRUPTED) == (Ending.INTERRUPTED, told)


def test_a_session_that_stayed_after_its_final_result_still_claims_done() -> None:
    told = "ended with a result, but did not exit by itself"
    assert ending(GOOD, 143, cut=FINISHED) == (Ending.CLAIMS_DONE, told)
    assert ending(FAILED, 143, cut=FINISHED) == ending(FAILED, 143)


CUTS = [
    (CutKind.TIMED_OUT, Ending.TIMED_OUT),
    (CutKind.SILENT_START, Ending.HUNG),
    (CutKind.IDLE, Ending.HUNG),
    (CutKind.TOOL_HANGS, Ending.HUNG),
    (CutKind.OUTPUT_CLOSED, Ending.HUNG),
    (CutKind.WROTE_TOO_MUCH, Ending.WROTE_TOO_MUCH),
]


@pytest.mark.parametrize(("kind", "expected"), CUTS)
def test_a_session_that_was_cut_short_tells_why(kind: CutKind, expected: Ending) -> None:
    cut = Cut(kind, "why it was ended")
    assert ending(None, 143, cut=cut) == (expected, "why it was ended")
    assert ending(FAILED, 143, cut=cut) == (
        expected,
        "why it was ended; its last result: HTTP 529: API Error: Overloaded",
    )
    assert judge(summary(turn_open=True), 143, cut).ending is expected
    assert judge(summary(agents=(WORKING,)), 143, cut).ending is expected


@pytest.mark.parametrize(("kind", "expected"), CUTS)
def test_a_good_result_that_came_while_it_was_being_ended_counts(kind: CutKind, expected: Ending) -> None:
    assert ending(GOOD, 143, cut=Cut(kind, "why")) == (Ending.CLAIMS_DONE, "ended with a result")
    assert expected is not Ending.CLAIMS_DONE


def test_every_way_to_cut_a_session_has_its_ending() -> None:
    assert {kind for kind, _ in CUTS} | {CutKind.INTERRUPTED, CutKind.FINISHED} == set(CutKind)


def test_a_session_that_broke_off_after_its_result_is_suspect() -> None:
    assert judge(summary(turn_open=True), 1).ending is Ending.SUSPECT
    assert judge(summary(agents=(WORKING,)), 0).ending is Ending.CLAIMS_DONE


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (summary(None), True),
        (summary(FAILED), True),
        (summary(None, session_id=None), False),
        (summary(LOST), False),
        (summary(replace(FAILED, terminal_reason="prompt_too_long")), False),
        (summary(replace(FAILED, text="Prompt is too long · the request is ~250000 tokens")), False),
        (summary(replace(FAILED, api_error_status=413)), False),
        (summary(replace(GOOD, text="I fixed the message 'Prompt is too long'")), True),
    ],
)
def test_a_session_can_be_continued_unless_it_is_unknown_or_too_long(
    told: StreamSummary, expected: bool
) -> None:
    assert resumable(told) is expected
    assert judge(told, 1).resumable is expected


def test_a_conversation_is_lost_only_when_the_session_says_so() -> None:
    assert conversation_lost(summary(LOST))
    assert not conversation_lost(summary(replace(LOST, errors=("Reached maximum budget",))))
    assert not conversation_lost(summary(replace(GOOD, text="No conversation found with session ID: 9")))
    assert not conversation_lost(summary(None))
