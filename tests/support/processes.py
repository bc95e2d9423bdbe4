"""What is alive, found out without the code under test; and programs that leave processes behind."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.waiting import wait_until

# Forks every sort of descendant; each writes its pid into FOLDER/<name> and then lives for ever.
# Called as: family.py FOLDER END [SORT...]; END is an exit code, or `stay`.
FAMILY = """
import os, signal, sys

folder, end, sorts = sys.argv[1], sys.argv[2], sys.argv[3:]

def note(name):
    with open(f"{folder}/.{name}", "w") as file:
        file.write(str(os.getpid()))
    os.rename(f"{folder}/.{name}", f"{folder}/{name}")

def live(name, scrub):
    note(name)
    if scrub:
        os.execve("/bin/sleep", ["sleep", "1000"], {})
    while True:
        signal.pause()

def beget(name):
    parts = name.split("-")
    if os.fork():
        return
    if "stubborn" in parts:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
    if "setsid" in parts or "daemon" in parts:
        os.setsid()
    if "daemon" in parts and os.fork():
        os._exit(0)
    live(name, "scrubbed" in parts)

for name in sorts:
    beget(name)
while not all(os.path.exists(f"{folder}/{name}") for name in sorts):
    pass
note("leader")
if end == "stay":
    while True:
        signal.pause()
os._exit(int(end))
"""

SORTS = (
    "child",
    "setsid",
    "daemon",
    "scrubbed-daemon",
    "stubborn-child",
    "stubborn-setsid",
    "stubborn-scrubbed-daemon",
)


def living(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(b")")[2].split()[0] not in (b"Z", b"X")


def carrying(text: str) -> list[int]:
    """The living processes, but ourselves, whose environment holds this text."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                environ = (entry / "environ").read_bytes()
            except OSError:  # it ended meanwhile
                continue
            if os.fsencode(text) in environ and living(int(entry.name)):
                found.append(int(entry.name))
    return found


class Family:
    """The program of `FAMILY` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        folder.chmod(0o777)
        self.script = folder / "family.py"
        self.script.write_text(FAMILY)

    def argv(self, python: str, end: str, *sorts: str) -> tuple[str, ...]:
        """The words that start it."""
        return (python, "-I", "-S", str(self.script), str(self.folder), end, *sorts)

    def pids(self, *sorts: str) -> dict[str, int]:
        """Waits until all of them and the leader live; their pids by name."""
        names = (*sorts, "leader")
        wait_until(lambda: all((self.folder / name).exists() for name in names), what=f"the start of {names}")
        return {name: int((self.folder / name).read_text()) for name in names}

    def living(self) -> list[str]:
        """The names of those that live."""
        named = [path for path in self.folder.iterdir() if path.suffix != ".py" and path.name[0] != "."]
        return sorted(path.name for path in named if living(int(path.read_text())))
