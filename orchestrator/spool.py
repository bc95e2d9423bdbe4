"""The worker's side of a signal: one file, dropped into the attempt's spool by an atomic rename.

Runs inside a session, through the shim on the worker's PATH, in whatever environment the worker
has: it needs nothing but the standard library and never opens the database.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping

from orchestrator.errors import UsageError

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from typing import Any

SPOOL = "ORCHESTRATOR_SPOOL"
TOKEN = "ORCHESTRATOR_TOKEN"
PHASE = "ORCHESTRATOR_PHASE"
ATTEMPT = "ORCHESTRATOR_ATTEMPT"
VERSION = 1
MAX_BYTES = 1024 * 1024


def drop(environment: Mapping[str, str], phase: str, status: str, reason: str, report: Any) -> str:
    """Leave a signal for the orchestrator; the path of the file.

    Raises:
        UsageError: not inside a session, another phase than the session's, or the spool is gone.
    """
    missing = [name for name in (SPOOL, TOKEN, PHASE, ATTEMPT) if not environment.get(name)]
    if missing:
        raise UsageError(
            "this is not a session that orchestrate started; `orchestrate done` is called by the worker,"
            " a person uses `orchestrate status`"
        )
    if phase != environment[PHASE]:
        raise UsageError(
            f"this session works on phase {environment[PHASE]}, not on phase {phase};"
            f" report with --phase {environment[PHASE]}"
        )
    signal = {
        "version": VERSION,
        "token": environment[TOKEN],
        "phase": phase,
        "attempt": environment[ATTEMPT],
        "status": status,
        "reason": reason,
        "report": report,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    text = json.dumps(signal)
    if len(text) > MAX_BYTES:
        raise UsageError(f"the report is larger than {MAX_BYTES // 2**20} MiB; report only what matters")
    return _place(environment[SPOOL], text)


def _place(spool: str, text: str) -> str:
    """Write aside, make durable, rename: the orchestrator sees a whole file or none."""
    name = f"{time.time_ns():020d}-{os.getpid()}.json"
    aside = os.path.join(spool, f".{name}.tmp")
    final = os.path.join(spool, name)
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.rename(aside, final)
    except OSError as error:
        raise UsageError(
            f"{spool}: {error.strerror}; the signal could not be left there, try again or end the session"
        ) from error
    return final
