"""A plan as it was understood.

Paths are POSIX strings relative to the project root; lines count from 1.
Named tuples, not dataclasses: every start of `run` reads this module, and they cost a tenth.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Complaint(NamedTuple):
    """One thing that is wrong in a file that a person wrote."""

    path: str
    line: int  # 0: the file as a whole
    code: str  # stable, kebab-case, for programs: "unknown-dependency"
    problem: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.problem}; {self.cure}"


class GateOrigin(Enum):
    """Where a gate's command comes from; the first that matches wins."""

    CONFIGURED = "configured"  # the `gates:` map of the configuration
    BUILT_IN = "built-in"  # a bare, well-known tool name
    WRITTEN = "written"  # the text itself


class Gate(NamedTuple):
    """A command that must exit 0."""

    name: str  # as written: "ruff"
    command: str  # as it runs, for /bin/sh: "ruff check ."
    meaning: str  # what the author says it means; may be empty
    origin: GateOrigin
    line: int
    must_fail_first: bool = False  # to be green before the work began is an error


class Allowance(NamedTuple):
    """A weakening of tests or checks that the author of a phase accepts beforehand, and why."""

    what: str  # a kind such as "tests removed", in lower case, or a glob of paths
    reason: str
    line: int


class Task(NamedTuple):
    """A box to tick: of the task list, or a step of the process wrapper that nothing else proves."""

    text: str
    done: bool
    line: int


class Phase(NamedTuple):
    """One unit of work with its own file: what the master plan says of it, and its contract."""

    id: str
    title: str
    path: str
    line: int  # its row in the master plan
    focus: str
    risk: str
    status: str  # as written in the plan; informative, never believed
    depends_on: tuple[str, ...]  # ids, in the plan's order, without repeats
    gates: tuple[Gate, ...]
    agents: tuple[str, ...]
    notes_in: tuple[str, ...]
    notes_out: tuple[str, ...]
    tasks: tuple[Task, ...]
    protected: tuple[str, ...] = ()  # globs of files that this phase must leave alone
    allowances: tuple[Allowance, ...] = ()
    no_change: str = ""  # why no file is expected to change; empty: a change is expected


class Plan(NamedTuple):
    """A plan without errors: ids are unique, dependencies known and free of cycles, gates resolved."""

    path: str
    title: str
    phases: tuple[Phase, ...]  # in the order of the table

    def phase(self, phase_id: str) -> Phase:
        """The phase with this id.

        Raises:
            KeyError: there is none.
        """
        for phase in self.phases:
            if phase.id == phase_id:
                return phase
        raise KeyError(phase_id)
