from __future__ import annotations

import io
import os
import pty
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import pytest

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.evidence import Decision, Finding, FindingKind, Severity, Verdict
from orchestrator.model.happening import (
    BudgetNear,
    DraftRefused,
    DraftStarted,
    GateEnded,
    GateStarted,
    Happening,
    Judged,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionEnded,
    SessionSaid,
    SessionStarted,
    SessionUsed,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Complaint
from orchestrator.model.session import Ending, ExitRecord, FinalResult, Outcome, SessionReport, Usage
from orchestrator.stream.summary import Accumulator
from orchestrator.views.terminal import Terminal, wants_colour
from tests.support.made import CLAIMS_DONE, gate, phase, plan, result

LOW = Finding(FindingKind.NO_SIGNAL, Severity.LOW, "not reported")
PHASE = phase(title="Setup")
FINAL = FinalResult("success", False, 1, None, "", (), None, False)
SUMMARY = replace(Accumulator().summary(), usage=Usage(1000, 200, 30, 4, 0.25), result=FINAL)
FAILED = Outcome(Ending.NO_RESULT, "exit code 1", False)


def shown(*happenings: Happening, colour: bool = False) -> list[str]:
    out = io.StringIO()
    terminal = Terminal(out, colour=colour)
    for happening in happenings:
        terminal(happening)
    return out.getvalue().splitlines()


def said(text: str, kind: LineKind = LineKind.TEXT, agent: str = "") -> SessionSaid:
    return SessionSaid(PHASE, DisplayLine(kind, text, agent))


def ended(outcome: Outcome, *left_behind: str) -> SessionEnded:
    return SessionEnded(PHASE, SessionReport(outcome, SUMMARY, ExitRecord(0, "", left_behind, 61.4)))


def test_tokens_of_a_session_that_told_no_result_are_marked() -> None:
    killed = replace(SUMMARY, usage=Usage(400, 20, 0, 0, None), result=None)
    report = SessionReport(Outcome(Ending.INTERRUPTED, "stopped", True), killed, ExitRecord(0, "", (), 9))
    assert shown(SessionEnded(PHASE, report))[0] == "Session interrupted (~420 tokens, -, 9.0 s)"


def test_the_end_of_a_failed_gate_is_told_without_its_colours() -> None:
    failed = result(gate("pytest -q"), 1, "one\n\x1b[31mred\x1b[0m\n")
    assert shown(GateEnded(PHASE, failed))[1:] == ["    one", "    red"]


@pytest.mark.parametrize(
    ("happening", "lines"),
    [
        (
            RunStarted("r-1", plan(), "sonnet", False),
            ["Run r-1: Small (docs/master-plan.md), model sonnet"],
        ),
        (
            RunStarted("r-1", plan(), "opus", True),
            ["Going on with run r-1: Small (docs/master-plan.md), model opus"],
        ),
        (SessionStarted(PHASE, 1, 3, "first"), ["", "Phase 1: Setup (attempt 1 of 3)"]),
        (
            SessionStarted(PHASE, 2, 3, "targeted fix"),
            ["", "Phase 1: Setup (attempt 2 of 3, targeted fix)"],
        ),
        (said("[Read: a.md]", LineKind.TOOL), ["[Read: a.md]"]),
        (said("[Read: a.md]", LineKind.TOOL, "doc-sync"), ["doc-sync | [Read: a.md]"]),
        (ended(CLAIMS_DONE), ["Session claims done (1,234 tokens, $0.25, 61 s)"]),
        (
            ended(FAILED, "sleep 9"),
            [
                "Session no result (1,234 tokens, $0.25, 61 s)",
                "  exit code 1",
                "  ended a process it left behind: sleep 9",
            ],
        ),
        (GateStarted(PHASE, gate()), []),
        (SessionUsed(PHASE, Usage(5)), []),
        (GateEnded(PHASE, result()), ["  gate true: passed (1.0 s)"]),
        (
            GateEnded(PHASE, result(exit_code=2)),
            ["  gate true: failed, exit code 2; see gates/1.log"],
        ),
        (GateEnded(PHASE, result(exit_code=None)), ["  gate true: ended after 1.0 s, its time was up"]),
        (
            Judged(PHASE, 1, Verdict(Decision.ACCEPT, "good", ())),
            ["Accepted: everything the contract asks for is there"],
        ),
        (
            Judged(PHASE, 1, Verdict(Decision.ACCEPT, "", (LOW,))),
            ["Accepted with warnings:", "  [low] not reported"],
        ),
        (
            Judged(PHASE, 1, Verdict(Decision.TARGETED_FIX, "", (LOW,))),
            ["Not accepted, sent back to the same session (targeted fix):", "  [low] not reported"],
        ),
        (
            Judged(PHASE, 1, Verdict(Decision.FULL_RETRY, "", (LOW,))),
            ["Not accepted, a fresh session starts over (full retry):", "  [low] not reported"],
        ),
        (PhaseMoved(PHASE, State.DONE, "good"), ["Phase 1 is done"]),
        (PhaseMoved(PHASE, State.BLOCKED, "why\nnot"), ["Phase 1 is blocked: why not"]),
        (RunEnded("r", 2, 0, 0, 0), ["", "Done: 2 phases done, 0 blocked"]),
        (RunEnded("r", 1, 0, 0, 0, assumed=2), ["", "Done: 1 phase done, 2 assumed, 0 blocked"]),
        (
            RunEnded("r", 1, 1, 0, 1),
            [
                "",
                "Blocked: 1 phase done, 1 blocked. Look at it with `orchestrate status`,"
                " go on with `orchestrate resume`",
            ],
        ),
        (
            RunEnded("r", 1, 0, 1, 1),
            ["", "Stopped: 1 phase done, 0 blocked, 1 open. Go on with: orchestrate resume"],
        ),
        (
            RunEnded("r", 1, 0, 1, 5, "the run's budget of 3 sessions is used up: 3 sessions spent"),
            [
                "",
                "Paused: the run's budget of 3 sessions is used up: 3 sessions spent",
                "1 phase done, 0 blocked, 1 open. Go on with: orchestrate resume --budget sessions=...",
            ],
        ),
        (
            BudgetNear("usd of the run", "$4.10", "$5.00"),
            ["Most of a budget is spent: $4.10 of $5.00 (usd of the run)"],
        ),
    ],
)
def test_what_happens_is_told(happening: Happening, lines: list[str]) -> None:
    assert shown(happening) == lines


def test_a_draft_is_told_with_its_errors_the_first_of_them() -> None:
    complaints = tuple(Complaint("docs/a.md", line, "code", "p\x1b", "c") for line in range(1, 24))
    assert shown(DraftStarted("IDEA.md", 1, 3, "first"), DraftStarted("IDEA.md", 2, 3, "sent back")) == [
        "",
        "Drafting a plan from IDEA.md (attempt 1 of 3)",
        "",
        "Drafting a plan from IDEA.md (attempt 2 of 3, sent back)",
    ]
    assert shown(DraftRefused(complaints[:1])) == ["Refused, 1 error:", "  docs/a.md:1: p; c"]
    lines = shown(DraftRefused(complaints))
    assert (len(lines), lines[0], lines[-1]) == (22, "Refused, 23 errors:", "  ... and 3 more")


def test_quiet_leaves_out_what_sessions_say_and_nothing_else() -> None:
    out = io.StringIO()
    terminal = Terminal(out, colour=False, quiet=True)
    for happening in (said("Well."), said("[ERROR: no]", LineKind.ERROR), GateEnded(PHASE, result())):
        terminal(happening)
    assert out.getvalue() == "  gate true: passed (1.0 s)\n"


def test_what_a_tool_answered_is_dim() -> None:
    assert shown(said("  ok (+2 lines)", LineKind.RESULT), colour=True) == ["\x1b[2m  ok (+2 lines)\x1b[0m"]


def test_colour_is_around_lines_and_only_when_it_is_wanted() -> None:
    assert shown(said("[ERROR: no]", LineKind.ERROR), said("text"), colour=True) == [
        "\x1b[31m[ERROR: no]\x1b[0m",
        "text",
    ]
    assert "\x1b" not in "".join(shown(said("[ERROR: no]", LineKind.ERROR)))


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x9b", "\u202e", "\x07", "\ud800"])
def test_nothing_a_worker_or_a_plan_says_acts_on_the_terminal(odd: str) -> None:
    finding = Finding(FindingKind.GATE_FAILED, Severity.HIGH, f"m{odd}")
    lines = shown(
        SessionStarted(phase(title=f"t{odd}"), 1, 3, "first"),
        ended(Outcome(Ending.FAILED, f"r{odd}", False), f"sleep{odd}"),
        GateEnded(PHASE, result(gate(f"g{odd}"), 1)),
        Judged(PHASE, 1, Verdict(Decision.BLOCK, "", (finding,))),
        PhaseMoved(PHASE, State.BLOCKED, f"why{odd}"),
    )
    assert odd not in "\n".join(lines)
    assert "\n".join(lines).encode()


def pipe_without_reader(_folder: Path) -> TextIO:
    reader, writer = os.pipe()
    os.close(reader)
    return open(writer, "w", encoding="utf-8")


def full_disk(_folder: Path) -> TextIO:
    return open("/dev/full", "w", encoding="utf-8")


def closed_file(folder: Path) -> TextIO:
    out = (folder / "out").open("w", encoding="utf-8")
    out.close()
    return out


@pytest.mark.parametrize("make", [pipe_without_reader, full_disk, closed_file])
def test_an_output_that_fails_does_not_hurt_the_run(make: object, tmp_path: Path) -> None:
    assert callable(make)
    out: TextIO = make(tmp_path)
    terminal = Terminal(out, colour=False)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        terminal(said("text"))
    out.close()  # does not fail either
    assert len(os.listdir("/proc/self/fd")) <= before


@pytest.fixture
def tty() -> Iterator[TextIO]:
    controller, terminal = pty.openpty()
    with open(terminal, "w", encoding="utf-8") as out:
        yield out
    os.close(controller)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, True),
        ({"TERM": "xterm"}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"CI": "true"}, False),
        ({"CI": "false"}, True),
        ({"CI": "0"}, True),
    ],
)
def test_a_terminal_has_colour_unless_its_user_refuses(
    tty: TextIO, environment: dict[str, str], wanted: bool
) -> None:
    assert wants_colour(tty, environment) is wanted


def test_a_file_has_no_colour() -> None:
    assert not wants_colour(io.StringIO(), {})
