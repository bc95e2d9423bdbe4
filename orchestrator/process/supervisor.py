"""Runs one command and leaves nothing of it behind: `python -I -S supervisor.py OPTIONS -- COMMAND...`

A program of its own: one file, the standard library, nothing of the package, so that it also works
behind `srun`, `ssh`, `bwrap` or as PID 1 of a container. It guarantees:

- **No output passes through it.** The command inherits stdin, stdout and stderr as they are.
- **Every descendant ends**, whatever its session, parent, environment or signal handlers, when the command
  ends; on SIGTERM, SIGINT or SIGHUP (a request to stop; a second one, or SIGQUIT, kills at once); and when
  the process that started it dies, SIGKILL included. It gives up only on what the kernel will not let it
  kill (another user's, stuck in the kernel), after `GIVE_UP` seconds, and says so in the record.
- **The exit code is the command's**, 128+N when signal N ended it, 127 not found, 126 not executable,
  125 when our own options are wrong.

Options:
    --stop INT:8,TERM:5   the ladder of a polite stop: signals to the command, each with its seconds
    --grace 2             seconds between SIGTERM and SIGKILL for everything else
    --parent PID          the process that starts us; without it, whoever is our parent at the start
    --record DIR          write DIR/started.json, touch DIR/beat every 2 s, obey DIR/stop (a request to stop),
                          and write DIR/exit.json, atomically, when everything has ended

Without a child subreaper (macOS, or prctl refused) a descendant that left the command's session can escape.
"""

import select
import sys
import time

TYPE_CHECKING = False  # as type checkers understand it; `typing` would double our start-up time
if TYPE_CHECKING:
    import os
    import signal
    from collections import abc
else:  # `os` and `signal` stand on these two; their Python parts cost as much as a whole interpreter start
    import _signal as signal
    import posix as os

BEAT = 2.0  # seconds between two heartbeats, and between two looks at what can only be polled
LOOK = 0.05  # seconds that a descendant has for vanishing by itself before it counts as left behind
GIVE_UP = 10.0  # seconds of SIGKILL after which a process counts as impossible to end
MOST_REAPED = 100  # ended processes taken in before we look up again
SWEEPS = 50  # looks at our children in one attempt to kill them
MOST_NAMES, LONGEST_NAME = 20, 200
REQUESTS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_CHILD_SUBREAPER = 36

try:
    HAS_PROC = bool(os.stat("/proc/self/stat"))
except OSError:  # macOS, or a bare chroot: there the command's process group stands for its descendants
    HAS_PROC = False


class Options:
    """The command line, parsed; see the top of the file."""

    def __init__(self, arguments: "abc.Iterable[str]") -> None:
        self.ladder = ladder("TERM:2")
        self.grace = 2.0
        self.parent: int | None = None
        self.record: str | None = None
        words = iter(arguments)
        for word in words:
            if word == "--":
                break
            self._take(word, next(words, ""))
        self.command = list(words)
        if not self.command:
            raise ValueError("no command; write it after `--`")

    def _take(self, name: str, value: str) -> None:
        if name == "--stop":
            self.ladder = ladder(value)
        elif name == "--grace":
            self.grace = float(value)
        elif name == "--parent":
            self.parent = int(value)
        elif name == "--record" and value:
            self.record = value
        else:
            raise ValueError(f"unknown option or missing value: {name}")


def ladder(text: str) -> list[tuple[int, float]]:
    """`INT:8,TERM:5` as pairs of signal number and seconds."""
    rungs = []
    for rung in text.split(","):
        name, _, seconds = rung.partition(":")
        number = getattr(signal, "SIG" + name, None)
        if not isinstance(number, int) or not seconds:
            raise ValueError(f"cannot read the rung {rung!r}; write SIGNAL:SECONDS such as TERM:5")
        rungs.append((int(number), float(seconds)))
    return rungs


