"""Before a session ends: the phase's gates, and a look at what else would be sent back.

Most mistakes are repaired where they were made, which costs no new attempt. A worker is held back a few times
and then let go: the check after the session decides.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from orchestrator import notes, signals
from orchestrator.findings import REQUIRED_SECTIONS
from orchestrator.gates import GateRoom, run_gate
from orchestrator.hooks import record
from orchestrator.hooks.told import Seen, message, shortfalls
from orchestrator.model.evidence import GateResult, SignalStatus
from orchestrator.model.plan import Gate, GateOrigin
from orchestrator.plan.phase import open_tasks
from orchestrator.process.wake import Wake
from orchestrator.session.command import NESTED
from orchestrator.spool import ATTEMPT, PHASE, SPOOL, TOKEN

# A gate runs as it will after the session, where there is no worker who could report anything.
NOT_FOR_GATES = NESTED | {SPOOL, TOKEN, PHASE, ATTEMPT, "ORCHESTRATOR_RUN_ID", "CLAUDE_PROJECT_DIR"}
LET_GO_BLOCKED = "the worker reported blocked"
LET_GO_ENOUGH = "held back often enough"
LET_GO_LATE = "too little of the session's time is left"
LET_GO_LOST = "held back before, but nothing is recorded of it"
LET_GO_GOOD = "nothing is wanting"


class _Look(NamedTuple):
    """What one call of the hook came to."""

    held: str  # what the worker is told; empty: it may end
    why: str
    gates: tuple[GateResult, ...] = ()


def objection(
    folder: str, contract: dict[str, Any], given: dict[str, Any], environment: Mapping[str, str]
) -> str:
    """What must be repaired before the session ends; empty when it may end. Always leaves a record.

    Args:
        folder: of the attempt.
        contract: what lies in it.
        given: what the CLI says: `stop_hook_active` when it goes on because it was held back.
        environment: the hook's, which is the session's.

    Raises:
        OSError, KeyError, TypeError, ValueError: the contract or the folder is not what it should be. Who
            cannot be counted as held back is not held back, it could be for ever.
    """
    number = record.next_number(folder)
    held_before = sum(stop["blocked"] for stop in record.stops(folder))
    look = _let_go(contract, given, environment, held_before) or _look(
        folder, contract, environment, number, held_before
    )
    gates = [_plain(result) for result in look.gates]
    record.save_stop(folder, number, blocked=bool(look.held), why=look.why, gates=gates)
    return look.held


def _let_go(
    contract: dict[str, Any], given: dict[str, Any], environment: Mapping[str, str], held_before: int
) -> _Look | None:
    """Why the session may end without being looked at; None: it is to be looked at."""
    last = _signal(contract, environment)
    if last is SignalStatus.BLOCKED:
        return _Look("", LET_GO_BLOCKED)
    if held_before >= contract["blocks"]:
        return _Look("", LET_GO_ENOUGH)
    if given.get("stop_hook_active") is True and not held_before:
        return _Look("", LET_GO_LOST)
    return _Look("", LET_GO_LATE) if time.time() >= contract["until"] else None


def _look(
    folder: str, contract: dict[str, Any], environment: Mapping[str, str], number: int, held_before: int
) -> _Look:
    results = tuple(_gates(record.room(folder, number), contract, environment))
    if time.time() >= contract["until"]:  # what was cut short proves nothing, and nobody could repair it
        return _Look("", LET_GO_LATE, results)
    phase_id, phase_file = contract["phase"], contract["phase_file"]
    seen = Seen(
        gates=results,
        notes=notes.facts(
            contract["root"], tuple(contract["notes"]), _text(contract["notes_before"]), REQUIRED_SECTIONS
        ),
        reported=None if not environment.get(SPOOL) else _signal(contract, environment) is not None,
        open_tasks=open_tasks(_bytes(os.path.join(contract["root"], phase_file))),
    )
    found = shortfalls(phase_id, phase_file, seen, strict=contract["strict"])
    if not found:
        return _Look("", LET_GO_GOOD, results)
    told = message(phase_id, found, held_before + 1, contract["blocks"])
    return _Look(told, f"{len(found)} wanting", results)


def _gates(room: str, contract: dict[str, Any], environment: Mapping[str, str]) -> Iterator[GateResult]:
    kept = {name: value for name, value in environment.items() if name not in NOT_FOR_GATES}
    wake = Wake()
    try:
        for number, gate in enumerate(contract["gates"], 1):
            left = contract["until"] - time.time()
            if left <= 0:
                return
            # The session lies behind the launcher already, and this hook with it.
            root = contract["root"]
            place = GateRoom(root, root, kept, min(contract["gate_timeout"], left), (), wake)
            yield run_gate(
                Gate(gate["name"], gate["command"], "", GateOrigin.WRITTEN, 0), number, room, place
            )
    finally:
        wake.close()


def _signal(contract: dict[str, Any], environment: Mapping[str, str]) -> SignalStatus | None:
    """The worker's last word, so far."""
    spool, token = environment.get(SPOOL), environment.get(TOKEN)
    if not spool or not token:
        return None
    last = signals.collect(spool, contract["phase"], token).last
    return last.status if last else None


def _plain(result: GateResult) -> dict[str, Any]:
    return {
        "name": result.gate.name,
        "command": result.gate.command,
        "exit_code": result.exit_code,
        "seconds": result.seconds,
        "output": result.output_path,
    }


def _text(path: str) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
