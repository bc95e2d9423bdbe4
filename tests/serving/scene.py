"""A server in this process with a scene that a test changes, and clients that speak plain HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import NamedTuple

from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.serving.feed import Page
from orchestrator.serving.server import Server

POLICY = "default-src 'none'; connect-src 'self'"


class Board:
    """A stand-in for the page of a run: a test writes on it."""

    def __init__(self) -> None:
        self.text = "nothing yet"
        self.now = "{}"
        self.looks = 0
        self.error: BaseException | None = None
        self.stopped: list[tuple[str, str]] = []
        self.stops: threading.Event | None = None  # when there is one, stopping waits for it
        self._seen = ""

    def page(self) -> Page | None:
        self.looks += 1
        if self.error is not None:
            raise self.error
        if self.text == self._seen:
            return None
        self._seen = self.text
        return Page(f"<p>{self.text}</p>", POLICY)

    def live(self) -> str:
        return self.now

    def document(self, tag: str, token: str) -> str:
        return f"<!doctype html><title>title</title><main><p>{self.text}</p></main>{tag} {token}"

    def stop(self, run: str, how: str) -> str:
        self.stopped.append((run, how))
        if self.stops is not None:
            assert self.stops.wait(20)
        if run == "other":
            raise UsageError("another run is under way")
        return f"Run {run} has ended."


class Served(NamedTuple):
    """A server that answers."""

    server: Server
    board: Board

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def token(self) -> str:
        return self.server.address.partition("?token=")[2]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def path(self, path: str = "/", more: str = "") -> str:
        return f"{path}?token={self.token}{more}"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


@contextmanager
def served(port: int = 0) -> Iterator[Served]:
    board = Board()
    with Server(board, board.stop, port) as server:
        thread = threading.Thread(target=_serve, args=(server,))
        thread.start()
        try:
            yield Served(server, board)
        finally:
            server.shutdown()
            thread.join()


def _serve(server: Server) -> None:
    try:
        server.serve()
    except (ZeroDivisionError, OrchestratorError):  # the bugs that tests plant
        return


def ask(
    to: Served, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: str | None = None
) -> Reply:
    """One request of a well-behaved client."""
    connection = HTTPConnection("127.0.0.1", to.port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        found = connection.getresponse()
        return Reply(found.status, dict(found.getheaders()), found.read().decode())
    finally:
        connection.close()


def post(to: Served, body: str, headers: dict[str, str] | None = None, path: str = "/stop") -> Reply:
    """What the page sends when a person stops the run."""
    return ask(to, path, "POST", {"Origin": to.origin} if headers is None else headers, body)


@contextmanager
def raw(to: Served, text: bytes = b"") -> Iterator[socket.socket]:
    """A connection that says what it likes."""
    with socket.create_connection(("127.0.0.1", to.port), timeout=20) as connection:
        connection.sendall(text)
        yield connection


def watching(to: Served, more: str = "", headers: str = "") -> bytes:
    """The request of a watcher."""
    return (f"GET {to.path('/events', more)} HTTP/1.1\r\nHost: 127.0.0.1:{to.port}\r\n{headers}\r\n").encode()


class Watcher:
    """Reads events as they come."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._text = b""

    def until(self, words: str) -> str:
        """What came up to some words, them included.

        Raises:
            AssertionError: the stream ended before.
        """
        while words.encode() not in self._text:
            more = self._connection.recv(65_536)
            assert more, f"{words!r} did not come, only {self._text!r}"
            self._text += more
        head, _, self._text = self._text.partition(words.encode())
        return head.decode() + words

    def end(self) -> None:
        """Read to the end of the stream."""
        while self._connection.recv(65_536):
            pass
