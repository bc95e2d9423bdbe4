"""What is sent of a moment."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.lifecycle import State
from orchestrator.views.live import PHASES, WIDTH, Now, PhaseNow, live_json
from tests.support.reports import made_phase, made_report

TOOL = DisplayLine(LineKind.TOOL, "[Bash: make]", "")
TEXT = DisplayLine(LineKind.TEXT, "It works.", "reviewer")
RUN = made_report().run
RECORD = made_phase("3.1", State.RUNNING, title="Setup").record


def told(now: Now) -> Any:
    return json.loads(live_json(now))


def test_before_the_first_run_there_is_nothing_to_tell() -> None:
    assert told(Now()) == {"run": "", "active": False, "trouble": "", "phases": [], "more": 0}


def test_a_phase_under_way_is_told_with_its_last_lines_and_its_tool() -> None:
    found = told(Now(RUN, True, (PhaseNow(RECORD, (TEXT, TOOL)),)))
    assert (found["run"], found["active"]) == (RUN.id, True)
    (phase,) = found["phases"]
    assert (phase["id"], phase["anchor"], phase["title"]) == ("3.1", "phase-3.1", "Setup")
    assert (phase["state"], phase["attempt"], phase["since"]) == ("running", 1, RECORD.since)
    assert phase["tool"] == "[Bash: make]"
    assert phase["lines"] == [
        {"kind": "text", "agent": "reviewer", "text": "It works."},
        {"kind": "tool", "agent": "", "text": "[Bash: make]"},
    ]


def test_a_tool_after_which_something_was_said_has_ended() -> None:
    assert told(Now(RUN, True, (PhaseNow(RECORD, (TOOL, TEXT)),)))["phases"][0]["tool"] == ""
    assert told(Now(RUN, True, (PhaseNow(RECORD, ()),)))["phases"][0]["tool"] == ""


def test_while_gates_run_no_tool_does() -> None:
    verifying = RECORD._replace(state=State.VERIFYING)
    assert told(Now(RUN, True, (PhaseNow(verifying, (TOOL,)),)))["phases"][0]["tool"] == ""


def test_what_a_phase_waits_for_is_told() -> None:
    waits = RECORD._replace(waits_until=1_800_000_000.0, waits_for="usage limit")
    (phase,) = told(Now(RUN, True, (PhaseNow(waits, ()),)))["phases"]
    assert (phase["waits_for"], phase["waits_until"]) == ("usage limit", 1_800_000_000.0)


def test_many_phases_are_cut_and_counted() -> None:
    found = told(Now(RUN, True, (PhaseNow(RECORD, ()),) * (PHASES + 3)))
    assert (len(found["phases"]), found["more"]) == (PHASES, 3)


@given(st.text(), st.text(max_size=20))
def test_whatever_a_session_says_is_one_short_line_of_an_event(text: str, agent: str) -> None:
    line = DisplayLine(LineKind.TEXT, text * 50, agent)
    sent = live_json(Now(RUN, True, (PhaseNow(RECORD, (line,)),), trouble=text))
    assert sent.isascii()
    assert sent.isprintable()
    assert len(json.loads(sent)["phases"][0]["lines"][0]["text"]) <= WIDTH
