"""Delivers notices beside the run: posting never waits and never fails."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from orchestrator.notify import desktop, ntfy
from orchestrator.notify.notice import Notice, Undelivered
from orchestrator.text import one_line

if TYPE_CHECKING:
    from orchestrator.model.configuration import NotificationSettings

Provider = Callable[[Notice], None]


def build(settings: NotificationSettings) -> Provider:
    """What delivers a notice, as configured; it raises Undelivered."""
    if not settings.enabled or settings.provider == "none":
        return _to_nobody
    if settings.provider == "ntfy":
        return partial(ntfy.send, server=settings.server, topic=settings.topic)
    return desktop.send if settings.explicit else _to_the_desktop_if_possible


def _to_nobody(notice: Notice) -> None:
    del notice


def _to_the_desktop_if_possible(notice: Notice) -> None:
    """Nobody asked for this default, so a machine without a desktop is no news."""
    with suppress(Undelivered):
        desktop.send(notice)


class Outbox:
    """A queue of notices and the thread that hands them to a provider, one after the other.

    The first failure is told through `complain` (from that thread), later ones are not. `complain`
    must be callable from any thread; what it raises is dropped.
    """

    def __init__(self, provider: Provider, complain: Callable[[str], None], capacity: int = 100) -> None:
        self._provider = provider
        self._complain = complain
        self._capacity = capacity
        self._waiting: deque[Notice] = deque()
        self._changed = threading.Condition()  # reentrant: a signal handler may post, too
        self._thread: threading.Thread | None = None
        self._closed = False
        self._told = False

    def post(self, notice: Notice) -> None:
        """Queue the notice. After `close` it is dropped, and when too many are waiting."""
        with self._changed:
            if self._closed:
                return
            full = len(self._waiting) >= self._capacity
            if not full:
                self._waiting.append(notice)
                self._changed.notify()
        if full:
            self._failed("too many are waiting")
        else:
            self._start()

    def close(self, timeout: float = 5.0) -> None:
        """Wait until all is delivered, but not longer than `timeout` seconds; what is left is dropped."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
        with self._changed:
            self._waiting.clear()

    def _start(self) -> None:
        with self._changed:
            if self._thread is not None:
                return
            self._thread = thread = threading.Thread(target=self._deliver_all, name="outbox", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # the system has no thread left
                self._thread = None
                reason = str(error)
            else:
                return
        self._failed(reason)

    def _deliver_all(self) -> None:
        while (notice := self._next()) is not None:
            try:
                self._provider(notice)
            except Exception as error:  # whatever a provider raises must not hurt a run
                self._failed(str(error) or type(error).__name__)

    def _next(self) -> Notice | None:
        """The next notice, once there is one; None when the outbox is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return self._waiting.popleft() if self._waiting else None

    def _failed(self, reason: str) -> None:
        with self._changed:
            first, self._told = not self._told, True
        if first:
            with suppress(Exception):  # a closed terminal, say; there is nobody left to tell
                self._complain(f"a notification was not delivered: {one_line(reason, 300)}")
