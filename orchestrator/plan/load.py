"""The door: a path and a way to read files become a `Plan`, or every complaint at once."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple, Protocol

from orchestrator.errors import InputError
from orchestrator.model.plan import Complaint, Gate, Phase, Plan
from orchestrator.plan import master as master_plan
from orchestrator.plan import phase as phase_file
from orchestrator.plan.dependencies import Edge, Reading, chains, cycles, listed
from orchestrator.plan.gates import WrittenGate
from orchestrator.plan.ids import Known
from orchestrator.plan.markdown import Line, decode
from orchestrator.plan.master import Master, PhaseRow
from orchestrator.plan.phase import PhaseFile
from orchestrator.plan.places import folder_of
from orchestrator.plan.resolution import resolve
from orchestrator.text import one_line

_DOWN = frozenset("▼▽↓⬇⇓")


class PlanSource(Protocol):
    """Where plans are read and programs are looked up."""

    def read(self, path: str) -> bytes:
        """The content of a file, its POSIX path relative to the project root.

        Raises:
            OSError: it cannot be read.
        """
        ...

    def is_program(self, word: str) -> bool:
        """Whether a word is an executable on PATH or an executable file of the project (`./x.sh`)."""
        ...


class _Part(NamedTuple):
    """One phase: its row, and its file when it could be read."""

    row: PhaseRow
    file: PhaseFile | None


def load(
    path: str,
    source: PlanSource,
    configured: Mapping[str, str],
    proposals: Sequence[tuple[str, str]] = (),
) -> Plan:
    """Read the master plan at `path` and all its phase files.

    Args:
        path: POSIX, relative to the project root.
        source: reads files and knows programs.
        configured: the `gates:` map of the configuration.
        proposals: name and command of checks that the project has, offered for a gate without a command.

    Raises:
        InputError: the plan has errors; all complaints, by file in the order of reading, then by line.
    """
    path = posixpath.normpath(path)
    text = _read(path, source, path, 0, "the master plan")
    if isinstance(text, Complaint):
        raise InputError((text,))
    master = master_plan.parse(path, text)
    complaints = list(master.complaints)
    parts = _parts(path, master, source, complaints)
    reading = _dependencies(path, master, parts)
    complaints += reading.complaints
    resolved = partial(
        resolve, configured=configured, is_program=cache(source.is_program), proposals=proposals
    )
    gates = _gates(parts, resolved, complaints)
    if complaints:
        raise InputError(_sorted(path, parts, complaints))
    return Plan(path, master.title, _phases(parts, reading.edges, gates))


def _read(path: str, source: PlanSource, blamed: str, line: int, what: str) -> str | Complaint:
    """The text of a file; a complaint about reading it stands in the file that names it."""
    shown = one_line(path, 200)
    try:
        data = source.read(path)
    except FileNotFoundError:
        cure = "create it, or correct the path (relative to the project root here)"
        return Complaint(blamed, line, "missing-file", f"{what} '{shown}' does not exist", cure)
    except OSError as error:
        problem = f"{what} '{shown}' cannot be read: {error.strerror or error}"
        return Complaint(blamed, line, "unreadable-file", problem, "name a readable file of the project")
    return decode(path, data)


def _parts(path: str, master: Master, source: PlanSource, complaints: list[Complaint]) -> list[_Part]:
    """Every row with its file; a file that two rows share is read once."""
    found: list[_Part] = []
    read: set[str] = set()
    for row in master.rows:
        file = None
        if row.path and row.path not in read:
            read.add(row.path)
            text = _read(row.path, source, path, row.line, "the phase file")
            if isinstance(text, Complaint):
                complaints.append(text)
            else:
                file = phase_file.parse(row.path, text)
                complaints += file.complaints
        found.append(_Part(row, file))
    return found


def _dependencies(path: str, master: Master, parts: list[_Part]) -> Reading:
    """All edges: of the chains, of the table's column, of the phase files."""
    named = [part for part in parts if part.row.id]
    known = Known(
        {part.row.id.casefold(): part.row.id for part in reversed(named)},
        {part.row.path: part.row.id for part in reversed(named) if part.row.path},
        _titles(named),
    )
    folder = folder_of(path)
    arrows = master.dependencies
    if any(line.code and "mermaid" in line.text for line in arrows):
        from orchestrator.plan.mermaid import with_phases  # few plans have a graph

        arrows = with_phases(arrows, known, folder)
    readings = [chains(path, arrows, known, folder)]
    for row, file in named:
        readings.append(listed(path, row.line, row.depends, row.id, known, (folder,)))
        folders = (folder_of(row.path), folder)
        for line, text in file.depends if file else ():
            readings.append(listed(row.path, line, text, row.id, known, folders))
    if any(map(_points_down, master.dependencies)):
        from orchestrator.plan.drawings import drawn  # few plans have a drawing

        reached = {edge.after for reading in readings for edge in reading.edges}
        readings.append(drawn(path, master.dependencies, known, folder, reached))
    edges = [edge for reading in readings for edge in reading.edges]
    complaints = [complaint for reading in readings for complaint in reading.complaints]
    return Reading(edges, complaints + cycles(edges, list(dict.fromkeys(part.row.id for part in named))))


