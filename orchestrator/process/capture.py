"""Runs a short-lived helper program that we trust, such as git, and keeps what it says."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import IOBase

from orchestrator.process.brief import NOT_STARTED, finished

LIMIT = 256 * 1024 * 1024  # bytes kept of either output
_PIECE = 65_536  # bytes moved at a time


@dataclass(frozen=True, slots=True)
class Captured:
    """How a helper program ended and what it said."""

    code: int  # 128 + N when signal N ended it; 127 when it could not be started; 124 at the timeout
    stdout: bytes
    stderr: bytes
    cut: bool = False  # it said more than was kept


def capture(
    argv: Sequence[str],
    cwd: str,
    env: Mapping[str, str],
    timeout: float,
    input: bytes = b"",
    limit: int = LIMIT,
) -> Captured:
    """Run the program to its end in a session of its own; at the timeout (seconds) kill its process group.

    Args:
        argv: the program and its arguments; its path is absolute, `env` is not searched for it.
        cwd: its working folder.
        env: its whole environment.
        timeout: in seconds.
        input: what it reads from standard input.
        limit: how many bytes of each output are kept; the rest is read and dropped.
    """
    deadline = time.monotonic() + timeout
    try:
        started = subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as problem:  # ValueError: a word that no argument can hold
        return Captured(NOT_STARTED, b"", str(problem).encode("utf-8", "replace"))
    with started as process:
        said = _Kept(limit), _Kept(limit)
        try:
            _exchange(process, input, said, deadline)
        except BaseException:
            finished(process, 0.0)
            raise
        code = finished(process, max(0.0, deadline - time.monotonic()))
    out, err = said
    return Captured(code, bytes(out.kept), bytes(err.kept), out.cut or err.cut)


class _Kept:
    """The beginning of an output."""

    def __init__(self, limit: int) -> None:
        self.kept, self.cut = bytearray(), False
        self._limit = limit

    def add(self, piece: bytes) -> None:
        room = self._limit - len(self.kept)
        self.kept += piece[:room]
        self.cut = self.cut or len(piece) > room


def _exchange(
    process: subprocess.Popen[bytes], input: bytes, said: tuple[_Kept, _Kept], deadline: float
) -> None:
    """Feed the program and read what it says, both at once, until it says no more or the time is over."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, said[0])
        selector.register(process.stderr, selectors.EVENT_READ, said[1])
        os.set_blocking(process.stdin.fileno(), False)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        rest = memoryview(input)
        while selector.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                if key.fileobj is process.stdin:
                    rest = _fed(key.fd, rest)
                    more = bool(rest)
                else:
                    more = _heard(key.fd, key.data)
                if not more:
                    selector.unregister(key.fileobj)
                    _close(key.fileobj)


def _fed(descriptor: int, rest: memoryview) -> memoryview:
    """What is still to be written; nothing when the program does not listen any more."""
    try:
        return rest[os.write(descriptor, rest[:_PIECE]) :] if rest else rest
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return rest[:0]


def _heard(descriptor: int, kept: _Kept) -> bool:
    piece = os.read(descriptor, _PIECE)
    kept.add(piece)
    return bool(piece)


def _close(file: object) -> None:
    assert isinstance(file, IOBase)
    file.close()
