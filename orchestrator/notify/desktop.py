"""Shows a notice on the desktop: notify-send on Linux, osascript on macOS."""

from __future__ import annotations

import sys

from orchestrator.notify.notice import Notice, Undelivered, presentable
from orchestrator.process.brief import NOT_STARTED, TIMED_OUT, run_briefly

_TIMEOUT = 5.0
# The texts are arguments of the script, never parts of it: nothing in them is run.
_SCRIPT = ("on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run")


def send(notice: Notice, platform: str = sys.platform, timeout: float = _TIMEOUT) -> None:
    """Show the notice.

    Raises:
        Undelivered: the program is not there, failed or hung.
    """
    argv = command(notice, platform)
    code = run_briefly(argv, timeout)
    if code == NOT_STARTED:
        cure = "install it, or choose another notifications.provider"
        raise Undelivered(f"{argv[0]} cannot be started; {cure}")
    if code == TIMED_OUT:
        raise Undelivered(f"{argv[0]} did not end within {timeout:g} s")
    if code != 0:
        raise Undelivered(f"{argv[0]} failed with exit code {code}; is there a desktop session?")


def command(notice: Notice, platform: str) -> list[str]:
    """The words of the program that shows it."""
    shown = presentable(notice)
    if platform == "darwin":
        script = [word for line in _SCRIPT for word in ("-e", line)]
        return ["osascript", *script, _no_option(shown.title), shown.body]
    urgency = "critical" if shown.urgent else "normal"
    options = ["--app-name=orchestrate", f"--urgency={urgency}"]
    return ["notify-send", *options, "--", shown.title or " ", _markup(shown.body)]


def _no_option(title: str) -> str:
    """The title as a first argument that is not taken for an option."""
    return f" {title}" if title.startswith("-") else title


def _markup(text: str) -> str:
    """The text for notify-send, which reads a body as markup and resolves backslashes in it."""
    for character, written in (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, written)
    return text
