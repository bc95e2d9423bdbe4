"""One connection after the other: watchers, slow ones, and what is refused."""

from __future__ import annotations

import pytest

from orchestrator.serving import connection as connections
from orchestrator.serving.feed import WATCHERS
from tests.serving.scene import Watcher, ask, raw, served, watching
from tests.support.waiting import wait_until


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
