"""A queue beside the run: what is posted is handed on in order, and posting never waits and never fails."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from orchestrator.text import one_line

Item = TypeVar("Item")


class Outbox(Generic[Item]):
    """A queue, and the thread that hands what is in it to a provider, one after the other.

    The first failure is told through `complain` (from that thread), later ones are not. `complain`
    must be callable from any thread; what it raises is dropped.
    """

    def __init__(
        self,
        provider: Callable[[Item], None],
        complain: Callable[[str], None],
        what: str = "a notification was not delivered",
        capacity: int = 100,
    ) -> None:
        """`what`: how a complaint begins."""
        self._provider = provider
        self._complain = complain
        self._what = what
        self._capacity = capacity
        self._waiting: deque[Item] = deque()
        self._changed = threading.Condition()  # reentrant: a signal handler may post, too
        self._thread: threading.Thread | None = None
        self._closed = False
        self._told = False

    def post(self, item: Item) -> None:
        """Queue it. After `close` it is dropped, and when too many are waiting."""
        with self._changed:
            if self._closed:
                return
            full = len(self._waiting) >= self._capacity
            if not full:
                self._waiting.append(item)
                self._changed.notify()
        if full:
            self._failed("too many are waiting")
        else:
            self._start()

    def finish(self, timeout: float) -> bool:
        """Take nothing more, and wait at most `timeout` seconds until all is delivered; whether it is."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return thread is None or not thread.is_alive()

    def close(self, timeout: float = 5.0) -> None:
        """The same, but what is left then is dropped."""
        self.finish(timeout)
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
        while (item := self._next()) is not None:
            try:
                self._provider(item)
            except Exception as error:  # whatever a provider raises must not hurt a run
                self._failed(str(error) or type(error).__name__)

    def _next(self) -> Item | None:
        """The next one, once there is one; None when the outbox is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return self._waiting.popleft() if self._waiting else None

    def _failed(self, reason: str) -> None:
        with self._changed:
            first, self._told = not self._told, True
        if first:
            with suppress(Exception):  # a closed terminal, say; there is nobody left to tell
                self._complain(f"{self._what}: {one_line(reason, 300)}")
