"""What a supervisor writes into its record folder, read back; also by an orchestrator that never met it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from orchestrator.model.session import ExitRecord

STARTED, EXIT, BEAT, STOP = "started.json", "exit.json", "beat", "stop"


@dataclass(frozen=True, slots=True)
class Started:
    """Who supervises, or supervised, in a record folder."""

    pid: int  # of the supervisor
    command_pid: int
    host: str
    boot_id: str  # "" where the system has none
    start_ticks: int  # of the supervisor, since boot; with the boot it tells it from a reused pid


def read_exit(folder: str) -> ExitRecord | None:
    """How the command ended; None when there is no whole record (it runs, or its supervisor was killed)."""
    data = _load(os.path.join(folder, EXIT))
    try:
        left_behind = tuple(str(line) for line in data["left_behind"])
        return ExitRecord(int(data["code"]), str(data["stopped_by"]), left_behind, float(data["seconds"]))
    except (KeyError, TypeError, ValueError):
        return None


def read_started(folder: str) -> Started | None:
    """Who supervises there; None when nobody got as far as starting a command."""
    data = _load(os.path.join(folder, STARTED))
    try:
        pids = int(data["pid"]), int(data["command_pid"])
        return Started(*pids, str(data["host"]), str(data["boot_id"]), int(data["start_ticks"]))
    except (KeyError, TypeError, ValueError):
        return None


def prepare(folder: str) -> None:
    """Make the folder, without what an earlier command may have left in it."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    for name in (STARTED, EXIT, BEAT, STOP):
        try:
            os.unlink(os.path.join(folder, name))
        except FileNotFoundError:
            continue


def _load(path: str) -> dict[str, Any]:
    import json  # not needed on the way to a start

    try:
        with open(path, "rb") as file:
            data = json.load(file)
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
