"""Notifications and sandboxes are looked for, and nothing is sent."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from orchestrator.doctor.world import Answer
from orchestrator.model.configuration import NotificationSettings
from orchestrator.probes.around import notifier, sandboxes
from tests.probes.made import program

linux = pytest.mark.skipif(sys.platform != "linux", reason="notify-send shows notices on Linux")


@linux
def test_the_program_of_the_desktop_is_looked_for_and_not_called(tmp_path: Path) -> None:
    environment = {"PATH": str(tmp_path / "bin")}
    found = notifier(NotificationSettings(), str(tmp_path), environment)
    assert (found.provider, found.program, found.there, found.desktop) == (
        "desktop",
        "notify-send",
        False,
        False,
    )
    program(tmp_path / "bin", "notify-send", "touch called")
    assert notifier(NotificationSettings(), str(tmp_path), environment).there
    assert not (tmp_path / "called").exists()


@linux
def test_a_desktop_session_is_known_by_its_bus(tmp_path: Path) -> None:
    told = {"PATH": "", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}
    assert notifier(NotificationSettings(), "/", told).desktop
    there = {"PATH": "", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not notifier(NotificationSettings(), "/", there).desktop
    (tmp_path / "bus").touch()
    assert notifier(NotificationSettings(), "/", there).desktop


@pytest.mark.parametrize(
    ("settings", "provider"),
    [
        (NotificationSettings(enabled=False), "none"),
        (NotificationSettings(provider="none"), "none"),
        (NotificationSettings(provider="ntfy", topic="private-topic"), "ntfy"),
    ],
)
def test_other_providers_need_no_program(settings: NotificationSettings, provider: str) -> None:
    found = notifier(settings, "/", {"PATH": ""})
    assert (found.provider, found.program, found.there) == (provider, "", False)
    assert "private-topic" not in repr(found)


def test_bwrap_is_tried_and_the_others_are_only_looked_for(tmp_path: Path) -> None:
    program(tmp_path, "bwrap", 'echo "$*: Operation not permitted" >&2; exit 1')
    program(tmp_path, "docker", "echo called")
    bwrap, firejail, docker = sandboxes("/", {"PATH": str(tmp_path)})
    assert bwrap.answer == Answer(1, "--ro-bind / / true: Operation not permitted")
    assert (firejail.path, firejail.answer) == ("", None)
    assert (docker.path, docker.answer) == (str(tmp_path / "docker"), None)
