"""One look for all watchers, and only while there are any."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from orchestrator.serving import feed as feeds
from orchestrator.serving.feed import WATCHERS, Feed, Full
from tests.serving.scene import Board
from tests.support.waiting import wait_until


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def errors() -> list[BaseException]:
    return []


@pytest.fixture
def feed(board: Board, errors: list[BaseException]) -> Iterator[Feed]:
    made = Feed(board, errors.append)
    yield made
    made.close()


def test_many_who_ask_at_once_cost_one_look(feed: Feed, board: Board) -> None:
    assert {feed.newest().tag for _ in range(50)} == {feed.newest().tag}
    assert board.looks == 1
    assert feed.document("t")[1] is feed.newest()


def test_what_is_the_same_is_told_once(feed: Feed, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LOOK", 0.0)
    monkeypatch.setattr(feeds, "SHARE", 0)
    first = feed.newest()
    assert feed.newest() is first
    board.now = '{"other": 1}'
    second = feed.newest()
    assert (second.tag, second.live) == (first.tag, board.now)
    board.text = "other"
    third = feed.newest()
    assert third.tag != first.tag
    assert third.fragment == b"<p>other</p>"
    assert board.looks > 3


def test_a_page_that_is_dear_is_looked_at_less_often(
    feed: Feed, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "LOOK", 0.0)
    monkeypatch.setattr(feeds, "SHARE", 1e12)  # so that every look is
    first = feed.newest()
    board.text = "other"
    assert feed.newest() is first
    monkeypatch.setattr(feeds, "SHARE", 0)
    assert feed.newest().fragment == b"<p>other</p>"


def test_a_watcher_is_woken_when_there_is_something_new(feed: Feed, board: Board) -> None:
    with feed.watching() as wake:
        assert wake.wait(20)
        wake.clear()
        board.now = "{1}"
        assert wake.wait(20)
        assert feed.newest().live == "{1}"


def test_the_looking_ends_with_the_last_watcher_and_begins_again(feed: Feed, board: Board) -> None:
    for _ in range(2):
        with feed.watching() as wake, feed.watching():
            board.now += " "
            assert wake.wait(20)
        wait_until(lambda: "looker" not in {thread.name for thread in threading.enumerate()})


def test_there_is_a_place_for_so_many_watchers(feed: Feed) -> None:
    with ExitStack() as stack:
        for _ in range(WATCHERS):
            stack.enter_context(feed.watching())
        with pytest.raises(Full), feed.watching():
            pass
        assert feed.watchers == WATCHERS
    assert feed.watchers == 0


def test_an_error_while_looking_is_told(feed: Feed, board: Board, errors: list[BaseException]) -> None:
    board.error = ZeroDivisionError("planted")
    with feed.watching():
        wait_until(lambda: errors == [board.error])


def test_after_the_end_everybody_is_woken(feed: Feed) -> None:
    with feed.watching() as wake:
        assert wake.wait(20)
        wake.clear()
        feed.close()
        assert wake.is_set()
        assert feed.closed
