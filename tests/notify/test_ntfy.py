"""ntfy against a real HTTP server on the loopback interface."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from orchestrator.notify import ntfy
from orchestrator.notify.notice import Notice, Undelivered
from tests.notify.server import Received, serving


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Received]:
    with serving() as received:
        yield received


def test_a_notice_is_published_as_json_to_the_root_of_the_server(server: Received) -> None:
    ntfy.send(Notice("Phase 1 done", "all gates passed"), server.url, "topic-1")
    message = {"topic": "topic-1", "title": "Phase 1 done", "message": "all gates passed", "priority": 3}
    assert server.requests == [("POST", "/", message)]


def test_any_script_and_emoji_work_in_the_title(server: Received) -> None:
    ntfy.send(Notice("Größe: готово 🎉", "日本語\nzweite Zeile", urgent=True), server.url + "/", "t")
    _, _, message = server.requests[0]
    assert message["title"] == "Größe: готово 🎉"
    assert message["message"] == "日本語\nzweite Zeile"
    assert message["priority"] == 4


def test_a_server_below_a_path_is_published_to_there(server: Received) -> None:
    ntfy.send(Notice("t", "b"), server.url + "/ntfy", "t")
    assert server.requests[0][1] == "/ntfy/"


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_any_answer_but_success_is_told(server: Received, status: int) -> None:
    server.status = status
    with pytest.raises(Undelivered, match=rf"127\.0\.0\.1:\d+ answered {status}$"):
        ntfy.send(Notice("t", "b"), server.url, "secret-topic")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/elsewhere", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_is_told_and_not_followed(server: Received, status: int, target: str) -> None:
    server.status, server.location = status, target
    with pytest.raises(Undelivered, match=f"answered {status} and points to {target}; write that as"):
        ntfy.send(Notice("t", "b"), server.url, "t")
    assert len(server.requests) == 1


def test_a_refused_connection_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Undelivered, match=rf"127\.0\.0\.1:{port} cannot be reached: .*refused"):
        ntfy.send(Notice("t", "b"), f"http://127.0.0.1:{port}", "t")


def test_a_server_that_never_answers_is_given_up() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(Undelivered, match="cannot be reached: timed out"),
    ):
        ntfy.send(Notice("t", "b"), f"http://127.0.0.1:{silent.getsockname()[1]}", "t", timeout=0.2)


def test_an_answer_that_is_no_http_is_told() -> None:
    def babble(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"\x00\xff hello\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=babble, args=(listener,))
        thread.start()
        try:
            with pytest.raises(Undelivered, match="cannot be reached"):
                ntfy.send(Notice("t", "b"), f"http://127.0.0.1:{listener.getsockname()[1]}", "t")
        finally:
            thread.join()


def test_a_url_that_cannot_be_is_told() -> None:
    with pytest.raises(Undelivered, match="cannot be reached"):
        ntfy.send(Notice("t", "b"), "http://[::1", "t")


def test_the_proxy_of_the_environment_is_used(server: Received, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    ntfy.send(Notice("t", "b"), "http://ntfy.example", "t")
    assert server.requests[0][:2] == ("POST", "http://ntfy.example/")
