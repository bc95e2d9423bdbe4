"""Finds programs and asks them; none is waited for longer than it may take."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from shutil import which

from orchestrator.doctor.world import Answer
from orchestrator.process.capture import capture
from orchestrator.text import one_line

TIMEOUT = 10.0  # seconds; the slowest of them, the CLI on a busy machine, takes about three
MOST_BYTES = 10_000  # of an answer; what matters is its first line
WIDTH = 200


def find(word: str, root: str, environment: Mapping[str, str]) -> str:
    """Where a shell in the project would find a program, absolute; empty when it is not there."""
    if "/" in word:
        return which(os.path.join(root, word)) or ""
    # A relative folder on PATH is one of the project, where sessions and gates run.
    folders = environment.get("PATH", os.defpath).split(os.pathsep)
    path = os.pathsep.join(os.path.join(root, folder) for folder in folders if folder)
    return (path and which(word, path=path)) or ""


def ask(
    program: str, words: Sequence[str], cwd: str, environment: Mapping[str, str], timeout: float = TIMEOUT
) -> Answer:
    """What a program says; after `timeout` seconds it is killed.

    Args:
        program: absolute.
        words: its arguments; it must only tell, and change nothing.
        cwd: where it runs.
        environment: the whole of it.
    """
    done = capture((program, *words), cwd, environment, timeout, limit=MOST_BYTES)
    said = (done.stdout.strip() or done.stderr.strip()).decode("utf-8", "replace")
    return Answer(done.code, one_line(said.partition("\n")[0], WIDTH))