def _titles(named: list[_Part]) -> dict[str, str]:
    """Title -> id of each phase whose title no other phase has."""
    found: dict[str, str] = {}
    for part in named:
        title = " ".join(part.row.title.casefold().split())
        found[title] = part.row.id if title not in found else ""
    return {title: phase for title, phase in found.items() if phase}


def _points_down(line: Line) -> bool:
    """Whether a line has heads of arrows that are drawn downwards; `v` counts where nothing else stands."""
    return not _DOWN.isdisjoint(line.text) or ("v" in line.text.casefold() and not line.text.strip(" \tvV|│"))


def _gates(
    parts: list[_Part], resolved: Callable[[WrittenGate], Gate | Complaint], complaints: list[Complaint]
) -> list[tuple[Gate, ...]]:
    """The resolved gates of every phase, in the order of the parts."""
    found: list[tuple[Gate, ...]] = []
    for part in parts:
        gates = [resolved(gate) for gate in (part.file.gates if part.file else ())]
        complaints += [gate for gate in gates if isinstance(gate, Complaint)]
        found.append(tuple(gate for gate in gates if isinstance(gate, Gate)))
    return found


def _phases(parts: list[_Part], edges: list[Edge], gates: list[tuple[Gate, ...]]) -> tuple[Phase, ...]:
    """The phases of a plan without errors."""
    rank = {part.row.id: index for index, part in enumerate(parts)}
    before: dict[str, set[str]] = {phase: set() for phase in rank}
    for edge in edges:
        before[edge.after].add(edge.before)
    found: list[Phase] = []
    for (row, file), resolved in zip(parts, gates, strict=True):
        assert file is not None, "a phase without a file is a complaint"
        found.append(
            Phase(
                id=row.id,
                title=row.title,
                path=row.path,
                line=row.line,
                focus=row.focus,
                risk=row.risk,
                status=row.status,
                depends_on=tuple(sorted(before[row.id], key=rank.__getitem__)),
                gates=resolved,
                agents=tuple(file.wrapper.agents),
                notes_in=tuple(file.wrapper.notes_in),
                notes_out=tuple(file.wrapper.notes_out),
                tasks=file.tasks,
                protected=file.protected,
                allowances=file.allowances,
                no_change=file.no_change,
            )
        )
    return tuple(found)


def _sorted(path: str, parts: list[_Part], complaints: list[Complaint]) -> tuple[Complaint, ...]:
    """The complaints without repeats, by file as read and by line."""
    place = {path: 0}
    for part in parts:
        place.setdefault(part.row.path, len(place))
    return tuple(sorted(dict.fromkeys(complaints), key=lambda one: (place[one.path], one.line)))
