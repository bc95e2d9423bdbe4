"""Short programs of Python that use this checkout, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours, with this checkout on the path of Python."""
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", **(more or {})}


def start(code: str, *arguments: object, cwd: Path | None = None) -> subprocess.Popen[str]:
    """A program under way; its standard output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(code: str, *arguments: object, cwd: Path | None = None) -> str:
    """What a program printed that must end well.

    Raises:
        AssertionError: it did not; with its standard error.
    """
    with start(code, *arguments, cwd=cwd) as process:
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return output


def orchestrate(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`orchestrate` of this checkout, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "orchestrator", *words],
        cwd=cwd,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def redirected(
    output: str, *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The same with its standard output in a file, such as `/dev/full`."""
    with open(output, "w") as stdout:
        return subprocess.run(
            [sys.executable, "-m", "orchestrator", *words],
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )


@contextmanager
def begun(*words: str, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`orchestrate` of this checkout under way; what it says goes nowhere. Killed when the block ends."""
    command = [sys.executable, "-m", "orchestrator", *words]
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
