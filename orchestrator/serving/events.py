"""Server-sent events: a text that never ends, made of small messages (WHATWG HTML, 9.2)."""

from __future__ import annotations

import select
from collections.abc import Callable
from socket import socket

from orchestrator.process.wake import Wake
from orchestrator.serving.feed import Shown

HEARTBEAT = 15.0  # seconds; a proxy or a tunnel ends a connection on which nothing moves
BEGIN = b"retry: 2000\n\n"
STILL_HERE = b": still here\n\n"


def messages(before: Shown | None, now: Shown, seen: str = "") -> bytes:
    """What a watcher has to be told; empty when it knows all of it.

    Args:
        before: what it was told last.
        seen: the state of the page that it has from elsewhere.
    """
    told = b""
    if now.tag != (before.tag if before else seen):
        told += f"id: {now.tag}\nevent: page\ndata: {now.tag}\n\n".encode()
    if before is None or now.live != before.live:
        told += f"event: live\ndata: {now.live}\n\n".encode("utf-8", "replace")
    return told


def watch(connection: socket, wake: Wake, newest: Callable[[], Shown | None], seen: str) -> None:
    """Tell a watcher what is new until it goes, or there is nothing to come.

    Raises:
        OSError: it is gone, or takes nothing in any more.
    """
    told: Shown | None = None
    connection.sendall(BEGIN)
    while True:
        wake.clear()
        now = newest()
        if now is None:
            return
        if found := messages(told, now, seen):
            connection.sendall(found)
            told = now
        if not _waits(connection, wake):
            return


def _waits(connection: socket, wake: Wake) -> bool:
    """Wait for something new, with a sign of life now and then; False when the watcher has gone."""
    poller = select.poll()
    poller.register(wake.fileno(), select.POLLIN)
    poller.register(connection.fileno(), select.POLLIN)
    while not (ready := {fd for fd, _ in poller.poll(HEARTBEAT * 1000)}):
        connection.sendall(STILL_HERE)
    return connection.fileno() not in ready
