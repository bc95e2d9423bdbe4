"""Checks of what a run can do without: notifications, and programs that could shut a session in."""

from __future__ import annotations

from orchestrator.doctor.report import Check, ok, warning
from orchestrator.doctor.world import Notifier, Sandbox
from orchestrator.text import one_line


def checks(notifier: Notifier, sandboxes: tuple[Sandbox, ...]) -> tuple[Check, ...]:
    """All of them; sandboxes only inform."""
    return (_notifications(notifier), *map(_sandbox, sandboxes))


def _notifications(notifier: Notifier) -> Check:
    name = "notifications"
    if notifier.provider == "none":
        return ok(name, "none are wanted")
    if notifier.provider == "ntfy":
        return ok(name, f"ntfy, {notifier.server}; no message was sent to try it")
    if not notifier.there:
        found = f"{notifier.program} is not there"
    elif not notifier.desktop:
        found = f"{notifier.program} finds no desktop session (DBUS_SESSION_BUS_ADDRESS)"
    else:
        return ok(name, f"{notifier.program}; no message was sent to try it")
    if not notifier.explicit:  # nobody asked for this default
        return ok(name, f"{found}, so nobody is notified; for a server there is the provider ntfy")
    return warning(
        name, found, "install it (Debian: libnotify-bin), or choose another notifications.provider"
    )


def _sandbox(sandbox: Sandbox) -> Check:
    if not sandbox.path:
        return ok(sandbox.name, "not there (could be a launcher)")
    if sandbox.answer is None:
        return ok(sandbox.name, f"{sandbox.path}, not tried (could be a launcher)")
    if sandbox.answer.code:
        why = one_line(sandbox.answer.said, 120) or f"exit code {sandbox.answer.code}"
        return ok(sandbox.name, f"{sandbox.path}, but it does not work here: {why}")
    return ok(sandbox.name, f"{sandbox.path}, works (could be a launcher)")
