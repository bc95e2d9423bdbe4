"""A real server on a real port, and many clients at once."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack

import pytest

from orchestrator.errors import UsageError
from orchestrator.serving import server as servers
from orchestrator.serving.server import Server
from tests.serving.scene import Board, Watcher, ask, raw, served, watching
from tests.support.waiting import wait_until


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
