"""Everybody who is told what happens during a run: the screen, and whoever is notified."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from orchestrator.cli.beside import said, through
from orchestrator.cli.display import Display
from orchestrator.model.configuration import Settings
from orchestrator.model.happening import Happening
from orchestrator.notify.messages import notice_of
from orchestrator.notify.notice import Notice
from orchestrator.notify.outbox import Outbox, build
from orchestrator.redaction import Secrets
from orchestrator.text import printable
from orchestrator.views.terminal import Terminal, wants_colour

Listener = Callable[[Happening], None]


@contextmanager
def audience(settings: Settings, secrets: Secrets, display: Display) -> Iterator[Listener]:
    """Whom to tell; phases may tell it from their own threads."""
    lock = threading.Lock()
    with screen(display) as show, notifications(settings, secrets) as notify:

        def report(happening: Happening) -> None:
            with lock:
                show(happening)
                notify(happening)

        yield report


@contextmanager
def screen(display: Display) -> Iterator[Listener]:
    """What stands on standard output, or on standard error when that is for the result."""
    out = sys.stderr if display.as_json else sys.stdout
    colour = display.output != "plain" and wants_colour(out, dict(os.environ))
    terminal = Terminal(out, colour=colour, quiet=display.quiet)
    if not display.status or display.output or not out.isatty():
        yield terminal
        return
    from orchestrator.views.terminal_region import (  # threads, a queue and a table of letters
        live,
        wants_region,
    )

    if not wants_region(out, os.environ):
        yield terminal
        return
    with (
        live(terminal, out, os.environ, colour=colour) as show,
        through(show.aside) if sys.stderr.isatty() else nullcontext(),
    ):
        yield show


@contextmanager
def notifications(settings: Settings, secrets: Secrets) -> Iterator[Listener]:
    """Tells a person who is elsewhere."""
    outbox = Outbox(build(settings.notifications), warn)

    def notify(happening: Happening) -> None:
        notice = notice_of(happening)
        if notice is not None:
            outbox.post(Notice(secrets.text(notice.title), secrets.text(notice.body), notice.urgent))

    try:
        yield notify
    finally:
        outbox.close()


def warn(message: str) -> None:
    """Say it to the person at the terminal, beside what is shown."""
    line = f"orchestrate: {printable(message)}"
    if not said(line):
        print(line, file=sys.stderr)
