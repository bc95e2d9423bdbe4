"""`orchestrate plan`: a master plan and phase files from a free description."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from orchestrator.agents import BUILT_IN, defined
from orchestrator.cli.options import add_json, parser, positive
from orchestrator.cli.preparation import Project, check_claude, open_project
from orchestrator.cli.stopping import Stop, stoppable
from orchestrator.drafting import report
from orchestrator.drafting.check import MASTER, Asked
from orchestrator.drafting.place import put
from orchestrator.drafting.prompt import Request
from orchestrator.drafting.session import Room, draft
from orchestrator.drafting.source import parts
from orchestrator.errors import EXIT_DONE, EXIT_STOPPED, InputError, Stopped, UsageError
from orchestrator.files import read_file
from orchestrator.model.plan import Complaint
from orchestrator.plan.agents import Defined, undefined
from orchestrator.plan.markdown import decode, scan
from orchestrator.project import relative
from orchestrator.redaction import secrets_in
from orchestrator.scaffold.proposals import proposals
from orchestrator.store.folder import prepare
from orchestrator.store.runs import new_id
from orchestrator.text import one_line
from orchestrator.views.terminal import Terminal, wants_colour
from orchestrator.wordings import load_own

EXAMPLES = """\
  orchestrate plan IDEA.md
  orchestrate plan IDEA.md --output docs/export --phases 4
  orchestrate plan notes/idea.md --model opus --json"""
MOST_BYTES = 200_000
NAME_WIDTH = 200  # characters of the description's name that are shown
NAMES_TOLD = 100  # of files that are there already


class Source(NamedTuple):
    """A description as it was read."""

    name: str  # relative to the project where it lies in it
    text: str


def run(arguments: Sequence[str]) -> int:
    """Draft a plan; 0 when it lies in its folder and has no errors, 1 when none came of it."""
    given = options().parse_args(arguments)
    project = open_project({} if given.model is None else {"model": given.model})
    source = _read(project.root, given.idea)
    folder = _folder(project.root, given.output)
    check_claude(project)
    return _draft(project, source, folder, given)


def options() -> argparse.ArgumentParser:
    """What it understands."""
    what = "Let Claude turn a free description into a plan. It only reads; what it drafts is checked."
    made = parser("plan", what, EXAMPLES)
    made.add_argument("idea", metavar="IDEA.md", help="what is to be built, in any form (at most 200 kB)")
    made.add_argument(
        "--output", "-o", metavar="DIR", default="docs", help="where to write it (default: docs)"
    )
    made.add_argument("--phases", metavar="N", type=positive, help="about how many phases")
    made.add_argument("--model", "-m", help="haiku, sonnet, opus or a full name (default: sonnet)")
    add_json(made, "the plan, its files and what they cover")
    return made


def _read(root: str, path: str) -> Source:
    """The description.

    Raises:
        UsageError: it is not there, cannot be read, is too large or empty.
        InputError: it is no text.
    """
    try:
        data = read_file(path, MOST_BYTES)
    except OSError as error:
        raise UsageError(_unreadable(path, error)) from error
    inside = os.path.relpath(os.path.realpath(path), root)
    name = one_line(path if inside.startswith(os.pardir) else inside, NAME_WIDTH)
    text = decode(name, data)
    if isinstance(text, Complaint):
        raise InputError((text,))
    if not any(line.text.strip() for line in scan(text).lines):
        raise UsageError(f"{name}: is empty; describe in it what is to be built")
    return Source(name, text)


def _unreadable(path: str, error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return f"{path}: does not exist; name a file that describes what is to be built"
    if error.errno == errno.EFBIG:
        limit = f"is larger than {MOST_BYTES // 1000} kB"
        return f"{path}: {limit}; name a description, not a collection: the session can read files beside it"
    return f"{path}: {error.strerror}; name a readable text file"


def _folder(root: str, path: str) -> str:
    """Where the plan is to lie, relative to the project root; "" for the root itself.

    Raises:
        UsageError: it lies outside, is no folder, or has a master plan already.
    """
    inside = relative(root, path)
    full = os.path.join(root, inside)
    if os.path.lexists(full) and not os.path.isdir(full):
        raise UsageError(f"{path}: is no folder; name one for the plan with --output")
    if os.path.lexists(os.path.join(full, MASTER)):
        cure = "it is never overwritten: name another folder with --output"
        raise UsageError(f"{os.path.join(path, MASTER)}: is there already; {cure}")
    return "" if inside == os.curdir else inside


def _draft(project: Project, source: Source, folder: str, given: argparse.Namespace) -> int:
    prepare(project.folder)
    evidence = project.folder.draft(new_id())
    agents = defined(project.root, os.environ, project.settings.claude.arguments)
    asked = _asked(project, source, folder, agents)
    request = _request(project, asked, source.text, agents, given.phases)
    with stoppable("the session is being ended; once more to end it at once") as stop:
        try:
            sound, sessions = draft(_room(project, evidence, stop, as_json=given.json), request, asked)
        except Stopped:
            print("orchestrate: stopped; no plan was written", file=sys.stderr)
            return 128 + stop.signal if stop.signal else EXIT_STOPPED
    put(os.path.join(project.root, folder), sound.files)
    files = tuple(os.path.join(folder, file.name) for file in sound.files)
    drafted = report.Drafted(source.name, sound, files, sessions, project.folder.relative(evidence))
    master = os.path.relpath(os.path.join(project.root, asked.master))
    print(report.as_json(drafted) if given.json else report.text(drafted, master))
    return EXIT_DONE


def _asked(project: Project, source: Source, folder: str, agents: Defined) -> Asked:
    behind_launcher = bool(project.settings.launcher)  # there nobody can tell which agents are defined
    return Asked(
        source=source.name,
        parts=parts(source.text),
        folder=folder,
        files=project.files,
        gates=project.settings.gates,
        taken=lambda path: os.path.lexists(os.path.join(project.root, path)),
        further=lambda plan: () if behind_launcher else undefined(plan.phases, agents),
    )


def _request(project: Project, asked: Asked, text: str, agents: Defined, phases: int | None) -> Request:
    return Request(
        source=asked.source,
        text=text,
        parts=asked.parts,
        phases=phases,
        taken=_taken(os.path.join(project.root, asked.folder)),
        gates=tuple(found.command for found in proposals(project.files)),
        configured=tuple(project.settings.gates),
        agents=tuple(sorted(set(agents.names) - set(BUILT_IN))),
    )


def _room(project: Project, evidence: str, stop: Stop, *, as_json: bool) -> Room:
    out = sys.stderr if as_json else sys.stdout
    return Room(
        root=project.root,
        folder=evidence,
        settings=project.settings,
        environment=dict(os.environ),
        secrets=secrets_in(os.environ, project.settings.redact),
        wordings=load_own(project.folder.wordings),
        wake=stop.wake,
        report=Terminal(out, colour=wants_colour(out, dict(os.environ))),
    )


def _taken(folder: str) -> tuple[str, ...]:
    """Names of Markdown files that are there already."""
    try:
        found = sorted(name for name in os.listdir(folder) if name.endswith(".md"))
    except OSError:
        return ()
    return tuple(found[:NAMES_TOLD])
