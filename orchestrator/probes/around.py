"""Looks at what a run can do without: notifications, and programs that could shut a session in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping

from orchestrator.doctor.world import Notifier, Sandbox
from orchestrator.model.configuration import NotificationSettings
from orchestrator.notify.desktop import command
from orchestrator.notify.notice import Notice
from orchestrator.probes.programs import ask, find

# `bwrap` is often there and not allowed to do anything (in containers, under AppArmor): it is tried.
TRIED = (("bwrap", ("--ro-bind", "/", "/", "true")), ("firejail", ()), ("docker", ()))


def notifier(settings: NotificationSettings, root: str, environment: Mapping[str, str]) -> Notifier:
    """How notifications would be delivered; nothing is sent."""
    provider = settings.provider if settings.enabled else "none"
    program = command(Notice("", ""), sys.platform)[0] if provider == "desktop" else ""
    return Notifier(
        provider=provider,
        explicit=settings.explicit,
        program=program,
        there=bool(program and find(program, root, environment)),
        desktop=sys.platform == "darwin" or _session_bus(environment),
        server=settings.server,
    )


def sandboxes(root: str, environment: Mapping[str, str]) -> Iterator[Sandbox]:
    """Programs that could be a launcher."""
    for name, words in TRIED:
        path = find(name, root, environment)
        answer = ask(path, words, "/", environment) if path and words else None
        yield Sandbox(name, path, answer)


def _session_bus(environment: Mapping[str, str]) -> bool:
    """Whether there is a desktop session: its bus is told, or lies where it lies everywhere."""
    if environment.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    return os.path.exists(os.path.join(environment.get("XDG_RUNTIME_DIR") or "/nonexistent", "bus"))
