"""Starts `orchestrate` and the CLI as a person would, in an environment that holds nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.support import survivors
from tests.support import claude_cli

CHECKOUT = Path(__file__).parents[3]
CLAUDE = (
    *("claude", "--print", "--verbose", "--output-format", "stream-json"),
    *("--dangerously-skip-permissions", "--model", "sonnet"),
)


@dataclass(frozen=True, slots=True)
class Completed:
    """A process that ended."""

    returncode: int
    stdout: str
    stderr: str

    def events(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.stdout.splitlines()]


@dataclass(frozen=True, slots=True)
class Running:
    """A process under way. Its output goes to files, because a full pipe would stop it."""

    process: subprocess.Popen[bytes]
    output: Path
    errors: Path
    mark: str
    begun: float = field(default_factory=time.monotonic)

    def stdout(self) -> str:
        """What it has printed so far."""
        return self.output.read_text("utf-8", "backslashreplace")

    def stderr(self) -> str:
        return self.errors.read_text("utf-8", "backslashreplace")

    def send_signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def survivors(self) -> list[str]:
        """Command lines of all its descendants that are alive (Linux), itself included."""
        return sorted(survivors.marked(self.mark).values())

    def wait(self, timeout: float = 60.0) -> Completed:
        """
        Raises:
            AssertionError: it did not end within `timeout` seconds; it says what was printed.
        """
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            seconds = time.monotonic() - self.begun
            shown = f"stdout:\n{self.stdout()[-4000:]}\nstderr:\n{self.stderr()[-4000:]}"
            raise AssertionError(f"still running after {seconds:.0f} s\n{shown}") from None
        return Completed(code, self.stdout(), self.stderr())


def environment(folder: Path, api_url: str) -> dict[str, str]:
    """What a command needs to run against the scripted API, and nothing of the person's own.

    `folder` gets the home folder and the CLI's configuration. An `orchestrate` that is installed
    anywhere stays off the PATH: what a session finds must come from the orchestrator itself.
    """
    home, temporary = folder / "home", folder / "tmp"
    home.mkdir(exist_ok=True)
    temporary.mkdir(exist_ok=True)
    searched = [p for p in os.environ["PATH"].split(os.pathsep) if not Path(p, "orchestrate").exists()]
    made = {name: value for name, value in os.environ.items() if name.startswith("GIT_")}
    made |= {
        "PATH": os.pathsep.join([str(claude_cli.BIN), *searched]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "SHELL": "/bin/bash",
        "TERM": "dumb",
        "ANTHROPIC_BASE_URL": api_url,
        "ANTHROPIC_API_KEY": "sk-test-local",
        "CLAUDE_CONFIG_DIR": str(folder / "claude-config"),
        "CLAUDE_CODE_TMPDIR": str(temporary),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
    }
    return made | ({"IS_SANDBOX": "1"} if os.geteuid() == 0 else {})  # the CLI refuses to serve root without


@contextmanager
def start(command: tuple[str, ...], cwd: Path, env: Mapping[str, str], prompt: str = "") -> Iterator[Running]:
    """Any command, its standard input being `prompt`. Whatever is left of it at the end is killed."""
    folder = Path(tempfile.mkdtemp(dir=Path(env["HOME"]).parent, prefix="output-"))
    given, output, errors = folder / "in", folder / "out", folder / "err"
    given.write_text(prompt, "utf-8")
    mark = uuid.uuid4().hex
    with given.open("rb") as stdin, output.open("wb") as stdout, errors.open("wb") as stderr:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**env, survivors.NAME: mark},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    try:
        yield Running(process, output, errors, mark)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        survivors.kill(mark)


def start_orchestrate(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str]
) -> AbstractContextManager[Running]:
    """`orchestrate` of this checkout, under way: for signals and for looking at what it does meanwhile."""
    command = (sys.executable, "-m", "orchestrator", *map(str, arguments))
    return start(command, cwd, {**env, "PYTHONPATH": str(CHECKOUT)})


def run_orchestrate(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str], timeout: float = 60.0
) -> Completed:
    """`orchestrate` of this checkout, from its start to its end."""
    with start_orchestrate(*arguments, cwd=cwd, env=env) as running:
        return running.wait(timeout)


def run_claude(
    prompt: str, *arguments: str, cwd: Path, env: Mapping[str, str], timeout: float = 60.0
) -> Completed:
    """The real CLI by itself: prompt from standard input, sub-agents in the foreground, few retries."""
    ours = {"CLAUDE_CODE_DISABLE_BACKGROUND_TASKS": "1", "CLAUDE_CODE_MAX_RETRIES": "1"}
    with start((*CLAUDE, *arguments), cwd, {**env, **ours}, prompt) as running:
        return running.wait(timeout)
