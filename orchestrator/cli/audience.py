"""Everybody who is told what happens during a run: the screen, and whoever is notified."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from orchestrator.cli.beside import said, through
from orchestrator.cli.display import Display
from orchestrator.cli.preparation import Project
from orchestrator.cli.reacting import reactions
from orchestrator.model.configuration import Settings
from orchestrator.model.happening import Happening
from orchestrator.model.records import RunRecord
from orchestrator.notify.messages import Messages
from orchestrator.notify.notice import Notice
from orchestrator.notify.providers import build
from orchestrator.outbox import Outbox
from orchestrator.process.wake import Wake
from orchestrator.redaction import Secrets
from orchestrator.text import printable
from orchestrator.views.terminal import Terminal, wants_colour

Listener = Callable[[Happening], None]


@contextmanager
def audience(
    project: Project, secrets: Secrets, display: Display, look: Callable[[], RunRecord], stop: Wake
) -> Iterator[Listener]:
    """Whom to tell; phases may tell it from their own threads.

    Args:
        project, secrets, display: of the run.
        look: the run as it stands.
        stop: raised twice when nothing is to be waited for.
    """
    lock = threading.Lock()
    with (
        screen(display, secrets) as show,
        notifications(project.settings, secrets) as notify,
        reactions(project, secrets, look, warn, stop) as react,
    ):

        def report(happening: Happening) -> None:
            with lock:
                show(happening)
                notify(happening)
                react(happening)

        yield report


@contextmanager
def screen(display: Display, secrets: Secrets) -> Iterator[Listener]:
    """What stands on standard output, or on standard error when that is for the result."""
    if display.for_programs:
        from orchestrator.cli.output import chosen  # few ask for it

        with chosen(display, secrets) as show:
            yield show
        return
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

    messages = Messages()

    def notify(happening: Happening) -> None:
        notice = messages.notice(happening, time.time())
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
