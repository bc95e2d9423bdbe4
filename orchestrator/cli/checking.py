"""The check of a plan: the errors that `run` would stop at, by the same calls, and all advice."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from orchestrator.advice.mending import Mended, loader, mend
from orchestrator.advice.report import NO_CLAUDE, Report
from orchestrator.advice.subject import Subject, texts
from orchestrator.advice.whole import advice, in_order, unseen_agents
from orchestrator.cli.preparation import Project, check_agents, check_claude
from orchestrator.errors import InputError, UsageError
from orchestrator.model.plan import Complaint, Plan
from orchestrator.plan.markdown import decode
from orchestrator.project import ProjectFiles
from orchestrator.wordings import load_own
from orchestrator.workspace.asking import Repository


class Remembering(ProjectFiles):
    """A project's files; it remembers what was read, in that order: the files of the plan."""

    def __init__(self, root: str, path_variable: str) -> None:
        super().__init__(root, path_variable)
        self.seen: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """As the class above reads it."""
        self.seen[path] = super().read(path)
        return self.seen[path]


class _Around:
    """The project around a plan, as `advice` asks for it."""

    def __init__(self, project: Project) -> None:
        self._root = project.root
        repository = Repository(project.root, os.environ)
        self.is_program = cache(project.files.is_program)
        self.ignored = repository.ignored
        self.uncommitted = repository.uncommitted

    def exists(self, path: str) -> bool:
        return os.path.exists(os.path.join(self._root, path))


class Checked(NamedTuple):
    """A check, and what it was about."""

    report: Report
    files: Mapping[str, bytes]  # of the plan, by path
    mended: Mended


def check(project: Project, path: str) -> Checked:
    """Everything that can be told without running anything."""
    files = Remembering(project.root, os.environ.get("PATH", os.defpath))
    project = project._replace(files=files)
    plan, errors = _errors(project, path)
    read = {name: text for name, data in files.seen.items() if isinstance(text := decode(name, data), str)}
    around = _Around(project)
    subject = Subject(*texts(path, read), plan, project.settings, around)
    mended = mend(path, files.seen, loader(path, project.settings.gates, around.is_program))
    found = [*advice(subject), *_unseen(project, subject), *mended.done, *mended.left]
    at_error = {(one.path, one.line) for one in errors if one.line}
    warnings = in_order(path, files.seen, (one for one in found if (one.path, one.line) not in at_error))
    slips = {(one.path, one.line, one.code) for one in mended.done}
    fixable = frozenset(one for one in (*errors, *warnings) if (one.path, one.line, one.code) in slips)
    return Checked(Report(path, plan, errors, warnings, fixable), files.seen, mended)


def _errors(project: Project, path: str) -> tuple[Plan | None, tuple[Complaint, ...]]:
    """The plan, and all that `run` refuses before it starts, by the same calls."""
    plan = None
    try:
        plan = project.plan(path)
        check_agents(project, plan)
    except InputError as error:
        found = list(error.complaints)
    else:
        found = []
    found += _complaints(lambda: check_claude(project))
    own = project.folder.wordings
    shown = project.folder.relative(own)
    found += [
        one._replace(path=shown) if one.path == own else one for one in _complaints(lambda: load_own(own))
    ]
    return plan, tuple(found)


def _complaints(call: Callable[[], object]) -> list[Complaint]:
    """What a check that `run` makes has to say."""
    try:
        call()
    except InputError as error:
        return list(error.complaints)
    except UsageError as error:
        problem, _, cure = str(error).partition("; ")
        return [Complaint("", 0, NO_CLAUDE, problem, cure)]
    return []


def _unseen(project: Project, subject: Subject) -> tuple[Complaint, ...]:
    """Agents that are not defined on this side of a launcher."""
    if not project.settings.launcher or not any(phase.agents for phase, _ in subject.each()):
        return ()
    from orchestrator.agents import defined

    return tuple(unseen_agents(subject, defined(project.root, os.environ, project.settings.claude.arguments)))


def run_once(project: Project, plan: Plan) -> tuple[Complaint, ...] | int:
    """What running each gate once tells; the exit code when we were told to stop."""
    from orchestrator.advice.ran import ran
    from orchestrator.cli.ownership import state_of
    from orchestrator.cli.stopping import stoppable
    from orchestrator.engine import room_left
    from orchestrator.engine.room import gate_room
    from orchestrator.errors import Stopped
    from orchestrator.files import make_private
    from orchestrator.gates import run_gates
    from orchestrator.redaction import secrets_in

    secrets = secrets_in(os.environ, project.settings.redact)
    commands = {gate.command: gate for phase in plan.phases for gate in phase.gates}
    places = room_left.places(project.root, project.folder.path, os.environ)
    output = project.folder.checked
    with (
        state_of(project.folder, "check --gates"),
        stoppable("the gate is being ended; once more to end it at once") as stop,
    ):
        room = gate_room(project.root, project.settings, os.environ, stop.wake, secrets=secrets)
        make_private(output)
        room_left.check(places)
        try:
            results = run_gates(tuple(commands.values()), output, room, _progress)
        except Stopped:
            return 128 + stop.signal
        room_left.check(places)
    return tuple(ran(plan, {result.gate.command: result for result in results}))


def _progress(what: object) -> None:
    """A line on standard error for each gate that has run."""
    import sys

    from orchestrator.model.evidence import GateResult
    from orchestrator.text import one_line

    if isinstance(what, GateResult):
        how = "its time was up" if what.exit_code is None else f"exit code {what.exit_code}"
        print(f"gate {one_line(what.gate.name, 60)}: {how} ({what.seconds:.1f} s)", file=sys.stderr)
