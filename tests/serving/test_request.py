"""Requests are read within bounds."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.serving.request import BODY, HEAD, BadRequest, Request, read


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def request(text: bytes, seconds: float = 20) -> Request | None:
    """What is read when a client sends this and no more."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(text)
        theirs.shutdown(socket.SHUT_WR)
        return read(ours, seconds)


def refused(text: bytes) -> int:
    with pytest.raises(BadRequest) as found:
        request(text)
    return found.value.status


def test_a_request_says_what_counts() -> None:
    found = request(
        b"POST /stop?x=1 HTTP/1.1\r\nHost: h:1\r\nOrigin: http://h:1\r\nAuthorization: Bearer t\r\n"
        b"Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nContent-Length: 7\r\n\r\nrun=4+2"
    )
    assert found is not None
    asked = found.asked
    assert asked[:4] == ("POST", "/stop?x=1", "h:1", "http://h:1")
    assert (asked.site, asked.mode, asked.authorization) == ("same-origin", "cors", "Bearer t")
    assert (asked.path, asked.given("run"), asked.given("x"), asked.given("y")) == ("/stop", "4 2", "1", "")


def test_what_a_client_knows_is_told() -> None:
    found = request(b'GET /?seen=a HTTP/1.1\r\nIf-None-Match: "b"\r\nLast-Event-ID: c\r\n\r\n')
    assert found is not None
    assert (found.known, found.seen) == ('"b"', "c")
    found = request(b"GET /?seen=a HTTP/1.1\r\n\r\n")
    assert found is not None
    assert (found.known, found.seen) == ("", "a")


def test_a_connection_without_a_request_is_none() -> None:
    assert request(b"") is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"PUT / HTTP/1.1\r\n\r\n", 405),
        (b"OPTIONS / HTTP/1.1\r\n\r\n", 405),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (BODY + 1), 413),
        (b"POST / HTTP/1.1\r\nContent-Length: %s\r\n\r\n" % (b"9" * 5000), 413),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 30_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 30_000 + b" HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 150 + b"\r\n", 431),
    ],
)
def test_what_is_no_such_request_is_refused(text: bytes, status: int) -> None:
    assert refused(text) == status


def test_a_client_that_stops_in_the_middle_is_not_waited_for(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    theirs.sendall(b"GET / HTTP/1.1\r\nHost: ")
    with pytest.raises(BadRequest) as found:
        read(ours, 0.05)
    assert found.value.status == 408


@given(
    st.binary(max_size=400)
    | st.binary(max_size=80).map(lambda more: b"GET / HTTP/1.1\r\n" + more + b"\r\n\r\n")
)
def test_whatever_comes_is_a_request_or_refused(text: bytes) -> None:
    try:
        found = request(text)
        understood = found is None or found.asked.method in ("GET", "HEAD", "POST")
    except BadRequest as error:
        understood = error.status in (400, 405, 411, 413, 431)
    assert understood


def test_the_bounds_leave_room_for_what_browsers_send() -> None:
    head = b"GET /events?token=x HTTP/1.1\r\nHost: h\r\nCookie: " + b"c" * 8000 + b"\r\n\r\n"
    assert len(head) < HEAD
    assert request(head) is not None
