"""Who is told of a run, and where it is written."""

from __future__ import annotations

import os
import pty
import select
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO

import pytest

from orchestrator.cli.audience import screen, warn
from orchestrator.cli.display import Display
from orchestrator.cli.stopping import stoppable
from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.happening import RunStarted, SessionSaid
from orchestrator.redaction import NO_SECRETS
from tests.support.made import phase, plan
from tests.support.waiting import wait_until

PHASE = phase(title="Setup")
STARTED = RunStarted("r", plan(PHASE), "sonnet", resumed=False)
SAID = SessionSaid(PHASE, DisplayLine(LineKind.ERROR, "[ERROR: no]", ""))
ERASE = "\r\x1b[2A\x1b[J"


class Typed:
    """What arrives at the other end of a terminal."""

    def __init__(self, controller: int, out: TextIO) -> None:
        self._controller = controller
        self._out = out
        self._bytes = b""
        self.text = ""

    @contextmanager
    def ours(self) -> Iterator[None]:
        """Both outputs of this program go there; not for longer than a test, as pytest sets its own."""
        with redirect_stdout(self._out), redirect_stderr(self._out):
            yield

    def until(self, words: str) -> str:
        """All that came so far, once these words are in it."""
        wait_until(lambda: self._arrived(words), 20, f"{words!r} on the terminal")
        return self.text

    def _arrived(self, words: str) -> bool:
        if select.select([self._controller], [], [], 0.01)[0]:
            self._bytes += os.read(self._controller, 10_000)
            self.text = self._bytes.decode().replace("\r\n", "\n")
        return words in self.text


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Typed]:
    """A terminal, for standard output and standard error."""
    controller, descriptor = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    with open(descriptor, "w", encoding="utf-8") as out:
        yield Typed(controller, out)
    os.close(controller)


def test_a_warning_goes_above_the_region(terminal: Typed) -> None:
    with terminal.ours():
        with screen(Display(), NO_SECRETS) as show:
            show(STARTED)
            terminal.until("· next: 1 Setup\n")
            warn("odd")
            assert f"{ERASE}orchestrate: odd\n·" in terminal.until("odd\n·")
        warn("later")
    assert terminal.until("later\n").endswith(f"{ERASE}orchestrate: later\n")


def test_a_signal_is_answered_above_the_region(terminal: Typed) -> None:
    with terminal.ours(), stoppable("it ends") as stop, screen(Display(), NO_SECRETS) as show:
        show(STARTED)
        terminal.until("· next: 1 Setup\n")
        os.kill(os.getpid(), 15)
        wait_until(stop.wake.is_set)
        assert f"{ERASE}Stopping: it ends\n·" in terminal.until("ends\n·")


@pytest.mark.parametrize("wish", [Display(status=False), Display(output="plain")])
def test_a_person_can_do_without_a_region(terminal: Typed, wish: Display) -> None:
    with terminal.ours(), screen(wish, NO_SECRETS) as show:
        show(STARTED)
        show(SAID)
    assert terminal.until("no]\n") == "Run r: Small (docs/master-plan.md), model sonnet\n[ERROR: no]\n"


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("CI", "1")])
def test_no_byte_moves_the_cursor_where_nobody_could_see_it(
    terminal: Typed, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR")
    with terminal.ours(), screen(Display(), NO_SECRETS) as show:
        show(STARTED)
        show(SAID)
    assert terminal.until("no]\n") == "Run r: Small (docs/master-plan.md), model sonnet\n[ERROR: no]\n"


def test_plain_has_no_colour(terminal: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    with terminal.ours(), screen(Display(output="plain"), NO_SECRETS) as show:
        show(SAID)
    assert terminal.until("no]\n") == "[ERROR: no]\n"


def test_quiet_keeps_the_region(terminal: Typed) -> None:
    with terminal.ours(), screen(Display(quiet=True), NO_SECRETS) as show:
        show(SAID)
        show(STARTED)
    assert "no]" not in terminal.until("· next: 1 Setup\n")


def test_a_pipe_gets_the_log_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    with screen(Display(), NO_SECRETS) as show:
        show(SAID)
        warn("odd")
    assert capsys.readouterr() == ("[ERROR: no]\n", "orchestrate: odd\n")


def test_with_a_result_for_programs_the_log_goes_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with screen(Display(as_json=True), NO_SECRETS) as show:
        show(SAID)
    assert capsys.readouterr() == ("", "[ERROR: no]\n")
