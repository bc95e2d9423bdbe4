"""`orchestrate done`: the worker reports its phase. Needs nothing but its environment variables."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from orchestrator.cli.options import one_of, parser
from orchestrator.errors import UsageError
from orchestrator.spool import drop

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from typing import Any

TOO_DEEP = "--report is nested too deeply; report only what matters"
EXAMPLES = """\
  orchestrate done --phase 1 --status completed
  orchestrate done --phase 1 --status blocked --reason "the database is not reachable\""""


def run(arguments: Sequence[str]) -> int:
    """Leave the signal; 0 when it lies in the spool."""
    given = options().parse_args(arguments)
    if given.status == "blocked" and not given.reason.strip():
        raise UsageError("a blocked phase needs a reason; add --reason 'WHY'")
    drop(os.environ, given.phase, given.status, given.reason, _report(given.report))
    print(f"Reported phase {given.phase} as {given.status}. It will be checked; you can end the session now.")
    return 0


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("done", "Report a phase. Called by the worker, inside its session.", EXAMPLES)
    made.add_argument("--phase", "-p", required=True, metavar="ID", help="the phase of this session")
    made.add_argument(
        "--status", "-s", required=True, type=one_of("completed", "blocked"), help="completed or blocked"
    )
    made.add_argument("--reason", "-r", default="", help="why it is blocked; needed with blocked")
    made.add_argument("--report", metavar="JSON", help="anything worth keeping, as a JSON object")
    return made


def _report(text: str | None) -> Any:
    if text is None:
        return None
    from orchestrator.signals import too_deep  # most signals have no report
    from orchestrator.text import read_json

    try:
        report = read_json(text)
    except RecursionError:
        raise UsageError(TOO_DEEP) from None
    except ValueError as error:
        raise UsageError(
            f"--report is not JSON ({error}); give an object such as '{{\"tests\": 12}}'"
        ) from error
    if not isinstance(report, dict):
        raise UsageError("--report is no JSON object; give one such as '{\"tests\": 12}'")
    if too_deep(report):  # it would not count
        raise UsageError(TOO_DEEP)
    return report
