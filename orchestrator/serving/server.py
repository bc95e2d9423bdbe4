"""The server: a thread for each of a bounded number of connections, none of which holds up the others."""

from __future__ import annotations

import secrets
import socket
import socketserver
import threading
import time
from contextlib import suppress
from typing import Any

from orchestrator.errors import UsageError
from orchestrator.serving.answer import said
from orchestrator.serving.connection import converse
from orchestrator.serving.door import LOOPBACK, TOKEN, Door
from orchestrator.serving.feed import WATCHERS, Feed, Scene
from orchestrator.serving.routes import ONCE, Routes, Stop

OTHERS = 32  # connections besides those of watchers
PATIENCE = 0.5  # seconds that a connection waits for a place
GLANCE = 0.1  # seconds for a connection that has none
ENDING = 2.0  # seconds that threads have when the server is closed


class Server(socketserver.TCPServer):
    """One server on loopback. Use it in a `with`, so that it gives everything back."""

    allow_reuse_address = True
    request_queue_size = WATCHERS

    def __init__(self, scene: Scene, stop: Stop, port: int = 0) -> None:
        """Open it at a port of 127.0.0.1, any free one for 0.

        Raises:
            UsageError: it cannot be had.
        """
        self._error: BaseException | None = None
        self._places = threading.BoundedSemaphore(WATCHERS + OTHERS)
        self._open: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()  # of what is open
        self.feed = Feed(scene, self.failed)
        try:
            super().__init__((LOOPBACK, port), socketserver.BaseRequestHandler)
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise UsageError(
                f"port {port} of {LOOPBACK}: {why}; choose another one with --port, or leave it out"
            ) from error
        self._door = Door(self.port, secrets.token_urlsafe(24))
        self._routes = Routes(self._door, self.feed, stop)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://{LOOPBACK}:{self.port}/?{TOKEN}={self._door.token}"

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def address_once(self) -> str:
        """The same for a single use, to be told where others may hear it."""
        ticket = secrets.token_urlsafe(24)
        self._routes.admit(ticket)
        return f"http://{LOOPBACK}:{self.port}/?{ONCE}={ticket}"

    def serve(self) -> None:
        """Answer until `shutdown` is called, by another thread.

        Raises:
            BaseException: what went wrong in a thread of ours.
        """
        self.serve_forever(poll_interval=0.1)
        if self._error is not None:
            raise self._error

    def failed(self, error: BaseException) -> None:
        """Remember a bug, and end: what stands still must not look as if it went on."""
        self._error = self._error or error
        threading.Thread(target=self.shutdown, daemon=True).start()  # which waits for `serve_forever`

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  # as socketserver has it
        """Give a connection a thread of its own, when there is a place for it."""
        if not self._places.acquire(timeout=PATIENCE):
            _turn_away(request)
            self.shutdown_request(request)
            return
        thread = threading.Thread(target=self._converse, args=(request,), daemon=True)
        with self._lock:
            self._open[request] = thread
        try:
            thread.start()
        except RuntimeError:  # the system has no thread for us
            self._leave(request)

    def _converse(self, connection: socket.socket) -> None:
        try:
            converse(connection, self._routes, self.feed)
        except BaseException as error:
            self.failed(error)
        finally:
            self._leave(connection)

    def _leave(self, connection: socket.socket) -> None:
        with self._lock:
            del self._open[connection]
        self.shutdown_request(connection)
        self._places.release()

    def server_close(self) -> None:
        """Close everything, and wait for the threads."""
        super().server_close()
        self.feed.close()
        with self._lock:
            left = dict(self._open)
        for connection in left:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        until = time.monotonic() + ENDING
        for thread in left.values():
            thread.join(max(0.0, until - time.monotonic()))


def _turn_away(connection: socket.socket) -> None:
    """Say why there is no answer, in the accepting thread: as shortly as can be."""
    with suppress(OSError):
        answer = said(503, "There are too many connections; try again in a moment.")
        connection.settimeout(GLANCE)
        connection.sendall(answer.head() + answer.body)
        connection.recv(65_536)  # closed with bytes unread, our answer would be lost on the way
