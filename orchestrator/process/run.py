"""Starts a command under our supervisor, and waits for its end, stops it and reads how it went."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOENT
from typing import TYPE_CHECKING

from orchestrator.errors import UsageError
from orchestrator.model.session import ExitRecord
from orchestrator.process import leftovers
from orchestrator.process.compiled import supervisor_words
from orchestrator.process.launcher import Supervision, supervised_argv
from orchestrator.process.record import prepare, read_exit
from orchestrator.process.wake import Wake, readable

if TYPE_CHECKING:
    from subprocess import Popen

MARKER = "ORCHESTRATOR_RECORD"  # the variable by which everything of one command can be found again
LOST = 137  # the exit code of a command whose supervisor was killed
SLICE = 0.05  # seconds between two looks where the system has no pidfds


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, and where its output and record go. Paths are absolute or relative to our cwd."""

    argv: tuple[str, ...]
    cwd: str
    env: Mapping[str, str]  # complete; the marker is added
    stdin: str | None  # a file; None: nothing to read
    stdout: str  # a file; created 0600, emptied
    stderr: str | None  # a file; None: into the same as stdout
    record: str  # a folder of its own for each command; made when it is missing
    stop: str = "TERM:2"  # signals of a polite stop and the seconds that each one has
    launcher: tuple[str, ...] = ()


class Supervised:
    """A supervisor that we started, from its start to its end."""

    def __init__(self, process: Popen[bytes], record: str) -> None:
        self._process = process
        self._record = record
        self._began = time.monotonic()
        self._asked = False
        self._pidfd = _open_pidfd(process.pid)

    @property
    def pid(self) -> int:
        """Of the supervisor."""
        return self._process.pid

    def wait(self, timeout: float | None, wake: Wake | None = None) -> bool:
        """Wait for the end; True: the supervisor ended, and with it everything that it supervised.

        Args:
            timeout: seconds; None waits for as long as it takes.
            wake: ends the waiting early when its flag is up.
        """
        others = () if wake is None else (wake.fileno(),)
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._reap():
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if self._pidfd < 0:
                ready = readable(others, SLICE if left is None else min(left, SLICE))
            else:
                ready = readable((self._pidfd, *others), left)
            if self._pidfd not in ready and (ready or left == 0):
                return self._reap()
        return True

    def stop(self) -> None:
        """Ask for a polite stop; asking again changes nothing."""
        import signal  # loaded by now: subprocess needs it

        if not self._asked:
            self._asked = True
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End everything at once."""
        import signal  # loaded by now: subprocess needs it

        self._asked = True
        self._process.send_signal(signal.SIGQUIT)

    def finish(self, wake: Wake, look: Callable[[], None]) -> None:
        """Stop politely and wait for the end, looking meanwhile; at once when the flag is raised again."""
        self.stop()
        while not self.wait(SLICE):
            look()
            if wake.insists:
                self.kill()

    def record(self) -> ExitRecord:
        """How it ended; waits for the end. Without a record (the supervisor was killed) cleans up itself."""
        self.wait(None)
        found = read_exit(self._record)
        if found is not None:
            return found
        ended = leftovers.end_marked(MARKER, self._record)
        lines = tuple(process.command for process in ended)
        return ExitRecord(LOST, "lost", lines, round(time.monotonic() - self._began, 3))

    def _reap(self) -> bool:
        if self._process.poll() is None:
            return False
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        return True


def start(command: Command) -> Supervised:
    """Start a command under the supervisor. Whether the command itself could be started tells the record.

    Raises:
        UsageError: the folder, a file for input or output, the interpreter or the launcher is not there.
    """
    record = os.path.abspath(command.record)
    files: list[int] = []
    try:
        _check_launcher(command)
        prepare(record)
        return Supervised(_spawn(command, record, files), record)
    except OSError as problem:
        what = f"{problem.filename or sys.executable}: {problem.strerror}"
        cure = "make sure that it exists and that you may use it"
        raise UsageError(f"{what}, so {command.argv[0]!r} cannot be started; {cure}") from problem
    finally:
        for fd in files:
            os.close(fd)


def _spawn(command: Command, record: str, files: list[int]) -> Popen[bytes]:
    """Start the supervisor; what is opened for it is added to `files`, for the caller to close."""
    from subprocess import DEVNULL, STDOUT, Popen  # only commands that start something need it

    def opened(path: str, flags: int) -> int:
        files.append(os.open(path, flags | os.O_CLOEXEC, 0o600))
        return files[-1]

    fresh = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    stdin = DEVNULL if command.stdin is None else opened(command.stdin, os.O_RDONLY)
    stdout = opened(command.stdout, fresh)
    stderr = STDOUT if command.stderr is None else opened(command.stderr, fresh)
    argv = supervised_argv(command.argv, _supervision(command, record), command.launcher, command.cwd)
    env = {**command.env, MARKER: record}
    with _requests_held_back():
        return Popen(
            argv, stdin=stdin, stdout=stdout, stderr=stderr, cwd=command.cwd, env=env, start_new_session=True
        )


@contextmanager
def _requests_held_back() -> Iterator[None]:
    """Hold signals back, here and in the child that inherits it: until its handlers stand, they would end it.

    The supervisor lifts that for itself, so a stop that comes too early is obeyed a little later.
    """
    import signal  # loaded by now: subprocess needs it

    requests = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, requests)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _supervision(command: Command, record: str) -> Supervision:
    words = supervisor_words()
    return Supervision(
        python=sys.executable,
        supervisor=words.fastest,
        anywhere=words.anywhere,
        parent=os.getpid(),
        record=record,
        stop=command.stop,
    )


def _check_launcher(command: Command) -> None:
    """A launcher that is not there is the configuration's fault, and not a result of the command.

    Raises:
        FileNotFoundError: no such program.
    """
    if not command.launcher:
        return
    from shutil import which  # only for launchers

    name = command.launcher[0]
    place = os.path.join(command.cwd, name) if os.path.dirname(name) else name
    if which(place, path=command.env.get("PATH", os.defpath)) is None:
        raise FileNotFoundError(ENOENT, "the launcher is not an executable on PATH", name)


def _open_pidfd(pid: int) -> int:
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):  # macOS, or a kernel that does not know them
        return -1
