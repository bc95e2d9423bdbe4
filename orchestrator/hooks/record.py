"""What the hooks of an attempt leave behind, in its folder `hooks/`: that they ran, and what came of it.

The CLI ignores hooks that it cannot use without a word, so only these files show that they work.
"""

from __future__ import annotations

import json
import os
import time

from orchestrator.files import make_private, write_private

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from typing import Any

NAME = "hooks"
VERSION = 1
STALE = 10.0  # seconds; the heart of a supervisor beats every two
MOST_BYTES = 1024 * 1024  # of a record: ours are far smaller, a worker's may be anything


def stops(folder: str) -> list[dict[str, Any]]:
    """The records of the Stop hook in an attempt's folder, the oldest first; what is none is left out."""
    found = []
    for number in _numbers(folder):
        try:
            with open(_path(folder, f"stop-{number}.json"), "rb") as file:
                data = json.loads(file.read(MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(data, dict) and isinstance(data.get("blocked"), bool):
            found.append(data)
    return found


def next_number(folder: str) -> int:
    """The number that the next record of the Stop hook gets, from 1."""
    return max(_numbers(folder), default=0) + 1


def room(folder: str, number: int) -> str:
    """A folder for the gates' output of one Stop hook.

    Raises:
        OSError: it cannot be made.
    """
    path = _path(folder, f"stop-{number}")
    make_private(path)
    return path


def gates_run(folder: str) -> bool:
    """Whether a Stop hook of an attempt runs a gate at this moment: the session has to be silent meanwhile.

    Its supervisors show by a heartbeat that they live; one that was killed beats no more.
    """
    from glob import escape, iglob  # the hooks themselves, which start at every edit, never ask

    from orchestrator.process.record import BEAT, EXIT

    for beat in iglob(_path(escape(folder), f"stop-*/*/{BEAT}")):
        try:
            fresh = abs(time.time() - os.stat(beat).st_mtime) < STALE
        except OSError:  # it goes away with a room that is made anew
            continue
        if fresh and not os.path.exists(os.path.join(os.path.dirname(beat), EXIT)):
            return True
    return False


def save_stop(folder: str, number: int, *, blocked: bool, why: str, gates: list[dict[str, Any]]) -> None:
    """Record one call of the Stop hook.

    Raises:
        OSError: it cannot be written.
    """
    data = {"version": VERSION, "at": _now(), "blocked": blocked, "why": why, "gates": gates}
    make_private(_path(folder, ""))
    write_private(_path(folder, f"stop-{number}.json"), json.dumps(data, indent=2) + "\n")


def note(folder: str, name: str, entry: dict[str, object]) -> None:
    """Add a line to `hooks/NAME.jsonl`; when that cannot be done, nothing is: no hook ends over its log."""
    line = json.dumps({"at": _now(), **entry}) + "\n"
    try:
        make_private(_path(folder, ""))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(_path(folder, f"{name}.jsonl"), flags, 0o600)
        with open(descriptor, "a", encoding="utf-8") as file:
            file.write(line)
    except OSError:
        return


def _numbers(folder: str) -> list[int]:
    try:
        names = os.listdir(_path(folder, ""))
    except OSError:
        return []
    middles = [name[5:-5] for name in names if name.startswith("stop-") and name.endswith(".json")]
    return sorted(int(middle) for middle in middles if middle.isdecimal() and len(middle) < 7)


def _path(folder: str, name: str) -> str:
    return os.path.join(folder, NAME, name)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
