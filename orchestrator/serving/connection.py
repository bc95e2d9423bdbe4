"""One connection from its request to its end."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

from orchestrator.serving.answer import Answer, said
from orchestrator.serving.events import watch
from orchestrator.serving.feed import WATCHERS, Feed, Full, Shown
from orchestrator.serving.request import BadRequest, Request, read
from orchestrator.serving.routes import Routes

SENDING = 30.0  # seconds that an answer, or an event, may take to be taken in
TOGETHER = 65_536  # bytes of a body that are sent with its head
DRAINED, DRAINING = 1_000_000, 2.0  # bytes and seconds of what is still read of a request that was refused


def converse(connection: socket.socket, routes: Routes, feed: Feed) -> None:
    """Read a request and answer it; a connection that breaks is nobody's fault."""
    with suppress(OSError):
        try:
            request = read(connection)
        except BadRequest as error:
            _send(connection, said(error.status, error.reason))
            _drain(connection)
            return
        if request is not None:
            connection.settimeout(SENDING)
            _reply(connection, request, routes, feed)


def _reply(connection: socket.socket, request: Request, routes: Routes, feed: Feed) -> None:
    answer = routes.answer(request)
    if request.asked.method == "HEAD":
        connection.sendall(answer.head())
    elif answer.endless:
        _stream(connection, answer, request, feed)
    else:
        _send(connection, answer)


def _send(connection: socket.socket, answer: Answer) -> None:
    connection.settimeout(SENDING)
    together = answer.head() + answer.body[:TOGETHER]
    connection.sendall(together)
    if len(answer.body) > TOGETHER:  # not copied for each of many clients
        connection.sendall(memoryview(answer.body)[TOGETHER:])


def _stream(connection: socket.socket, answer: Answer, request: Request, feed: Feed) -> None:
    def newest() -> Shown | None:
        return None if feed.closed else feed.newest()

    try:
        with feed.watching() as wake:
            connection.sendall(answer.head())
            watch(connection, wake, newest, request.seen)
    except Full:
        sentence = f"There are {WATCHERS} watchers already; close one of them."
        _send(connection, said(503, sentence, ("Retry-After", "10")))


def _drain(connection: socket.socket) -> None:
    """Take in the rest of what was refused: closed with bytes unread, it would lose our answer on the way."""
    connection.shutdown(socket.SHUT_WR)
    left, until = DRAINED, time.monotonic() + DRAINING
    while left > 0 and (seconds := until - time.monotonic()) > 0:
        connection.settimeout(seconds)
        count = len(connection.recv(65_536))
        if not count:
            return
        left -= count
