"""What delivers a notice, through the queue that a run posts to."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.model.configuration import NotificationSettings
from orchestrator.notify.notice import Notice
from orchestrator.notify.providers import build
from orchestrator.outbox import Outbox
from tests.notify.server import serving


@pytest.mark.parametrize(
    "settings", [NotificationSettings(enabled=False, explicit=True), NotificationSettings(provider="none")]
)
def test_nobody_is_told_when_notifications_are_off(
    settings: NotificationSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    build(settings)(Notice("t", "b"))
    assert list(tmp_path.iterdir()) == []


def test_ntfy_publishes_through_the_outbox() -> None:
    told: list[str] = []
    with serving() as received:
        settings = NotificationSettings(provider="ntfy", server=received.url, topic="mine")
        outbox = Outbox(build(settings), told.append)
        outbox.post(Notice("t", "b"))
        outbox.close(30)
    assert [message["topic"] for _, _, message in received.requests] == ["mine"]
    assert told == []


def test_a_missing_desktop_is_told_when_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told: list[str] = []
    outbox = Outbox(build(NotificationSettings(explicit=True)), told.append)
    for title in ("one", "two"):
        outbox.post(Notice(title, ""))
    outbox.close(30)
    assert len(told) == 1
    assert "cannot be started; install it" in told[0]


def test_a_missing_desktop_is_no_news_when_nothing_was_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told: list[str] = []
    outbox = Outbox(build(NotificationSettings()), told.append)
    outbox.post(Notice("t", "b"))
    outbox.close(30)
    assert told == []
