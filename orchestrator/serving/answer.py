"""What is sent back: a status, headers that keep browsers strict, bytes."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

# What is on the page is nobody else's: not framed, not kept, not guessed at, not told to other sites.
ALWAYS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Connection", "close"),
)
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
EVENTS = "text/event-stream; charset=utf-8"


class Answer(NamedTuple):
    """One response; it ends with its connection."""

    status: int
    body: bytes = b""
    kind: str = TEXT
    more: tuple[tuple[str, str], ...] = ()
    policy: str = NOTHING  # what a browser may load for it
    endless: bool = False  # its length is not known

    def head(self) -> bytes:
        """The status line and all headers, with the empty line after them."""
        length = () if self.endless else (("Content-Length", str(len(self.body))),)
        headers = (
            *(("Content-Type", self.kind), ("Content-Security-Policy", self.policy)),
            *(*length, *ALWAYS, *self.more),
        )
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "replace")


def said(status: int, sentence: str, *more: tuple[str, str]) -> Answer:
    """A sentence for whoever reads it."""
    return Answer(status, f"{sentence}\n".encode("utf-8", "backslashreplace"), more=more)
