"""What a watcher is told: what it does not know yet, and nothing else."""

from __future__ import annotations

import socket

from orchestrator.process.wake import Wake
from orchestrator.serving.events import BEGIN, messages, watch
from orchestrator.serving.feed import Page, Shown

FIRST = Shown(Page("", ""), "a", b"", '{"n":1}')


def test_who_knows_nothing_is_told_everything() -> None:
    assert messages(None, FIRST) == b'id: a\nevent: page\ndata: a\n\nevent: live\ndata: {"n":1}\n\n'


def test_who_has_the_page_is_told_of_the_moment_only() -> None:
    assert messages(None, FIRST, seen="a") == b'event: live\ndata: {"n":1}\n\n'
    assert messages(None, FIRST, seen="b").startswith(b"id: a\n")


def test_only_changes_are_told() -> None:
    assert messages(FIRST, FIRST) == b""
    assert messages(FIRST, FIRST._replace(live='{"n":2}')) == b'event: live\ndata: {"n":2}\n\n'
    assert messages(FIRST, FIRST._replace(tag="b")) == b"id: b\nevent: page\ndata: b\n\n"
    assert messages(FIRST, FIRST._replace(tag="b"), seen="b").startswith(b"id: b\n")


def test_watching_ends_when_there_is_nothing_to_come() -> None:
    ours, theirs = socket.socketpair()
    wake = Wake()
    with ours, theirs:
        watch(ours, wake, lambda: None, "")
        assert theirs.recv(1000) == BEGIN
    wake.close()


def test_watching_ends_when_the_watcher_has_gone() -> None:
    ours, theirs = socket.socketpair()
    wake = Wake()
    with ours, theirs:
        theirs.shutdown(socket.SHUT_WR)
        watch(ours, wake, lambda: FIRST, "")
        assert theirs.recv(1000).endswith(messages(None, FIRST))
    wake.close()