class Watch:
    """All that can wake us: signals, the end of our starter, and the clock of heartbeat and stop file."""

    def __init__(self, parent: int | None, record: str | None) -> None:
        self.requests = 0
        self.at_once = False
        self.orphaned = False
        self._record = record
        self._poll = select.poll()
        self._signals = self._listen()
        self._parent = os.getppid() if parent is None else parent
        self._parent_fd = self._open_parent()
        self._ticking = record is not None or (self._parent_fd < 0 and self._parent > 0)
        self._next_tick = 0.0
        self._look_for_parent()  # after the pidfd was opened: it may have ended before that

    def sleep(self, until: float | None) -> None:
        """Wait until something happens, at most until this moment of the monotonic clock."""
        now = time.monotonic()
        if self._ticking and now >= self._next_tick:
            self._next_tick = now + BEAT
            self._tick()
            until = now  # that may have told us something
        moments = [m for m in (until, self._next_tick if self._ticking else None) if m is not None]
        wait = max(0.0, min(moments) - now) * 1000 if moments else None
        for fd, _ in self._poll.poll(wait):
            if fd == self._parent_fd:
                self.orphaned = True
                self._poll.unregister(fd)
            else:
                self._take_signals()

    def _listen(self) -> int:
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (*REQUESTS, signal.SIGQUIT, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)  # the wake-up descriptor needs some handler
        signal.pthread_sigmask(signal.SIG_SETMASK, ())  # the starter may have held them back until now
        self._poll.register(reader, select.POLLIN)
        return reader

    def _take_signals(self) -> None:
        for number in os.read(self._signals, 1 << 16):
            self.requests += number in REQUESTS
            self.at_once |= number == signal.SIGQUIT

    def _open_parent(self) -> int:
        if self._parent <= 0:  # the first process of a container: nobody to watch
            return -1
        try:
            fd = os.pidfd_open(self._parent)
        except (AttributeError, OSError):  # macOS, an old kernel, seccomp, or it is gone
            return -1
        self._poll.register(fd, select.POLLIN)
        return fd

    def _look_for_parent(self) -> None:
        self.orphaned |= os.getppid() != self._parent

    def _tick(self) -> None:
        if self._parent_fd < 0:
            self._look_for_parent()
        if self._record is None:
            return
        try:
            os.close(os.open(self._record + "/beat", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
            os.utime(self._record + "/beat")
            os.stat(self._record + "/stop")
        except OSError:  # no stop file; or no place for a heartbeat, which is no reason to end the work
            return
        self.requests = self.requests or 1


class Family:
    """The command and everything that descends from it."""

    def __init__(self, watch: Watch) -> None:
        self.pid = 0
        self.code: int | None = None  # of the command, once it ended
        self._watch = watch
        self._complete = become_subreaper()  # every orphan among them becomes our child
        self._childless = False

    def start(self, command: list[str]) -> None:
        """Start the command in a session of its own, with untouched descriptors and default signals.

        Raises:
            OSError: it cannot be executed.
        """
        ours = (*REQUESTS, signal.SIGQUIT, signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ)
        self.pid = os.posix_spawnp(command[0], command, os.environ, setsid=True, setsigdef=ours)

    def wait(self, seconds: float | None, condition: "abc.Callable[[], bool]") -> bool:
        """Reap until the condition holds; False when the seconds passed before."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            all_reaped = self._reap()
            if condition():
                return True
            if deadline is not None and time.monotonic() >= deadline:
                return False
            self._watch.sleep(deadline if all_reaped else 0.0)

    def gone(self) -> bool:
        """Whether nothing is left. To have no children is proof, as orphans become our children."""
        if not HAS_PROC and not self._complete:
            return self._childless and not send(-self.pid, 0)
        return self._childless and (self._complete or not self.living())

    def living(self) -> list[int]:
        """The pids of all descendants that are no zombies."""
        return [pid for pid, process in self._descendants().items() if process.state not in (b"Z", b"X")]

    def terminate(self) -> None:
        """Ask every descendant to end."""
        for target in self.living() if HAS_PROC else [-self.pid]:
            send(target, signal.SIGTERM)

    def kill(self) -> None:
        """Kill every descendant that can be found, and its process group: that holds none but descendants.

        Processes that fork and exit for ever are faster than a walk through /proc. But their orphans are our
        children, whom the kernel lists in one go, and a group that did not change meanwhile dies as a whole.
        """
        if not HAS_PROC:
            send(-self.pid, signal.SIGKILL)
        for pid, process in self._descendants().items():
            kill_with_group(pid, process.group)
        for _ in range(SWEEPS):
            self._reap()
            for pid in children():
                kill_with_group(pid, os.getpgid(pid))
            if self._childless:
                return

    def _descendants(self) -> "dict[int, Process]":
        me, known = os.getpid(), processes()
        mine = {me}
        grown = True
        while grown:
            more = {pid for pid, process in known.items() if self._descends(process, mine)} - mine
            grown = bool(more)
            mine |= more
        return {pid: known[pid] for pid in mine - {me}}

    def _descends(self, process: "Process", from_pids: set[int]) -> bool:
        if process.parent in from_pids:
            return True
        return not self._complete and process.session == self.pid  # the best that is left without a subreaper

    def _reap(self) -> bool:
        """Take in what has ended; False when there may be more: some have orphans faster than we reap."""
        self._childless = False
        for _ in range(MOST_REAPED):
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                self._childless = True
                return True
            if pid == 0:
                return True
            if pid == self.pid:
                code = os.waitstatus_to_exitcode(status)
                self.code = 128 - code if code < 0 else code
        return False


class Process:
    """What /proc/PID/stat tells."""

    def __init__(self, stat: bytes) -> None:
        self.name = stat[stat.index(b"(") + 1 : stat.rindex(b")")]
        fields = stat[stat.rindex(b")") + 2 :].split()
        self.state = fields[0]
        self.parent, self.group, self.session = map(int, fields[1:4])
        self.start_ticks = int(fields[19])


def processes() -> dict[int, Process]:
    """Every process that we can see; none where there is no /proc."""
    found: dict[int, Process] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return found
    for name in names:
        if name.isdigit():
            try:
                found[int(name)] = Process(read(f"/proc/{name}/stat"))
            except (OSError, ValueError):  # it ended meanwhile
                continue
    return found


def children() -> list[int]:
    """Our own children, zombies too; none where the kernel does not list them."""
    pid = os.getpid()
    try:
        listed = read(f"/proc/{pid}/task/{pid}/children")
    except OSError:
        return []
    whole = listed[: listed.rfind(b" ") + 1]  # each is followed by a blank; half a number is somebody else's
    return [int(child) for child in whole.split()]


def kill_with_group(pid: int, group: int) -> None:
    """SIGKILL for a descendant and its group, unless that is ours or cannot be named from here."""
    if group > 1 and group != os.getpgrp():
        send(-group, signal.SIGKILL)
    send(pid, signal.SIGKILL)


def command_line(pid: int) -> str:
    """How a process was called, cut to a bearable length; its name in brackets when it hides that."""
    try:
        words = read(f"/proc/{pid}/cmdline").rstrip(b"\0").replace(b"\0", b" ")
        words = words or b"[" + Process(read(f"/proc/{pid}/stat")).name + b"]"
    except (OSError, ValueError):
        return ""
    return words.decode("utf-8", "replace")[:LONGEST_NAME]


def read(path: str) -> bytes:
    """The beginning of a file of /proc."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(fd, 4096)
    finally:
        os.close(fd)


def send(target: int, number: int) -> bool:
    """Send a signal to a process, or to the group -target; False when it is gone or not ours."""
    try:
        os.kill(target, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def become_subreaper() -> bool:
    """Have orphaned descendants become our children; False where the system does not know that."""
    if os.getpid() == 1:
        return True
    if not sys.platform.startswith("linux"):
        return False
    try:
        import _ctypes  # a quarter of the time that `ctypes` takes to load

        prctl = _ctypes.dlsym(_ctypes.dlopen("", 0), "prctl")
        return bool(_ctypes.call_function(prctl, (PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) == 0)
    except (ImportError, AttributeError, OSError):
        pass
    try:
        import ctypes

        return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (ImportError, AttributeError, OSError):
        return False


class Supervision:
    """One command from its start to the end of its last descendant."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.watch = Watch(options.parent, options.record)
        self.family = Family(self.watch)
        self.stopped_by = ""
        self.left_behind: list[str] = []

    def run(self) -> int:
        """Carry it out; returns the exit code."""
        began = time.monotonic()
        code = self._run_command()
        seconds = time.monotonic() - began
        if self.options.record is not None:
            self._write_exit(self.options.record, code, seconds)
        return code

    def _run_command(self) -> int:
        self.watch.sleep(0.0)
        if self._told():  # before anything was started
            self.stopped_by = self._why()
            return 128 + (signal.SIGKILL if self.watch.orphaned else signal.SIGTERM)
        try:
            self.family.start(self.options.command)
        except OSError as problem:
            return refused(self.options.command[0], problem)
        if self.options.record is not None:
            write_started(self.options.record, self.family.pid)
        self.family.wait(None, lambda: self._ended() or self._told())
        if not self._ended():
            self._stop()
        self._end_the_rest()
        return 128 + signal.SIGKILL if self.family.code is None else self.family.code

    def _ended(self) -> bool:
        return self.family.code is not None

    def _told(self) -> bool:
        return self.watch.requests > 0 or self._urgent()

    def _urgent(self) -> bool:
        return self.watch.orphaned or self.watch.at_once or self.watch.requests > 1

    def _why(self) -> str:
        return "orphaned" if self.watch.orphaned else "request"

    def _stop(self) -> None:
        self.stopped_by = self._why()
        for number, seconds in self.options.ladder:
            if self._ended() or self._urgent():
                return
            send(self.family.pid, number)
            self.family.wait(seconds, lambda: self._ended() or self._urgent())

    def _end_the_rest(self) -> None:
        """SIGTERM, a grace, then SIGKILL again and again: what is being killed may still be forking."""
        settled = lambda: self.family.gone() or self._urgent()  # noqa: E731 - two calls below, nothing to name
        if self._ended() and self.family.wait(LOOK, settled) and self.family.gone():
            return
        self.left_behind = names(pid for pid in self.family.living() if pid != self.family.pid)
        if not self._urgent():
            self.family.terminate()
            self.family.wait(self.options.grace, settled)
        deadline, pause = time.monotonic() + GIVE_UP, 0.002
        while not self.family.gone():
            if time.monotonic() > deadline:
                immortal = names(self.family.living()) or ["something that cannot be listed without /proc"]
                self.left_behind = [f"could not be ended: {name}" for name in immortal]
                return
            self.family.kill()
            self.family.wait(pause, self.family.gone)
            pause = min(2 * pause, 0.1)

    def _write_exit(self, folder: str, code: int, seconds: float) -> None:
        listed = ", ".join(map(quoted, self.left_behind))
        text = (
            f'{{"code": {code}, "stopped_by": {quoted(self.stopped_by)}, '
            f'"left_behind": [{listed}], "seconds": {seconds:.3f}}}\n'
        )
        write(folder, "exit.json", text)


def names(pids: "abc.Iterable[int]") -> list[str]:
    """The command lines of the first few of these processes, without those that just vanished."""
    return [line for line in map(command_line, sorted(pids)[:MOST_NAMES]) if line]


def refused(name: str, problem: OSError) -> int:
    """Tell why the command could not be started; returns the exit code that shells use for it."""
    missing = isinstance(problem, (FileNotFoundError, NotADirectoryError))
    complain(f"{name}: {'command not found' if missing else os.strerror(problem.errno or 0)}")
    return 127 if missing else 126


def write_started(folder: str, command_pid: int) -> None:
    """Write who runs here, so that a later orchestrator can tell us from a reused pid."""
    try:
        boot_id = read("/proc/sys/kernel/random/boot_id").decode().strip()
        ticks = Process(read("/proc/self/stat")).start_ticks
    except OSError:  # no /proc
        boot_id, ticks = "", 0
    text = (
        f'{{"pid": {os.getpid()}, "command_pid": {command_pid}, "host": {quoted(os.uname().nodename)}, '
        f'"boot_id": {quoted(boot_id)}, "start_ticks": {ticks}}}\n'
    )
    write(folder, "started.json", text)


def write(folder: str, name: str, text: str) -> None:
    """Write a file whole or not at all. A failure is told, but ends nothing: the processes come first.

    It is not made to survive a power failure: what is lost then counts as interrupted, which it was.
    """
    aside = f"{folder}/{name}.{os.getpid()}.tmp"
    try:
        fd = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            rest = text.encode()
            while rest:
                rest = rest[os.write(fd, rest) :]
        finally:
            os.close(fd)
        os.rename(aside, f"{folder}/{name}")
    except OSError as problem:
        complain(f"cannot write {folder}/{name}: {os.strerror(problem.errno or 0)}")
        try:  # noqa: SIM105 - contextlib is not worth its import here
            os.unlink(aside)
        except OSError:  # it was never there
            pass


def quoted(text: str) -> str:
    """The text as a JSON string; `json` would cost more than everything else here."""
    return '"' + "".join(f"\\u{ord(c):04x}" if c < " " or c in '"\\' else c for c in text) + '"'


def complain(message: str) -> None:
    """One line on stderr."""
    try:  # noqa: SIM105 - contextlib is not worth its import here
        os.write(2, f"supervisor: {message}\n".encode("utf-8", "backslashreplace"))
    except OSError:  # nobody listens
        pass


def main() -> int:
    """Run as a program; returns the exit code."""
    try:
        options = Options(sys.argv[1:])
    except ValueError as problem:
        complain(str(problem))
        return 125
    return Supervision(options).run()


if __name__ == "__main__":
    os._exit(main())  # nothing is buffered here, and the interpreter's own farewell takes time
