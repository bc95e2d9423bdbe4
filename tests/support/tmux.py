"""A real terminal that a test can look at, type into and resize: one window of a private tmux server."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.waiting import wait_until

PROGRAM = shutil.which("tmux")
needs_tmux = pytest.mark.skipif(
    PROGRAM is None, reason="tmux is not installed: there is no terminal to look at"
)

PROMPT = "ready:"
_SETTINGS = """\
set -g history-limit 100000
set -g status off
set -g remain-on-exit on
set -g default-terminal screen-256color
"""


class Window:
    """The terminal. What it holds is read as text, without colours and trailing blanks."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._folder = folder
        self._env = {**env, "TMUX_TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
        self.code = folder / "code"  # what the program ended with: tmux 3.3 does not always learn it

    def begin(self, columns: int, rows: int, cwd: Path, command: tuple[str, ...]) -> None:
        """Have a command run in it."""
        size = ("-x", str(columns), "-y", str(rows))
        self.tmux("new-session", "-d", *size, "-c", str(cwd), shlex.join(command))

    def tmux(self, *words: str) -> str:
        """What a command of tmux prints."""
        command = [PROGRAM or "tmux", "-u", "-L", "test", "-f", str(self._folder / "conf"), *words]
        done = subprocess.run(command, env=self._env, check=False, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def screen(self, *, styled: bool = False) -> list[str]:
        """The rows that are visible now, as they are; styled: with their control sequences."""
        return self.tmux("capture-pane", "-p", *(["-e"] if styled else [])).split("\n")[:-1]

    def everything(self) -> list[str]:
        """All lines since the beginning, scrolled away or not; what was folded is one line."""
        text = self.tmux("capture-pane", "-p", "-J", "-S", "-")
        return [line.rstrip() for line in text.rstrip("\n").split("\n")]

    def resize(self, columns: int, rows: int) -> None:
        """Have the window another size; the program in it is told as usual."""
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names (`C-c`, `Enter`, `PPage`), or type words."""
        self.tmux("send-keys", *keys)

    def tell(self, name: str) -> str:
        """A fact about the terminal by tmux's name for it, such as `cursor_x`."""
        return self.tmux("display-message", "-p", f"#{{{name}}}").strip()

    def in_front(self) -> int:
        """The process group that the terminal belongs to at the moment (Linux)."""
        facts = Path(f"/proc/{self.tell('pane_pid')}/stat").read_text().rpartition(") ")[2].split()
        return int(facts[5])

    def shows(self, text: str, seconds: float = 60.0) -> list[str]:
        """Wait until a text is visible; the screen then.

        Raises:
            AssertionError: it never was; with the screen.
        """
        found: list[str] = []

        def there() -> bool:
            found[:] = self.screen()
            return any(text in line for line in found)

        try:
            wait_until(there, seconds, f"{text!r} on the screen")
        except AssertionError as error:
            raise AssertionError("\n".join([f"{error}:", *found])) from None
        return found

    def wait_for_the_end(self, seconds: float = 60.0) -> int:
        """The exit code of the program in the window, once it has ended."""
        code = self.code
        wait_until(lambda: code.exists() and code.read_text().endswith("\n"), seconds, "the program's end")
        wait_until(lambda: self.tell("pane_dead") == "1", seconds, "the terminal's end")
        return int(code.read_text())


@contextmanager
def window(
    columns: int, rows: int, command: tuple[str, ...], cwd: Path, env: Mapping[str, str]
) -> Iterator[Window]:
    """A terminal of this size with a program in it, whose variables are `env` and what tmux adds.

    The server, and with it the program, is gone when the block ends.
    """
    with _server(env) as made:
        if "TERM" in env:  # tmux sets its own
            command = ("env", f"TERM={env['TERM']}", *command)
        # It has to outlive ctrl-C itself, to tell how the program took it.
        tells = f'trap : INT; "$@"; echo $? > {made.code}'
        made.begin(columns, rows, cwd, ("/bin/sh", "-c", tells, "sh", *command))
        yield made


@contextmanager
def shell(cwd: Path, env: Mapping[str, str], columns: int = 80, rows: int = 24) -> Iterator[Window]:
    """A terminal with a shell, at its prompt; everything in it is ended with the block."""
    with _server(env) as made:
        made.begin(columns, rows, cwd, ("env", f"PS1={PROMPT}", "sh"))
        made.shows(PROMPT)
        yield made


@contextmanager
def _server(env: Mapping[str, str]) -> Iterator[Window]:
    """A server without a terminal yet."""
    folder = Path(tempfile.mkdtemp(prefix="tmux-"))  # a socket's path has at most 107 bytes
    (folder / "conf").write_text(_SETTINGS)
    try:
        yield Window(folder, env)
    finally:
        subprocess.run(
            [PROGRAM or "tmux", "-L", "test", "kill-server"],
            env={**os.environ, "TMUX_TMPDIR": str(folder)},
            capture_output=True,
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)
