"""Posting never waits, never fails, and is flushed at the end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

from orchestrator.notify.notice import Notice, Undelivered
from orchestrator.outbox import Outbox


def notices(count: int) -> list[Notice]:
    return [Notice(f"title {number}", "body") for number in range(count)]


class StuckProvider:
    """Holds every notice until it is released."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.release = threading.Event()
        self.delivered: list[Notice] = []

    def __call__(self, notice: Notice) -> None:
        self.entered.set()
        assert self.release.wait(30)
        self.delivered.append(notice)


def test_close_waits_until_everything_is_delivered_in_order() -> None:
    delivered: list[Notice] = []
    told: list[str] = []
    outbox = Outbox(delivered.append, told.append)
    for notice in notices(50):
        outbox.post(notice)
    outbox.close(30)
    assert delivered == notices(50)
    assert told == []


def test_no_thread_is_started_before_the_first_notice() -> None:
    before = threading.active_count()
    outbox = Outbox(print, print)
    assert threading.active_count() == before
    outbox.close(30)


def test_the_first_failure_is_told_once_and_later_notices_are_still_tried() -> None:
    tried: list[Notice] = []
    told: list[str] = []

    def failing(notice: Notice) -> None:
        tried.append(notice)
        raise Undelivered(f"no\nway \x1b[31m{notice.title}")

    outbox = Outbox(failing, told.append)
    for notice in notices(3):
        outbox.post(notice)
    outbox.close(30)
    assert tried == notices(3)
    assert told == ["a notification was not delivered: no way [31mtitle 0"]


def test_any_exception_of_a_provider_and_of_the_complaint_is_held() -> None:
    tried: list[Notice] = []

    def failing(notice: Notice) -> None:
        tried.append(notice)
        raise ZeroDivisionError

    def no_terminal(_: str) -> None:
        raise BrokenPipeError

    outbox = Outbox(failing, no_terminal)
    for notice in notices(2):
        outbox.post(notice)
    outbox.close(30)
    assert tried == notices(2)


def test_a_stuck_provider_holds_neither_post_nor_close() -> None:
    provider = StuckProvider()
    outbox = Outbox(provider, print)
    start = time.monotonic()
    for notice in notices(20):
        outbox.post(notice)
    outbox.close(0.1)
    assert time.monotonic() - start < 10  # without the limit it would be the 30 s of the provider
    assert provider.delivered == []
    provider.release.set()


def test_what_is_left_at_close_is_dropped() -> None:
    provider = StuckProvider()
    outbox = Outbox(provider, print)
    for notice in notices(3):
        outbox.post(notice)
    assert provider.entered.wait(30)
    outbox.close(0.01)
    provider.release.set()
    outbox.close(30)
    assert provider.delivered == notices(1)


def test_a_full_outbox_drops_and_tells_once() -> None:
    provider = StuckProvider()
    told: list[str] = []
    outbox = Outbox(provider, told.append, capacity=2)
    first, *more = notices(6)
    outbox.post(first)
    assert provider.entered.wait(30)
    for notice in more:
        outbox.post(notice)
    provider.release.set()
    outbox.close(30)
    assert provider.delivered == notices(3)
    assert told == ["a notification was not delivered: too many are waiting"]


def test_after_close_nothing_is_delivered() -> None:
    delivered: list[Notice] = []
    outbox = Outbox(delivered.append, print)
    outbox.close(30)
    outbox.post(Notice("late", ""))
    outbox.close(30)
    assert delivered == []


def test_a_stuck_provider_does_not_keep_the_program_alive() -> None:
    script = (
        "import threading\n"
        "from orchestrator.notify.notice import Notice\n"
        "from orchestrator.outbox import Outbox\n"
        "outbox = Outbox(lambda notice: threading.Event().wait(), print)\n"
        "outbox.post(Notice('t', 'b'))\n"
        "outbox.close(0.01)\n"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, timeout=60, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
