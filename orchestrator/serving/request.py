"""Reads one request from a connection: a bounded number of bytes, within a bounded time."""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPMessage, parse_headers
from io import BufferedReader, RawIOBase
from socket import socket
from typing import Any, BinaryIO

from orchestrator.serving.door import Asked

SECONDS = 10.0  # for a whole request: one byte now and then must not hold a place for long
HEAD, BODY = 16_384, 4_096  # bytes
METHODS = ("GET", "HEAD", "POST")
VERSIONS = ("HTTP/1.0", "HTTP/1.1")
SINGLE = (
    "Host",
    "Origin",
    "Content-Length",
    "Authorization",
)  # a second one could be meant for somebody else


class BadRequest(Exception):
    """What came is not answered as it asks."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class _Bounded(RawIOBase):
    """A connection that gives at most so many bytes, until a moment."""

    def __init__(self, connection: socket, until: float) -> None:
        self._connection = connection
        self._until = until
        self._left = HEAD + BODY

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """As of `RawIOBase`.

        Raises:
            BadRequest: it is too long, or takes too long.
        """
        seconds = self._until - time.monotonic()
        if self._left <= 0:
            raise BadRequest(431, "The request is too large.")
        if seconds <= 0:
            raise BadRequest(408, "The request took too long.")
        self._connection.settimeout(seconds)
        try:
            count = self._connection.recv_into(memoryview(buffer)[: self._left])
        except TimeoutError:
            raise BadRequest(408, "The request took too long.") from None
        self._left -= count
        return count


class Request:
    """What was asked, and the headers of it that the answer depends on."""

    def __init__(self, asked: Asked, headers: HTTPMessage) -> None:
        self.asked = asked
        self.known = headers.get("If-None-Match", "")
        self.seen = headers.get("Last-Event-ID", "") or asked.given("seen")


def read(connection: socket, seconds: float = SECONDS) -> Request | None:
    """The request of a connection; None when it ended without one.

    Raises:
        BadRequest: it is none, is too long or took too long.
        OSError: the connection broke.
    """
    with BufferedReader(_Bounded(connection, time.monotonic() + seconds)) as stream:
        line = stream.readline(HEAD)
        if not line:
            return None
        words = line.decode("latin-1").split()
        if len(words) != 3 or words[2] not in VERSIONS or not line.endswith(b"\n"):
            raise BadRequest(400, "That is no request of HTTP/1.1.")
        try:
            headers = parse_headers(stream)
        except HTTPException as error:
            raise BadRequest(431, "The request has too many or too long headers.") from error
        if words[0] not in METHODS:
            raise BadRequest(405, f"Only {', '.join(METHODS)} are answered.")
        if any(len(headers.get_all(name, ())) > 1 for name in SINGLE):
            raise BadRequest(400, "A header that counts came twice.")
        return Request(_asked(words[0], words[1], headers, _body(stream, headers)), headers)


def _body(stream: BinaryIO, headers: HTTPMessage) -> str:
    length = headers.get("Content-Length", "0").strip()
    if "Transfer-Encoding" in headers or not (length.isascii() and length.isdigit()):
        raise BadRequest(411, "A request with a body says how long it is.")
    if len(length) > 6 or int(length) > BODY:
        raise BadRequest(413, "The body of the request is too long.")
    body = stream.read(int(length))
    if len(body) < int(length):
        raise BadRequest(400, "The request ended early.")
    return body.decode("utf-8", "replace")


def _asked(method: str, target: str, headers: HTTPMessage, body: str) -> Asked:
    return Asked(
        method=method,
        target=target,
        host=headers.get("Host", "").strip(),
        origin=headers.get("Origin"),
        site=headers.get("Sec-Fetch-Site", ""),
        mode=headers.get("Sec-Fetch-Mode", ""),
        authorization=headers.get("Authorization", ""),
        body=body,
    )
