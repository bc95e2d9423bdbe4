"""A real terminal of any size with a shell in it: tmux, with a server of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.waiting import wait_until

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
PROMPT = "ready:"


class Window:
    """What a person has before them."""

    def __init__(self, socket: str, env: Mapping[str, str]) -> None:
        self._socket, self._env = socket, dict(env)

    def tmux(self, *words: str) -> str:
        """What a command of tmux prints."""
        command = ("tmux", "-S", self._socket, "-f", "/dev/null", *words)
        done = subprocess.run(command, env=self._env, capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def press(self, *keys: str) -> None:
        """Keys by tmux's names (`Enter`, `PPage`), or text."""
        self.tmux("send-keys", *keys)

    def resize(self, columns: int, rows: int) -> None:
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self, *, styled: bool = False) -> list[str]:
        """The lines of the screen, without the empty ones at its end."""
        return self.tmux("capture-pane", "-p", *(["-e"] if styled else [])).rstrip("\n").split("\n")

    def shows(self, text: str, seconds: float = 20.0) -> list[str]:
        """Wait until the screen holds a text; the screen then.

        Raises:
            AssertionError: it did not; with the screen.
        """
        found: list[str] = []

        def there() -> bool:
            found[:] = self.screen()
            return any(text in line for line in found)

        try:
            wait_until(there, seconds, f"{text!r} on the screen")
        except AssertionError as error:
            raise AssertionError(f"{error}:\n" + "\n".join(found)) from None
        return found


@contextmanager
def window(folder: Path, env: Mapping[str, str], columns: int = 80, rows: int = 24) -> Iterator[Window]:
    """A shell in a folder, at its prompt; everything in it is ended with the block."""
    # The path of a socket is short, that of a test's folder may not be.
    place = Path(tempfile.mkdtemp(prefix="orchestrate-tmux-"))
    made = Window(str(place / "s"), {**env, "TERM": "xterm", "PS1": PROMPT})
    shell = ("env", f"PS1={PROMPT}", "sh")
    size = ("-x", str(columns), "-y", str(rows))
    try:
        made.tmux("new-session", "-d", *size, "-c", str(folder), *shell)
        made.shows(PROMPT)
        yield made
    finally:
        command = ("tmux", "-S", made._socket, "kill-server")
        subprocess.run(command, env=dict(env), capture_output=True, check=False, timeout=30)
        shutil.rmtree(place, ignore_errors=True)
