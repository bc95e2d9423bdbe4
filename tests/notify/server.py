"""A real HTTP server on the loopback interface that keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """The requests so far, and how the server answers."""

    url: str = ""
    status: int = 200
    location: str = ""
    requests: list[tuple[str, str, Any]] = field(default_factory=list)  # method, path, JSON


@contextmanager
def serving() -> Iterator[Received]:
    """Serve on a free port until the block ends."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.requests.append((self.command, self.path, json.loads(body)))
            self.answer()

        def do_GET(self) -> None:
            received.requests.append((self.command, self.path, None))
            self.answer()

        def answer(self) -> None:
            self.send_response(received.status)
            if received.location:
                self.send_header("Location", received.location)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Requests are kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
