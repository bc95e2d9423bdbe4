"""Runs the gates of a phase: all of them, each under its supervisor, output kept whole up to a bound."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orchestrator.errors import Stopped
from orchestrator.model.evidence import GateResult
from orchestrator.model.plan import Gate
from orchestrator.model.session import ExitRecord
from orchestrator.process.bounded import run_bounded
from orchestrator.process.run import Command
from orchestrator.process.wake import Wake
from orchestrator.redacting import redact_file, redact_folder
from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.runners.judge import no_test_ran

TAIL_BYTES = 8_192
JUDGED_BYTES = 2_000_000  # test runners say at the end, and sometimes long before it, how much they ran
STOPPED = 143  # what a shell says of a command that SIGTERM ended


@dataclass(frozen=True, slots=True)
class GateRoom:
    """Where and how gates run."""

    root: str  # working folder of every gate: the project, or a clean copy of it
    project: str  # what paths of outputs are relative to
    environment: Mapping[str, str]
    timeout: float  # seconds, for each gate
    launcher: tuple[str, ...]
    wake: Wake
    most_bytes: int = 256_000_000  # of one gate's output; what is more is cut out of its middle
    secrets: Secrets = NO_SECRETS  # covered in all that a gate leaves behind


def run_gate(gate: Gate, number: int, folder: str, room: GateRoom) -> GateResult:
    """Run one gate in a shell; its output goes to `folder/NUMBER.log`, its exit record beside it.

    Raises:
        Stopped: the run was told to stop; the gate's whole process tree is ended.
    """
    output = os.path.join(folder, f"{number}.log")
    place = os.path.join(folder, str(number))
    command = Command(
        argv=("/bin/sh", "-c", gate.command),
        cwd=room.root,
        env=room.environment,
        stdin=None,
        stdout=output,
        stderr=None,
        record=place,
        launcher=room.launcher,
    )
    process, ended = run_bounded(command, room.timeout, room.wake, room.most_bytes, JUDGED_BYTES)
    redact_file(output, room.secrets)
    if not ended and room.wake.is_set():
        raise Stopped(f"gate '{gate.name}'")
    record = process.record()
    redact_folder(place, room.secrets)
    exit_code = _exit_code(record) if ended else None
    return GateResult(
        gate=gate,
        exit_code=exit_code,
        seconds=record.seconds,
        output_path=os.path.relpath(output, room.project),
        tail=tail(output),
        left_behind=() if record.stopped_by else tuple(map(room.secrets.text, record.left_behind)),
        no_test=no_test_ran(tail(output, JUDGED_BYTES), gate.command) if exit_code == 0 else "",
    )


def _exit_code(record: ExitRecord) -> int:
    """A gate that was stopped from outside has proved nothing, even if it then exits 0."""
    return record.code or (STOPPED if record.stopped_by else 0)


def run_gates(
    gates: tuple[Gate, ...], folder: str, room: GateRoom, show: Callable[[Gate | GateResult], None]
) -> tuple[GateResult, ...]:
    """Run all gates in order, whatever fails, so that one remediation gets every finding.

    Raises:
        Stopped: the run was told to stop.
    """
    results = []
    for number, gate in enumerate(gates, 1):
        show(gate)
        result = run_gate(gate, number, folder, room)
        show(result)
        results.append(result)
    return tuple(results)


def tail(path: str, most: int = TAIL_BYTES) -> str:
    """The end of a gate's output as text, from the start of a line."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - most))
            content = file.read()
    except FileNotFoundError:
        return "(its output was removed while it ran)"
    if size > most:
        content = content.partition(b"\n")[2] or content
    return content.decode("utf-8", "replace")
