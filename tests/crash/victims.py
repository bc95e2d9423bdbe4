"""Starts victims and waits for their end."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

CHECKOUT = Path(__file__).parents[2]


class Life:
    """One victim, from its start to its end."""

    def __init__(self, stable: Stable, log: Path, output: Path) -> None:
        self._stable, self._log, self._output = stable, log, output
        self.pid = int(stable.answer(None)["pid"])
        self.status: int | None = None  # exit code, or -N when signal N ended it; None: it lives

    def ended(self, seconds: float) -> bool:
        """Wait for the end, at most so long."""
        if self.status is None and (answer := self._stable.answer(seconds)):
            self.status = int(answer["status"])
        return self.status is not None

    def points(self) -> list[str]:
        """The kill points that it came to."""
        return self._log.read_text("utf-8").splitlines() if self._log.exists() else []

    def said(self) -> str:
        """What it printed."""
        return self._output.read_text("utf-8", "backslashreplace")


class Stable:
    """A parent of victims; one of them lives at a time."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.victim"],
            cwd=CHECKOUT,
            env={**env, "PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._rest = b""

    def __enter__(self) -> Stable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def start(
        self, argv: Sequence[str], cwd: Path, env: Mapping[str, str], files: Path, kill_at: int = 0
    ) -> Life:
        """A victim that runs a command.

        Args:
            argv: the command's words.
            cwd: where.
            env: its whole environment.
            files: what it prints goes to FILES.out, its kill points to FILES.log.
            kill_at: the number of the point at which it kills itself; 0: never.
        """
        output, log = files.with_suffix(".out"), files.with_suffix(".log")
        request = {
            "argv": list(argv),
            "cwd": str(cwd),
            "env": dict(env),
            "output": str(output),
            "log": str(log),
            "kill_at": kill_at,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        return Life(self, log, output)

    def answer(self, seconds: float | None) -> dict[str, Any]:
        """The next line that it says; empty when none comes within so many seconds."""
        assert self._process.stdout is not None
        deadline = None if seconds is None else time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                return {}
            piece = os.read(self._process.stdout.fileno(), 65_536)
            assert piece, "the parent of the victims has ended"
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found
