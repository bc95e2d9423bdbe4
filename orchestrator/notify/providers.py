"""What delivers a notice, as configured."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from orchestrator.notify import desktop, ntfy
from orchestrator.notify.notice import Notice, Undelivered

if TYPE_CHECKING:
    from orchestrator.model.configuration import NotificationSettings

Provider = Callable[[Notice], None]


def build(settings: NotificationSettings) -> Provider:
    """What delivers a notice, as configured; it raises Undelivered."""
    if not settings.enabled or settings.provider == "none":
        return _to_nobody
    if settings.provider == "ntfy":
        return partial(ntfy.send, server=settings.server, topic=settings.topic)
    return desktop.send if settings.explicit else _to_the_desktop_if_possible


def _to_nobody(notice: Notice) -> None:
    del notice


def _to_the_desktop_if_possible(notice: Notice) -> None:
    """Nobody asked for this default, so a machine without a desktop is no news."""
    with suppress(Undelivered):
        desktop.send(notice)
