"""What is written to a terminal that has a status region, byte by byte."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

import pytest

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.happening import Happening, RunEnded, RunStarted, SessionSaid, SessionStarted
from orchestrator.views.terminal import Terminal
from orchestrator.views.terminal_region import Live, live, rewraps, wants_region
from tests.support.made import phase, plan
from tests.support.waiting import wait_until

PHASE = phase(title="Setup")
STARTED = RunStarted("r", plan(PHASE), "sonnet", resumed=False)
FIRST = SessionStarted(PHASE, 1, 3, "first")
TIME = re.compile(r"\d+:\d\d")


@dataclass
class Screen:
    """A terminal of the system with nobody but the test at its other end."""

    controller: int
    out: TextIO
    seen: list[str] = field(default_factory=list)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.out.fileno(), termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def new(self) -> str:
        """What was written since the last call; times are all 0:00."""
        text = b""
        while select.select([self.controller], [], [], 0)[0]:
            text += os.read(self.controller, 100_000)
        return TIME.sub("0:00", text.decode(self.out.encoding).replace("\r\n", "\n"))


@pytest.fixture(params=["utf-8"])
def screen(request: pytest.FixtureRequest) -> Iterator[Screen]:
    controller, terminal = pty.openpty()
    with open(terminal, "w", encoding=request.param, errors="backslashreplace") as out:
        made = Screen(controller, out)
        made.resize(80, 24)
        yield made
    os.close(controller)


def showing(screen: Screen, *happenings: Happening, colour: bool = False, folds: bool = True) -> Live:
    """A region whose time stands still: no ticker runs."""
    shown = Live(Terminal(screen.out, colour=colour), screen.out, colour=colour, folds=folds)
    for happening in happenings:
        shown(happening)
    return shown


def said(text: str, kind: LineKind = LineKind.TEXT) -> SessionSaid:
    return SessionSaid(PHASE, DisplayLine(kind, text, ""))


REGION = "▶  0/1 done  Small  0:00\n▶ 1 Setup  attempt 1/3  0:00  running\n"


def test_a_line_goes_above_the_region_which_is_drawn_again(screen: Screen) -> None:
    shown = showing(screen, STARTED)
    assert screen.new() == "Run r: Small (docs/master-plan.md), model sonnet\n" + (
        "·  0/1 done  Small  0:00\n· next: 1 Setup\n"
    )
    shown(FIRST)
    assert screen.new() == f"\r\x1b[2A\x1b[J\nPhase 1: Setup (attempt 1 of 3)\n{REGION}"
    shown(said("Well."))
    assert screen.new() == f"\r\x1b[2A\x1b[JWell.\n{REGION}"


def test_the_region_is_gone_when_the_run_has_ended(screen: Screen) -> None:
    shown = showing(screen, STARTED, FIRST)
    screen.new()
    shown(RunEnded("r", 1, 0, 0, 0))
    assert screen.new() == "\r\x1b[2A\x1b[J\nDone: 1 phase done, 0 blocked\n"
    shown.close()
    assert screen.new() == ""


def test_closing_takes_it_away_whatever_has_happened(screen: Screen) -> None:
    shown = showing(screen, STARTED, FIRST)
    screen.new()
    shown.close()
    assert screen.new() == "\r\x1b[2A\x1b[J"


def test_a_narrower_terminal_has_folded_what_stands_there(screen: Screen) -> None:
    shown = showing(screen, STARTED, FIRST)
    screen.new()
    screen.resize(20, 24)  # 24 and 37 columns are now two rows each
    shown(said("Well."))
    assert screen.new() == "\r\x1b[4A\x1b[JWell.\n0/1 done  0:00\n▶ 1  1/3  0:00  ru…\n"


def test_one_that_cuts_lines_instead_has_not(screen: Screen) -> None:
    shown = showing(screen, STARTED, FIRST, folds=False)
    screen.new()
    screen.resize(20, 24)
    shown(said("Well."))
    assert screen.new().startswith("\r\x1b[2A\x1b[JWell.\n")


def test_a_terminal_that_became_low_shows_the_log_alone(screen: Screen) -> None:
    shown = showing(screen, STARTED, FIRST)
    screen.new()
    screen.resize(80, 4)
    shown(said("Well."))
    shown(said("So."))
    assert screen.new() == "\r\x1b[2A\x1b[JWell.\nSo.\n"


def test_a_terminal_that_tells_no_size_is_taken_for_a_usual_one(screen: Screen) -> None:
    screen.resize(0, 0)
    showing(screen, STARTED)
    assert screen.new().endswith("· next: 1 Setup\n")


def test_colour_is_for_the_log_and_marks_head_and_next(screen: Screen) -> None:
    shown = showing(screen, STARTED, colour=True)
    assert screen.new().endswith("\x1b[1m·  0/1 done  Small  0:00\x1b[0m\n\x1b[2m· next: 1 Setup\x1b[0m\n")
    shown(said("[ERROR: no]", LineKind.ERROR))
    assert "\x1b[31m[ERROR: no]\x1b[0m\n\x1b[1m" in screen.new()


@pytest.mark.parametrize("screen", ["ascii"], indirect=True)
def test_an_encoding_without_the_marks_gets_others(screen: Screen) -> None:
    showing(screen, STARTED)
    assert screen.new().endswith(".  0/1 done  Small  0:00\n. next: 1 Setup\n")


def test_a_line_of_others_is_shown_above_and_none_is_lost_at_the_end(screen: Screen) -> None:
    environment = {"TERM": "xterm"}
    with live(Terminal(screen.out, colour=False), screen.out, environment, colour=False) as shown:
        shown(STARTED)
        screen.new()
        shown.aside("orchestrate: a word")
        text = ""

        def arrived() -> bool:
            nonlocal text
            text += screen.new()
            return "a word" in text

        wait_until(arrived)
        assert text.startswith("\r\x1b[2A\x1b[Jorchestrate: a word\n·")
        for number in range(20):
            shown.aside(f"{number}")
    rest = re.sub("\x1b.*?[AJ]", "", screen.new()).split()
    assert [word for word in rest if word.isdigit()] == [str(number) for number in range(20)]


def test_the_ticker_ends_with_the_block_even_when_that_fails(screen: Screen) -> None:
    def fail() -> None:
        with live(Terminal(screen.out, colour=False), screen.out, {}, colour=False) as shown:
            shown(STARTED)
            raise KeyError

    before = threading.active_count()
    with pytest.raises(KeyError):
        fail()
    assert threading.active_count() == before
    assert screen.new().endswith("\x1b[J")


def test_a_terminal_that_is_gone_does_not_hurt() -> None:
    controller, terminal = pty.openpty()
    with open(terminal, "w", encoding="utf-8") as out:
        shown = Live(Terminal(out, colour=False), out, colour=False, folds=True)
        shown(STARTED)
        os.close(controller)
        for _ in range(3):
            shown(said("Well."))
        shown.close()
        assert os.fstat(out.fileno()).st_rdev == os.stat(os.devnull).st_rdev


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True),
        ({"TERM": "xterm", "CI": "false"}, True),
        ({"TERM": "xterm", "CI": "true"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": ""}, False),
        ({}, False),
    ],
)
def test_a_region_is_for_terminals_that_can_go_back_up(
    screen: Screen, environment: dict[str, str], wanted: bool
) -> None:
    assert wants_region(screen.out, environment) is wanted


def test_a_file_has_no_region(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (tmp_path_factory.getbasetemp() / "out").open("w") as out:
        assert not wants_region(out, {"TERM": "xterm"})


@pytest.mark.parametrize(
    ("environment", "folds"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm", "XTERM_VERSION": "XTerm(379)"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "screen", "STY": "1.pts"}, False),
        ({"TERM": "screen", "TMUX": "/tmp/x", "XTERM_VERSION": "XTerm(379)"}, True),
    ],
)
def test_old_terminals_do_not_fold_lines_anew(environment: dict[str, str], folds: bool) -> None:
    assert rewraps(environment) is folds
