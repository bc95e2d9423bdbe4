"""A real server on a real port, and clients of all kinds."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack

import pytest

from orchestrator.errors import UsageError
from orchestrator.serving import connection as connections
from orchestrator.serving import server as servers
from orchestrator.serving.feed import WATCHERS
from orchestrator.serving.server import Server
from tests.serving.scene import POLICY, Board, Watcher, ask, post, raw, served, watching
from tests.support.waiting import wait_until


def test_the_page_is_shown_with_the_token_and_strict_headers() -> None:
    with served() as to:
        found = ask(to, to.path())
    assert found.status == 200
    assert found.text.startswith("<!doctype html><title>title</title><main><p>nothing yet</p></main>")
    assert found.headers["Content-Type"] == "text/html; charset=utf-8"
    assert found.headers["Content-Security-Policy"] == POLICY
    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["X-Frame-Options"] == "DENY"
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert not [name for name in found.headers if name.lower().startswith("access-control")]
    assert "Set-Cookie" not in found.headers


@pytest.mark.parametrize("path", ["/", "/fragment", "/events", "/stop", "/nothing", "/../etc/passwd"])
def test_nothing_is_told_without_the_token(path: str) -> None:
    with served() as to:
        for asked in (path, f"{path}?token=wrong", f"{path}?token={to.token}x"):
            found = ask(to, asked)
            assert (found.status, found.text.count("\n")) == (403, 1)
            assert "frame-ancestors 'none'" in found.headers["Content-Security-Policy"]


def test_a_foreign_host_is_refused_with_the_token() -> None:
    with served() as to:
        assert ask(to, to.path(), headers={"Host": f"evil.example:{to.port}"}).status == 403
        assert ask(to, to.path(), headers={"Host": f"localhost:{to.port}"}).status == 200


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/page.js"])
def test_there_are_no_files(path: str) -> None:
    with served() as to:
        found = ask(to, to.path(path))
    assert (found.status, found.text) == (404, "There is nothing at this address.\n")


def test_each_address_has_its_method() -> None:
    with served() as to:
        assert ask(to, to.path("/stop")).status == 405
        assert ask(to, to.path(), "DELETE").status == 405
        found = post(to, f"token={to.token}", path="/")
        assert (found.status, found.headers["Allow"]) == (405, "GET")
        head = ask(to, to.path("/events"), "HEAD")
        assert (head.status, head.text) == (200, "")
        assert to.board.stopped == []


def test_the_icon_that_browsers_ask_for_is_no_error() -> None:
    with served() as to:
        assert ask(to, "/favicon.ico").status == 204


def test_a_ticket_leads_to_the_page_once() -> None:
    with served() as to:
        once = to.server.address_once().removeprefix(to.origin)
        assert to.token not in once
        found = ask(to, once)
        assert (found.status, found.headers["Location"]) == (303, to.path())
        assert ask(to, once).status == 403
        assert ask(to, "/?once=").status == 403


def test_a_fragment_is_sent_when_it_is_not_known() -> None:
    with served() as to:
        first = ask(to, to.path("/fragment"))
        assert (first.status, first.text) == (200, "<p>nothing yet</p>")
        again = ask(to, to.path("/fragment"), headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, again.text) == (304, "")
        to.board.text = "something"
        wait_until(lambda: ask(to, to.path("/fragment")).text == "<p>something</p>")
        other = ask(to, to.path("/fragment"), headers={"If-None-Match": first.headers["ETag"]})
        assert (other.status, other.text) == (200, "<p>something</p>")


def test_a_watcher_is_told_what_changes() -> None:
    with served() as to, raw(to, watching(to)) as connection:
        watcher = Watcher(connection)
        head = watcher.until("\r\n\r\n")
        assert head.startswith("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream")
        begin = watcher.until("event: live\ndata: {}\n\n")
        assert "retry: 2000\n\n" in begin
        assert begin.count("event: page\n") == 1
        to.board.now = '{"tool": "[Read: x]"}'
        assert "event: page" not in watcher.until('event: live\ndata: {"tool": "[Read: x]"}\n\n')
        to.board.text = "more"
        watcher.until("event: page\n")
        tag = watcher.until("\n\n").removeprefix("data: ").strip()
        assert ask(to, to.path("/fragment")).headers["ETag"] == f'"{tag}"'


def test_a_watcher_that_comes_back_is_not_told_again() -> None:
    with served() as to:
        tag = ask(to, to.path("/fragment")).headers["ETag"].strip('"')
        for request in (watching(to, f"&seen={tag}"), watching(to, headers=f"Last-Event-ID: {tag}\r\n")):
            with raw(to, request) as connection:
                assert "event: page" not in Watcher(connection).until("event: live")


def test_there_is_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.serving.events.HEARTBEAT", 0.02)
    with served() as to, raw(to, watching(to)) as connection:
        assert Watcher(connection).until(": still here\n\n: still here\n\n")


def test_nobody_looks_while_nobody_watches() -> None:
    with served() as to:
        with raw(to, watching(to)) as connection:
            Watcher(connection).until("event: live")
            assert to.server.feed.watchers == 1
            wait_until(lambda: to.board.looks >= 2)
        wait_until(lambda: to.server.feed.watchers == 0)
        wait_until(lambda: not [t for t in threading.enumerate() if t.name == "looker"])


def test_forty_watchers_of_whom_ten_never_read_get_the_newest() -> None:
    with served() as to, ExitStack() as stack:
        deaf = [stack.enter_context(raw(to, watching(to))) for _ in range(10)]
        for connection in deaf:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        readers = [Watcher(stack.enter_context(raw(to, watching(to)))) for _ in range(30)]
        for reader in readers:
            reader.until("event: live")
        wait_until(lambda: to.server.feed.watchers == 40)
        for step in range(3):
            to.board.now = f'{{"step": {step}, "much": "{"x" * 2_000_000}"}}'
            for reader in readers:
                reader.until(f'"step": {step}')
        assert ask(to, to.path()).status == 200


def test_a_slow_watcher_skips_what_came_between() -> None:
    with served() as to, raw(to, watching(to)) as slow, raw(to, watching(to)) as quick:
        reader = Watcher(quick)
        for step in range(8):
            to.board.now = f'{{"step": {step}, "much": "{"x" * 4_000_000}"}}'
            reader.until(f'"step": {step}')
        late = Watcher(slow).until('"step": 7')
        assert late.count("event: live") < 8


def test_a_watcher_too_many_is_told_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.serving.feed.WATCHERS", 2)
    with served() as to, raw(to, watching(to)) as one, raw(to, watching(to)) as two:
        for connection in (one, two):
            Watcher(connection).until("event: live")
        found = ask(to, to.path("/events"))
        assert (found.status, found.headers["Retry-After"]) == (503, "10")
        assert f"There are {WATCHERS} watchers already" in found.text
        one.close()
        wait_until(lambda: to.server.feed.watchers == 1)
        with raw(to, watching(to)) as three:
            Watcher(three).until("event: live")


def test_connections_that_say_nothing_do_not_keep_the_page_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "WATCHERS", 0)
    monkeypatch.setattr(servers, "OTHERS", 3)
    monkeypatch.setattr(servers, "PATIENCE", 0.01)
    with served() as to, ExitStack() as stack:
        silent = [stack.enter_context(raw(to)) for _ in range(3)]
        wait_until(lambda: ask(to, to.path()).status == 503)
        for connection in silent:
            connection.close()
        wait_until(lambda: ask(to, to.path()).status == 200)


def test_a_huge_header_is_refused_with_a_sentence() -> None:
    with served() as to, raw(to) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000 + b"\r\n\r\n")
        assert Watcher(connection).until("The request is too large.\n").startswith("HTTP/1.1 431 ")


def test_an_answer_that_nobody_takes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SENDING", 0.1)
    with served() as to:
        to.board.text = "x" * 20_000_000
        request = f"GET {to.path()} HTTP/1.1\r\nHost: 127.0.0.1:{to.port}\r\n\r\n".encode()
        with raw(to, request) as connection:
            wait_until(lambda: to.board.looks and not to.server.open)
            taken = sum(iter(lambda: len(connection.recv(1_000_000)), 0))
        assert taken < 20_000_000


def test_a_run_is_stopped_with_token_and_origin() -> None:
    with served() as to:
        found = post(to, f"token={to.token}&run=4711&how=after-phase")
        assert (found.status, found.text) == (200, "Run 4711 has ended.\n")
        assert post(to, "run=4711", path=to.path("/stop")).status == 200
        assert to.board.stopped == [("4711", "after-phase"), ("4711", "")]
        found = post(to, f"token={to.token}&run=other")
        assert (found.status, found.text) == (409, "another run is under way\n")


def test_a_run_is_not_stopped_from_elsewhere() -> None:
    with served() as to:
        right = f"token={to.token}&run=4711"
        for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            assert post(to, right, headers).status == 403
        assert post(to, "run=4711").status == 403
        assert post(to, f"token=x{to.token}&run=4711").status == 403
        assert to.board.stopped == []


def test_a_run_is_asked_once_to_stop() -> None:
    with served() as to:
        to.board.stops = threading.Event()
        first: list[int] = []
        thread = threading.Thread(target=lambda: first.append(post(to, f"token={to.token}&run=1").status))
        thread.start()
        wait_until(lambda: to.board.stopped)
        second = post(to, f"token={to.token}&run=1")
        assert (second.status, second.text) == (409, "The run was asked to stop and is ending.\n")
        to.board.stops.set()
        thread.join()
        assert (first, len(to.board.stopped)) == ([200], 1)


def test_a_bug_ends_the_server_and_is_told() -> None:
    board = Board()
    with Server(board, board.stop) as server:
        board.error = ZeroDivisionError("planted")
        thread = threading.Thread(target=lambda: socket.create_connection(("127.0.0.1", server.port)).close())
        thread.start()
        caller = threading.Thread(target=_ask_ignoring, args=(server,))
        caller.start()
        with pytest.raises(ZeroDivisionError, match="planted"):
            server.serve()
        thread.join()
    caller.join()


def _ask_ignoring(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        path = server.address.partition(f":{server.port}")[2]
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
        connection.recv(100)


def test_a_port_that_is_taken_is_told() -> None:
    board = Board()
    with served() as to, pytest.raises(UsageError, match=rf"port {to.port} of 127\.0\.0\.1: Address already"):
        Server(board, board.stop, to.port)


def test_only_loopback_is_listened_on() -> None:
    with served() as to:
        assert to.server.server_address == ("127.0.0.1", to.port)
        assert to.server.address.startswith(f"http://127.0.0.1:{to.port}/?token=")
        assert len(to.token) >= 32


def test_watchers_are_let_go_at_the_end() -> None:
    with served() as to:
        connection = socket.create_connection(("127.0.0.1", to.port), timeout=20)
        connection.sendall(watching(to))
        watcher = Watcher(connection)
        watcher.until("event: live")
    with connection:
        watcher.end()
    assert to.server.open == 0
