from __future__ import annotations

import pytest

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.dossier import FindingEntry
from orchestrator.model.lifecycle import State
from orchestrator.views.log import (
    Choice,
    Styled,
    attempt_end,
    broken,
    cleaned,
    empty_head,
    gone,
    nothing_held,
    said,
    session_end,
    session_head,
    standing,
)
from tests.views.test_attempt import attempt, gate, session
from tests.views.test_runs import BLOCKED, DONE, PENDING


def test_a_line_has_its_style_only_where_there_is_colour() -> None:
    assert Styled("x", "31").on(colour=True) == "\x1b[31mx\x1b[0m"
    assert Styled("x", "31").on(colour=False) == "x"
    assert Styled("x", "").on(colour=True) == "x"


def test_a_sub_agent_is_named_before_its_line() -> None:
    assert said(DisplayLine(LineKind.TEXT, "hi", "")).text == "hi"
    assert said(DisplayLine(LineKind.TOOL, "[Read: a]", "doc-sync")).text == "doc-sync | [Read: a]"


@pytest.mark.parametrize(
    ("why", "ordinal", "continues", "told"),
    [
        ("first attempt", 1, False, "attempt 2, session 1"),
        ("full retry after attempt 1: agents and gates", 1, False, "attempt 2, session 1 (full retry)"),
        (
            "a person resumed the blocked phase",
            1,
            True,
            "attempt 2, session 1 (a person resumed the blocked phase)",
        ),
        ("first attempt", 2, True, "attempt 2, session 2 (goes on)"),
        ("first attempt", 3, False, "attempt 2, session 3 (starts over)"),
    ],
)
def test_a_head_says_which_session_it_is_and_why(why: str, ordinal: int, continues: bool, told: str) -> None:
    assert session_head(attempt(why=why), session(ordinal=ordinal, continues=continues)).text == told


def test_an_attempt_may_have_had_no_session() -> None:
    assert empty_head(attempt(sessions=())).text == "attempt 2: no session was held"


def test_how_a_session_ended() -> None:
    (line,) = session_end(session(), Choice.ALL)
    assert line.text == "Session claims done (1,234 tokens, $0.06, 74 s)"
    killed = session(ending="interrupted", reason="stopped\nby hand", estimated=True, seconds=None)
    assert [line.text for line in session_end(killed, Choice.ERRORS)] == [
        "Session interrupted (~1,234 tokens, ~$0.06)",
        "  stopped by hand",
    ]
    assert list(session_end(session(), Choice.ERRORS)) == []
    (unseen,) = session_end(session(ending=None), Choice.TOOLS)
    assert unseen.text == "The end of the session was not seen"


def test_what_became_of_an_attempt() -> None:
    counted = FindingEntry("gate failed", "high", "it failed", "", "")
    allowed = counted._replace(accepted="flaky on arm")
    entry = attempt(
        gates=(gate(), gate(1, tail="\x1b[31mone\x1b[0m\ntwo\n"), gate(None, tail=None)),
        findings=(counted, allowed),
        decision="targeted fix",
        reason="a\nb",
    )
    every = [line.text.partition(" (")[0] for line in attempt_end(entry, Choice.ALL)]
    assert every == [
        "  gate tests: passed",
        f"  gate tests: failed, exit code 1; see {gate().output_path}",
        "    one",
        "    two",
        "  gate tests: ended after 1.0 s, its time was up",
        "  [high] it failed",
        "  [accepted: flaky on arm] it failed",
        "Verdict: targeted fix: a b",
    ]
    wrong = [line.text.partition(" (")[0] for line in attempt_end(entry, Choice.ERRORS)]
    assert wrong == [*every[1:6], every[7]]
    assert list(attempt_end(entry, Choice.TOOLS)) == []


def test_an_accepted_attempt_is_no_error_and_an_open_one_has_no_verdict() -> None:
    assert list(attempt_end(attempt(gates=(gate(),)), Choice.ERRORS)) == []
    assert list(attempt_end(attempt(gates=(), findings=(), decision=None), Choice.ALL)) == []


def test_where_a_phase_stands() -> None:
    assert standing(DONE, under_way=False).text == "Phase 1 is done"
    assert standing(BLOCKED, under_way=False).text == "Phase 2 is blocked: no database at all"
    verifying = DONE._replace(state=State.VERIFYING)
    assert standing(verifying, under_way=True).text == "Phase 1 is verifying; see it go on with --follow"
    assert "no orchestrator works on it" in standing(verifying, under_way=False).text


def test_why_there_is_nothing_to_read() -> None:
    assert nothing_held(PENDING) == "No session was held for phase 3; it is pending"
    assert nothing_held(BLOCKED).endswith("it is blocked: no database at all")
    assert "taken as done" in nothing_held(DONE._replace(assumed=True))
    assert (
        cleaned("2026-11-22T14:07:40.123Z") == "its evidence was removed on 2026-11-22 by `orchestrate clean`"
    )
    assert gone(session()).text == "  (nothing to read: a/session.jsonl is not there)"
    assert broken(1200).text == "  1,200 of its lines could not be read; see them with --raw"
