"""Whether what a session drafted is a plan that would run: read by the same reader as `run`. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from errno import ENOENT
from typing import NamedTuple

from orchestrator.drafting.answer import ANSWER, Draft, DraftFile
from orchestrator.drafting.coverage import Fate, fates, section, uncovered
from orchestrator.drafting.source import Part
from orchestrator.errors import InputError
from orchestrator.model.plan import Complaint, Plan
from orchestrator.plan.load import PlanSource, load
from orchestrator.plan.markdown import heading, scan
from orchestrator.text import one_line

MASTER = "master-plan.md"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.md")


class Asked(NamedTuple):
    """What a draft is held to."""

    source: str  # the name of the description, as to be shown
    parts: tuple[Part, ...]  # of the description
    folder: str  # where the files are to lie, POSIX, relative to the project root; "" for the root itself
    files: PlanSource  # of the project; only its programs are looked at
    gates: Mapping[str, str]  # of the configuration
    taken: Callable[[str], bool]  # whether a path relative to the project root is there already
    further: Callable[[Plan], Sequence[Complaint]] = lambda _plan: ()  # what else is wrong with a sound plan

    @property
    def master(self) -> str:
        """The path of the master plan."""
        return posixpath.join(self.folder, MASTER)


class Sound(NamedTuple):
    """A draft that is a plan without errors and answers for every part of the description."""

    plan: Plan
    files: tuple[DraftFile, ...]  # as they are to be written; the master plan is the last one
    fates: tuple[Fate, ...]


def check(draft: Draft, asked: Asked) -> Sound | tuple[Complaint, ...]:
    """The plan that was drafted, or everything that is wrong with it."""
    misnamed = tuple(_names(draft.files, asked))
    if misnamed:  # as long as files cannot be told apart, nothing can be said of them
        return misnamed
    told = fates(asked.parts, draft.coverage)
    files = _with_coverage(draft.files, section(asked.source, told))
    plan = _load(files, asked)
    if not isinstance(plan, Plan):
        return (*plan, *uncovered(asked.source, asked.parts, draft.coverage, None))
    ids = [phase.id for phase in plan.phases]
    found = (
        *_strays(plan, files, asked),
        *_misplaced_heading(files[-1], asked),
        *asked.further(plan),
        *uncovered(asked.source, asked.parts, draft.coverage, ids),
    )
    return found or Sound(plan, files, told)


def _names(files: Sequence[DraftFile], asked: Asked) -> Iterator[Complaint]:
    seen: set[str] = set()
    for file in files:
        shown = one_line(file.name, 60)
        if not _NAME.fullmatch(file.name):
            problem = f"'{shown}' is no name for a file of the plan"
            yield Complaint(
                ANSWER, 0, "bad-name", problem, "use letters, digits, '-' and '_', no folder, and end in .md"
            )
        elif file.name.casefold() in seen:
            problem = f"there are two files '{shown}'"
            yield Complaint(ANSWER, 0, "duplicate-name", problem, "give every file a name of its own")
        elif asked.taken(posixpath.join(asked.folder, file.name)):
            problem = f"the project has a file '{shown}' there already, which is never overwritten"
            yield Complaint(ANSWER, 0, "taken-name", problem, "choose another name, also where it is linked")
        seen.add(file.name.casefold())
    if not any(file.name == MASTER for file in files):
        problem = f"there is no master plan among the files ({', '.join(sorted(seen)[:20])})"
        yield Complaint(ANSWER, 0, "no-master", problem, f"name it {MASTER}")


def _with_coverage(files: Sequence[DraftFile], text: str) -> tuple[DraftFile, ...]:
    """The files, the master plan at the end and with that section."""
    master = next(file for file in files if file.name == MASTER)
    others = tuple(file for file in files if file is not master)
    return (*others, DraftFile(MASTER, f"{master.text.rstrip()}\n\n{text}"))


def _load(files: Sequence[DraftFile], asked: Asked) -> Plan | tuple[Complaint, ...]:
    drafted = {posixpath.join(asked.folder, file.name): file.text for file in files}
    try:
        return load(asked.master, _Drafted(drafted, asked.files), asked.gates)
    except InputError as error:
        return error.complaints


class _Drafted:
    """The project as if the drafted files were there, and no other plan."""

    def __init__(self, drafted: Mapping[str, str], project: PlanSource) -> None:
        self._drafted = drafted
        self.is_program = project.is_program

    def read(self, path: str) -> bytes:
        """The content of a drafted file.

        Raises:
            FileNotFoundError: it is not among them.
        """
        if path not in self._drafted:
            raise FileNotFoundError(ENOENT, "not among the files", path)
        return self._drafted[path].encode()


def _strays(plan: Plan, files: Sequence[DraftFile], asked: Asked) -> Iterator[Complaint]:
    used = {asked.master, *(phase.path for phase in plan.phases)}
    for file in files:
        path = posixpath.join(asked.folder, file.name)
        if path not in used:
            problem = "the master plan does not link to this file"
            yield Complaint(path, 0, "stray-file", problem, "give it a row in the table, or leave it out")


def _misplaced_heading(master: DraftFile, asked: Asked) -> Iterator[Complaint]:
    """Below a section of the first level the section with the coverage would be a part of that one."""
    marks = ((line.number, heading(line)) for line in scan(master.text).lines)
    levels = [(number, mark[0]) for number, mark in marks if mark is not None]
    for number, level in levels[1:]:
        if level == 1:
            problem = "a second heading of the first level"
            yield Complaint(asked.master, number, "second-title", problem, "write sections with '##'")
