"""What is shown right now, looked at for all watchers at once and only while there are any.

A watcher gets the newest state and nothing else: one that cannot keep up skips what came between, so nothing
ever waits in a queue. Looking takes at most a fifth of a processor, however large the page has become.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from orchestrator.process.wake import Wake

LOOK = 0.5  # seconds between two looks
SHARE = 4  # times the processor's time that a look took, it rests
WATCHERS = 64


class Page(NamedTuple):
    """One state of the page."""

    fragment: str  # what changes, as HTML
    policy: str  # what a browser may load for the whole of it


class Scene(Protocol):
    """What is shown; one thread at a time asks it."""

    def page(self) -> Page | None:
        """The page, when it has changed since the last call; None when it has not."""

    def live(self) -> str:
        """What goes on this very moment, as one line of JSON."""

    def document(self, tag: str, token: str) -> str:
        """The whole page as `page` last told it: its tag, and the token that its addresses need."""


class Shown(NamedTuple):
    """What there is to send."""

    page: Page
    tag: str  # tells one state of the page from every other
    fragment: bytes
    live: str


class Full(Exception):
    """There are as many watchers as there may be."""


class Feed:
    """The newest state, and who waits for a newer one."""

    def __init__(self, scene: Scene, failed: Callable[[BaseException], None]) -> None:
        """`failed` is told what ended the looking."""
        self._scene = scene
        self._failed = failed
        self._looking = threading.Lock()  # held by whoever asks the scene
        self._watchers: set[Wake] = set()
        self._change = threading.Condition()  # of the watchers
        self._looker: threading.Thread | None = None
        self._shown: Shown | None = None
        self._looked, self._took = 0.0, 0.0
        self._closed = False

    def newest(self) -> Shown:
        """The state as it was found by the last look; a new one is made when that is long enough ago."""
        with self._looking:
            return self._current()

    def document(self, token: str) -> tuple[str, Shown]:
        """The whole page for addresses with this token, and the state of it that it holds."""
        with self._looking:
            shown = self._current()
            return self._scene.document(shown.tag, token), shown

    @contextmanager
    def watching(self) -> Iterator[Wake]:
        """What is raised when there is something newer, while the block runs.

        Raises:
            Full: there are too many watchers already.
        """
        wake = Wake()
        try:
            self._enter(wake)
            try:
                yield wake
            finally:
                with self._change:
                    self._watchers.discard(wake)
                    self._change.notify_all()
        finally:
            wake.close()

    @property
    def watchers(self) -> int:
        """How many there are."""
        return len(self._watchers)

    def close(self) -> None:
        """Let every watcher go, and the looking end."""
        with self._change:
            self._closed = True
            self._change.notify_all()
            for wake in self._watchers:
                wake.set()
            looker = self._looker
        if looker is not None:
            looker.join()

    @property
    def closed(self) -> bool:
        """Whether nothing newer will come."""
        return self._closed

    def _enter(self, wake: Wake) -> None:
        with self._change:
            if len(self._watchers) >= WATCHERS:
                raise Full
            self._watchers.add(wake)
            if self._looker is None and not self._closed:
                self._looker = threading.Thread(target=self._look_on, name="looker", daemon=True)
                self._looker.start()

    def _look_on(self) -> None:
        """Look now and then, until nobody watches."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closed or not self._watchers, self._rest())
                if self._closed or not self._watchers:
                    self._looker = None
                    return
            try:
                self.newest()
            except BaseException as error:  # whatever it is, it must not end unnoticed in a thread
                self._failed(error)
                return

    def _current(self) -> Shown:
        if self._shown is None or time.monotonic() - self._looked >= self._rest():
            self._look()
        assert self._shown is not None, "the first look makes one"
        return self._shown

    def _rest(self) -> float:
        """Seconds from one look to the next."""
        return max(LOOK, SHARE * self._took)

    def _look(self) -> None:
        began = time.thread_time()
        page, live = self._scene.page(), self._scene.live()
        before = self._shown
        if page is not None and (before is None or page != before.page):
            self._shown = _shown(page, live)
        elif before is not None and live != before.live:
            self._shown = before._replace(live=live)
        self._looked = time.monotonic()
        self._took = time.thread_time() - began
        if self._shown is not before:
            with self._change:
                for wake in self._watchers:
                    wake.set()


def _shown(page: Page, live: str) -> Shown:
    fragment = page.fragment.encode("utf-8", "backslashreplace")
    return Shown(page, _tag(fragment), fragment, live)


def _tag(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()[:20]
