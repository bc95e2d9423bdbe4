"""Answers one connection of a client over HTTP."""

from __future__ import annotations

import json
import select
import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.support.scripted_api import reply
from tests.support.scripted_api.request import Request, read_request
from tests.support.scripted_api.turns import Turn

if TYPE_CHECKING:
    from tests.support.scripted_api.server import Server

Json = dict[str, Any]


class _Cut(Exception):
    """The scripted reply ends the connection here."""


class Handler(BaseHTTPRequestHandler):
    """The API's routes; everything but ``/v1/messages`` gets an empty answer."""

    protocol_version = "HTTP/1.1"
    server: Server  # narrower than the base class says: only `Server` makes handlers

    def log_message(self, format: str, *args: object) -> None:  # the base class's name
        """Nothing: the API keeps a log of its own."""

    def do_HEAD(self) -> None:
        self._json(200, None)

    def do_GET(self) -> None:
        self.server.api.note({"method": "GET", "path": self.path})
        self._json(200, {"data": []})

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path.partition("?")[0] == "/v1/messages":
            self._answer(read_request(_object(data), {k.lower(): v for k, v in self.headers.items()}))
            return
        self.server.api.note({"method": "POST", "path": self.path})
        self._json(200, {"input_tokens": max(1, len(data) // 4)} if "count_tokens" in self.path else {})

    def _answer(self, request: Request) -> None:
        api = self.server.api
        exchange, turn = api.begin(request, self.path)
        outcome = "client hung up"
        try:
            outcome = self._reply(request, turn, exchange.n)
        except _Cut as cut:
            outcome = f"disconnected: {cut}"
            self._drop()
        except ConnectionError:
            self.close_connection = True
        finally:
            api.finish(exchange, outcome, turn, request)

    def _reply(self, request: Request, turn: Turn, number: int) -> str:
        """Sends the turn's reply and says in a few words what it was."""
        self._wait(turn.delay)
        if turn.disconnect == "connect":
            raise _Cut("connect")
        request_id = f"req_{number:06d}"
        if turn.error is not None:
            status, body, headers = reply.error(turn.error, request_id)
            self._json(status, body, headers)
            return f"HTTP {status} {body['error']['type']}"
        full = reply.message(request, turn, number, self.server.api.script.usage)
        if request.stream:
            self._stream(full, turn, {"request-id": request_id, **turn.headers})
        elif turn.disconnect or turn.hang is not None or turn.stream_error is not None:
            self._half_a_message(full, turn)
        else:
            self._json(200, full, {"request-id": request_id, **turn.headers})
        return reply.summary(full)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()

    def _json(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self._head(
            status,
            {"content-type": "application/json", "content-length": str(len(data)), **(headers or {})},
        )
        self.wfile.write(data)

    def _half_a_message(self, full: Json, turn: Turn) -> None:
        """The counterpart, without streaming, of a stream that ends early."""
        data = json.dumps(full).encode()
        self._head(200, {"content-type": "application/json", "content-length": str(len(data))})
        if turn.disconnect != "headers":
            self.wfile.write(data[: len(data) // 2])
        self._wait(turn.hang or 0.0)
        raise _Cut("non-streaming reply")

    def _stream(self, full: Json, turn: Turn, headers: dict[str, str]) -> None:
        kind = {"content-type": "text/event-stream", "cache-control": "no-cache"}
        self._head(200, {**kind, "transfer-encoding": "chunked", **headers})
        if turn.disconnect == "headers":
            raise _Cut("headers")
        self._event("message_start", message=reply.opening(full))
        if turn.hang is not None:
            self._wait(turn.hang)
            raise _Cut("hang")
        breaks = turn.disconnect in ("stream", "stream-clean") or turn.stream_error is not None
        breaking = (len(full["content"]) - 1) // 2 if breaks else None
        for index, block in enumerate(full["content"]):
            self._block(index, block, turn, cut=index == breaking)
        if turn.disconnect == "end":
            raise _Cut("end")
        ending = {"stop_reason": full["stop_reason"], "stop_sequence": None}
        self._event("message_delta", delta=ending, usage=full["usage"])
        self._event("message_stop")
        self._end_of_body()

    def _block(self, index: int, block: Json, turn: Turn, *, cut: bool) -> None:
        self._wait(turn.block_delay)
        start, deltas = reply.pieces(block, turn.chunks)
        self._event("content_block_start", index=index, content_block=start)
        for delta in deltas[: max(1, len(deltas) // 2)] if cut else deltas:
            self._event("content_block_delta", index=index, delta=delta)
            self._wait(turn.chunk_delay)
        if cut:
            self._break_off(turn)
        self._event("content_block_stop", index=index)

    def _break_off(self, turn: Turn) -> None:
        if turn.stream_error is not None:
            self._event("error", error=turn.stream_error)
        if turn.stream_error is not None or turn.disconnect == "stream-clean":
            self._end_of_body()
        raise _Cut("stream")

    def _event(self, kind: str, **fields: Any) -> None:
        data = json.dumps({"type": kind, **fields})
        chunk = f"event: {kind}\ndata: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.flush()

    def _end_of_body(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def _wait(self, seconds: float) -> None:
        """Let time pass, but notice at once a client that hangs up, or the end of the server.

        Raises:
            ConnectionError: the other side is gone.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            readable, _, _ = select.select([self.connection], [], [], left)
            # A client that sends its next request already is not waited for: nothing here pipelines.
            if readable and self.connection.recv(1, socket.MSG_PEEK) == b"":
                raise ConnectionAbortedError

    def _drop(self) -> None:
        """End the connection; what was written before still arrives."""
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
        except OSError:
            return  # the client was faster


def _object(data: bytes) -> Json:
    try:
        body = json.loads(data)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
