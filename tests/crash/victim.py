"""`python -m tests.crash.victim`: has loaded everything already, and forks a victim for every request.

A victim runs the real command line. At each *kill point* - before and after a transaction is committed, a
file moved, a process started; before a row of the journal is written, a file opened for writing, a folder
made, a signal sent - it writes a line into its log, and at one of them it kills itself. What changes nothing
is no point.

A request is a line of JSON: argv, cwd, env, output, log, kill_at (0: never). The answers are two lines:
`{"pid": N}`, and `{"status": N}` when it has ended. It stays a zombie until the next line comes, so that
nobody who kills it by its pid can hit another process.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import local
from typing import Any, NoReturn

from orchestrator.cli.main import COMMANDS, main
from orchestrator.store.database import Database

WATCHED = frozenset(
    {
        *(
            "os.mkdir",
            "os.rmdir",
            "os.remove",
            "os.rename",
            "os.link",
            "os.symlink",
            "os.chmod",
            "os.truncate",
        ),
        *("os.utime", "os.kill", "os.killpg", "os.posix_spawn", "subprocess.Popen", "sqlite3.connect"),
        *("fcntl.flock", "shutil.rmtree"),
    }
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# What a command loads only when it needs it.
LATE = ("cli.running", "engine.conductor", "store.sealing", "store.tampering", "views.verification")


class Points:
    """Counts the kill points of one life, and ends it at one of them."""

    def __init__(self, log: int, kill_at: int) -> None:
        self._log, self._kill_at = log, kill_at
        self._numbers = count(1)
        self._mine = local()  # what we do ourselves is no point

    def reach(self, what: str) -> None:
        """One more point; does not return when it is the last one."""
        if getattr(self._mine, "busy", False):
            return
        self._mine.busy = True
        number = next(self._numbers)
        os.write(self._log, f"{number} {what}\n".encode("utf-8", "backslashreplace"))
        if number == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
            while True:  # another thread may get the signal a moment earlier than this one
                signal.pause()
        self._mine.busy = False

    def watch(self) -> None:
        """From now on every point counts."""
        sys.addaudithook(self._heard)
        _after(os, "replace", self.reach)
        _after(os, "rename", self.reach)
        _after(subprocess.Popen, "__init__", self.reach)
        _around_transactions(self.reach)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            self._opened(*arguments)
        elif event in WATCHED and not _idle(event, arguments[0]):
            self.reach(f"{event} {_shown(arguments)}")

    def _opened(self, path: object, _: object, flags: object) -> None:
        if not isinstance(path, (str, bytes)) or not isinstance(flags, int) or not flags & WRITING:
            return
        name = os.fsdecode(path)
        again = name == getattr(self._mine, "opened", "")  # `open` with an opener tells it twice
        self._mine.opened = "" if again else name
        if not again and name != os.devnull:
            self.reach(f"open {name}")


def _idle(event: str, path: object) -> bool:
    """Whether it changes nothing: a folder made that is there, a file removed that is not."""
    if not isinstance(path, (str, bytes)):
        return False
    return (event == "os.mkdir") == os.path.lexists(path) if event in ("os.mkdir", "os.remove") else False


def _shown(arguments: tuple[Any, ...]) -> str:
    """What tells two points apart, on one line."""
    words = [str(word) for word in arguments if isinstance(word, (str, int))]
    return " ".join(words)[:200].replace("\n", " ")


def _after(owner: Any, name: str, reach: Callable[[str], None]) -> None:
    real = getattr(owner, name)

    def wrapped(*arguments: Any, **options: Any) -> Any:
        found = real(*arguments, **options)
        reach(f"after {name} {_shown(arguments)}")
        return found

    setattr(owner, name, wrapped)


def _around_transactions(reach: Callable[[str], None]) -> None:
    real_atomic, real_write = Database.atomic, Database.write

    @contextmanager
    def atomic(self: Database) -> Iterator[None]:
        outermost = self._depth == 0
        with real_atomic(self):
            yield
            if outermost:
                reach("before a commit")
        if outermost:
            reach("after a commit")

    def write(self: Database, statement: str, *values: object) -> int:
        if statement.startswith("INSERT INTO journal"):  # of the others the commit tells all
            reach("write INSERT INTO journal")
        return real_write(self, statement, *values)

    # setattr: the type checker rightly forbids to replace a method, and that is what happens here.
    setattr(Database, "atomic", atomic)  # noqa: B010
    setattr(Database, "write", write)  # noqa: B010


def live(request: dict[str, Any]) -> NoReturn:
    """One life, in the process that was forked for it."""
    os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.closerange(3, 64)  # whatever the parent has open is none of ours
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    Points(log, request["kill_at"]).watch()
    code = 70
    try:
        code = main(request["argv"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _serve() -> None:
    for name in COMMANDS:
        importlib.import_module(f"orchestrator.cli.{name}")
    for name in LATE:
        importlib.import_module(f"orchestrator.{name}")
    child = 0
    for line in sys.stdin:
        if child:
            os.waitpid(child, 0)
        child = os.fork()
        if not child:
            live(json.loads(line))
        print(json.dumps({"pid": child}), flush=True)
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None, "without WNOHANG it waits"
        killed = ended.si_code != os.CLD_EXITED
        print(json.dumps({"status": -ended.si_status if killed else ended.si_status}), flush=True)
    if child:
        os.waitpid(child, 0)


if __name__ == "__main__":
    _serve()
