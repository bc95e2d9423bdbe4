"""Everybody who is told what happens during a run: the screen, and whoever is notified."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
    with screen(display, secrets) as show, notifications(settings, secrets) as notify:

        def report(happening: Happening) -> None:
            with lock:
                show(happening)
                notify(happening)

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
    yield Terminal(out, colour=colour)


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
    print(f"orchestrate: {printable(message)}", file=sys.stderr)
