"""What can go wrong, as exceptions that carry their exit code; only `cli` catches them.

A message says what is wrong, where, and what to do next. Anything that is not an
``OrchestratorError`` is a bug of ours (exit code 3).
"""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it; `orchestrate done` can do without the price of its import
if TYPE_CHECKING:
    from orchestrator.model.plan import Complaint

EXIT_DONE = 0
EXIT_BLOCKED = 1
EXIT_USAGE = 2
EXIT_BUG = 3
EXIT_LOCKED = 4
EXIT_STOPPED = 5

SHOWN = 100  # complaints; nobody reads more at a time


class OrchestratorError(Exception):
    """Base of everything that a user can cause or must know."""

    exit_code = EXIT_USAGE


class UsageError(OrchestratorError):
    """An option, the configuration or the environment is wrong."""


class InputError(OrchestratorError):
    """The plan or the configuration has errors; all of them, in the order of the files; its text is cut."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        lines = [str(complaint) for complaint in complaints[:SHOWN]]
        if len(complaints) > SHOWN:
            lines.append(f"... and {len(complaints) - SHOWN:,} more; mend these first, then look again")
        super().__init__("\n".join(lines))
        self.complaints = complaints


class DraftError(OrchestratorError):
    """No plan came of a description."""

    exit_code = EXIT_BLOCKED


class LimitError(DraftError):
    """A usage limit or a budget is in the way: later, or with more, the same may work."""

    exit_code = EXIT_STOPPED


class LockedError(OrchestratorError):
    """Another orchestrator works on this project."""

    exit_code = EXIT_LOCKED


class StoreError(OrchestratorError):
    """The state cannot be read or written. Fatal: nothing may happen that is not recorded."""


class WorkspaceError(OrchestratorError):
    """The project's files cannot be recorded, compared or put back."""


class IllegalTransition(AssertionError):
    """A trigger was fired that the lifecycle does not know in that state: a bug, never a user's fault."""


class Stopped(Exception):
    """The run was told to stop while something was awaited; what was open is picked up on resume."""


class Paused(Exception):
    """The run must not go on before a person resumes it: a budget, or a limit that is not waited for."""
