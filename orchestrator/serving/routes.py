"""Which request gets which answer."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable

from orchestrator.errors import OrchestratorError
from orchestrator.serving.answer import EVENTS, HTML, Answer, said
from orchestrator.serving.door import Door
from orchestrator.serving.feed import Feed
from orchestrator.serving.request import Request

Stop = Callable[[str, str], str]  # run, how ("", "after-phase") -> what became of it
STREAM = "/events"
ICON = "/favicon.ico"  # browsers ask for it on their own, and without the token
ONCE = "once"


class Routes:
    """The answers of one server."""

    def __init__(self, door: Door, feed: Feed, stop: Stop) -> None:
        self._door = door
        self._feed = feed
        self._stop = stop
        self._stopping = threading.Lock()
        self._ticket = ""
        self._handlers: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/"): self._document,
            ("GET", "/fragment"): self._fragment,
            ("GET", STREAM): self._events,
            ("POST", "/stop"): self._end,
        }

    def admit(self, ticket: str) -> None:
        """Lead the first request with this ticket to the page.

        For a browser that we start: every user of the machine can read the words that a program is started
        with, and a ticket is worth nothing once it was used.
        """
        self._ticket = ticket

    def answer(self, request: Request) -> Answer:
        """What to send; for a stream, what it begins with."""
        asked = request.asked
        if asked.path == ICON and asked.method != "POST":
            return Answer(204)
        ticket = asked.given(ONCE)
        if ticket and self._takes(ticket):
            return said(303, "The page is elsewhere.", ("Location", f"/?token={self._door.token}"))
        if refusal := self._door.refuses(asked):
            return said(refusal.status, refusal.reason)
        method = "GET" if asked.method == "HEAD" else asked.method
        if handler := self._handlers.get((method, asked.path)):
            return handler(request)
        there = [known for known, path in self._handlers if path == asked.path]
        if there:
            return said(405, f"This address answers to {there[0]} only.", ("Allow", there[0]))
        return said(404, "There is nothing at this address.")

    def _takes(self, ticket: str) -> bool:
        right = bool(self._ticket) and hmac.compare_digest(
            ticket.encode("utf-8", "replace"), self._ticket.encode()
        )
        if right:
            self._ticket = ""
        return right

    def _document(self, _request: Request) -> Answer:
        text, shown = self._feed.document(self._door.token)
        return Answer(200, text.encode("utf-8", "backslashreplace"), HTML, policy=shown.page.policy)

    def _fragment(self, request: Request) -> Answer:
        shown = self._feed.newest()
        tag = ("ETag", f'"{shown.tag}"')
        if request.known in (tag[1], f"W/{tag[1]}"):
            return Answer(304, kind=HTML, more=(tag,))
        return Answer(200, shown.fragment, HTML, (tag,))

    def _events(self, _request: Request) -> Answer:
        return Answer(200, kind=EVENTS, endless=True)

    def _end(self, request: Request) -> Answer:
        """Stop the run that the page shows."""
        asked = request.asked
        if not self._stopping.acquire(blocking=False):  # asked twice, a run ends its sessions at once
            return said(409, "The run was asked to stop and is ending.")
        try:
            return said(200, self._stop(asked.given("run"), asked.given("how")))
        except OrchestratorError as error:
            return said(409, str(error))
        finally:
            self._stopping.release()
