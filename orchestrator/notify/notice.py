"""What a person is told, and how telling can fail."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.text import one_line, printable

_TITLE = 120  # characters; more is cut by every desktop
_BODY = 1000  # characters; ntfy turns a message of more than 4096 bytes into an attachment


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to a person."""

    title: str
    body: str
    urgent: bool = False


class Undelivered(Exception):
    """A provider could not deliver; the message says why, for a person."""


def presentable(notice: Notice) -> Notice:
    """The notice as any provider can carry it: short, without control characters, encodable."""
    title = one_line(_encodable(notice.title), _TITLE)
    body = printable(_encodable(notice.body[: 4 * _BODY])).strip()
    if len(body) > _BODY:
        body = body[: _BODY - 1] + "…"
    return Notice(title, body, notice.urgent)


def _encodable(text: str) -> str:
    """Lone surrogates (bytes of a file name that are no UTF-8) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
