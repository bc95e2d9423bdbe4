"""Which request gets which answer, asked of a real server."""

from __future__ import annotations

import threading

import pytest

from tests.serving.scene import POLICY, ask, post, served
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
