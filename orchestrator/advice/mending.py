"""Decides which proposed edits are made: those after which the plan says all that it said before.

What was read of a line that is not edited is read as before. An edited line may say what was not read of it
before; it may say something else only where it was an error. No error may be new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from orchestrator.advice.menders import ARROW, END, MASTER, PHASE, Edit, Mender
from orchestrator.advice.report import WARNINGS
from orchestrator.advice.subject import Text, texts
from orchestrator.errors import InputError
from orchestrator.model.plan import Complaint, Phase, Plan
from orchestrator.plan import master, phase
from orchestrator.plan.load import load
from orchestrator.plan.markdown import split_lines

_TRIES = 40  # how often the plan is read to find those of them that must be left
_MOST = 100  # edits of one sort in one file that are looked at in one round
_BOM = "\ufeff"

Load = Callable[[Mapping[str, bytes]], tuple[Plan | None, tuple[Complaint, ...]]]


class Mended(NamedTuple):
    """What can be mended, and what looks so but cannot."""

    files: Mapping[str, bytes]  # the new content of those that change
    done: tuple[Complaint, ...]
    left: tuple[Complaint, ...]  # proposed, but it could change what the plan means


class InMemory:
    """The files of a plan where nobody else writes: what cannot be found there is not there."""

    def __init__(self, files: Mapping[str, bytes], is_program: Callable[[str], bool]) -> None:
        self._files = files
        self.is_program = is_program

    def read(self, path: str) -> bytes:
        """The content of a file.

        Raises:
            FileNotFoundError: it is none of these.
        """
        try:
            return self._files[path]
        except KeyError:
            raise FileNotFoundError(path) from None


def loader(path: str, gates: Mapping[str, str], is_program: Callable[[str], bool]) -> Load:
    """How the plan at `path` is read from files in memory: as it is read before a run."""

    @lru_cache(maxsize=4)  # every edit is compared with the same files before it
    def read(files: tuple[tuple[str, bytes], ...]) -> tuple[Plan | None, tuple[Complaint, ...]]:
        try:
            return load(path, InMemory(dict(files), is_program), gates), ()
        except InputError as error:
            return None, error.complaints

    return lambda files: read(tuple(files.items()))


def mend(path: str, files: Mapping[str, bytes], read: Load) -> Mended:
    """Mend what can be mended in the files of the plan at `path`; nothing is written anywhere."""
    now = dict(files)
    done: dict[tuple[str, int, str], Complaint] = {}
    left: dict[tuple[str, int, str], Complaint] = {}
    while True:  # it ends: no mender finds anything in a line that it has mended
        before, left = dict(now), {}
        for name in files:
            for mender in MASTER if name == path else PHASE:
                made, refused = _with(path, name, mender, now, read)
                done.update({(one.path, one.line, one.code): one for one in made})
                left.update({(one.path, one.line, one.code): one for one in refused})
        if now == before:
            break
    changed = {name: content for name, content in now.items() if content != files[name]}
    return Mended(changed, tuple(done.values()), tuple(left.values()))


def _with(
    path: str, name: str, mender: Mender, now: dict[str, bytes], read: Load
) -> tuple[list[Complaint], list[Complaint]]:
    """Make the edits of one mender in one file: all at once if that is right, else by halves."""
    text = _text(path, name, now[name])
    edits = list(islice(mender(text), _MOST)) if text else []
    edits = [edit for edit in edits if _matters(name, edit, now, read)]
    made: list[Complaint] = []
    refused: list[Complaint] = []
    waiting, tries = [edits] if edits else [], 0
    while waiting:
        batch = waiting.pop()
        tries += 1
        if tries <= _TRIES and _try(path, name, batch, now, read):
            made += [edit.about for edit in batch]
        elif tries <= _TRIES and len(batch) > 1:
            half = len(batch) // 2
            waiting += [batch[half:], batch[:half]]
        else:
            refused += [edit.about for edit in batch]
    return made, [one for one in refused if one.code in WARNINGS]  # others are errors anyhow


def _matters(name: str, edit: Edit, now: Mapping[str, bytes], read: Load) -> bool:
    """Whether something is wrong with a line as it is: an error, an arrow that is not read, or its form."""
    about = edit.about
    if about.code not in WARNINGS:
        return any((one.path, one.line, one.code) == (name, about.line, about.code) for one in read(now)[1])
    if about.code != ARROW:
        return True
    return read(now) != read({**now, name: _edited(now[name], [edit])})


def _try(path: str, name: str, edits: Sequence[Edit], now: dict[str, bytes], read: Load) -> bool:
    """Make these edits if the plan then says all that it said before."""
    after = {**now, name: _edited(now[name], edits)}
    known = {(one.path, one.line, one.code) for one in read(now)[1]}
    if not _says_the_same(path, name, (now, after), edits, known, read):
        return False
    now[name] = after[name]
    return True


def _says_the_same(
    path: str,
    name: str,
    states: tuple[Mapping[str, bytes], Mapping[str, bytes]],
    edits: Sequence[Edit],
    known: set[tuple[str, int, str]],
    read: Load,
) -> bool:
    (plan, errors), (plan_after, errors_after) = (read(files) for files in states)
    if not {(one.path, one.line, one.code) for one in errors_after} <= known:
        return False
    edited = {edit.line for edit in edits}
    free = edited & {one.line for one in errors if one.path == name}
    before, after = (_decoded(files[name]) or "" for files in states)
    if name == path:
        same = _master_kept(master.parse(name, before), master.parse(name, after))
    else:
        same = _phase_kept(phase.parse(name, before), phase.parse(name, after), edited, free)
    return same and (plan is None or (plan_after is not None and _plan_kept(plan, plan_after, name)))


def _master_kept(before: master.Master, after: master.Master) -> bool:
    return (before.title, before.rows) == (after.title, after.rows)


def _phase_kept(before: phase.PhaseFile, after: phase.PhaseFile, edited: set[int], free: set[int]) -> bool:
    """Whether a phase file still says all that it said."""
    by_line = (
        (_gates(before), _gates(after)),
        ({task.line: task for task in before.tasks}, {task.line: task for task in after.tasks}),
        ({one.line: one for one in before.allowances}, {one.line: one for one in after.allowances}),
    )
    as_sets = (
        (before.wrapper.agents, after.wrapper.agents),
        (before.wrapper.notes_in, after.wrapper.notes_in),
        (before.wrapper.notes_out, after.wrapper.notes_out),
    )
    whole = (
        (before.depends, before.protected, before.no_change),
        (after.depends, after.protected, after.no_change),
    )
    return (
        all(_kept(old, new, edited, free) for old, new in by_line)
        and all(set(old) <= set(new) for old, new in as_sets)
        and whole[0] == whole[1]
    )


def _gates(file: phase.PhaseFile) -> dict[int, object]:
    return {gate.line: gate for gate in file.gates}


def _kept(old: Mapping[int, object], new: Mapping[int, object], edited: set[int], free: set[int]) -> bool:
    lost = any(line not in free and new.get(line) != value for line, value in old.items())
    return not lost and set(new) - set(old) <= edited


def _plan_kept(before: Plan, after: Plan, name: str) -> bool:
    """Whether every dependency is still there, and every other file says what it said."""

    def others(plan: Plan) -> list[Phase]:
        return [one._replace(depends_on=()) for one in plan.phases if one.path != name]

    pairs = zip(before.phases, after.phases, strict=False)  # the master plan's rows are compared elsewhere
    return others(before) == others(after) and all(
        set(old.depends_on) <= set(new.depends_on) for old, new in pairs
    )


def _decoded(content: bytes) -> str | None:
    """The text of a file, without byte order mark; None when it is none."""
    try:
        return content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError:
        return None


def _text(path: str, name: str, content: bytes) -> Text | None:
    decoded = _decoded(content)
    if decoded is None:
        return None
    main, others = texts(path, {name: decoded})
    return main or others[0]


def _edited(content: bytes, edits: Sequence[Edit]) -> bytes:
    """The content with some lines replaced; their ends, and all other bytes, stay."""
    text = content.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    lines, ends = split_lines(text), [*END.findall(text), ""]
    for edit in edits:
        lines[edit.line - 1] = edit.text
        ends = [edit.end if edit.end and end else end for end in ends]
    return (mark + "".join(line + end for line, end in zip(lines, ends, strict=True))).encode("utf-8")
