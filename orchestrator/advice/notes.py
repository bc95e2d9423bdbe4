"""Notes that pass nothing on: read before or without being written, written over, or not written at all."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.advice.subject import Subject, Text
from orchestrator.model.plan import Complaint, Phase, Plan
from orchestrator.schedule import ancestors, order
from orchestrator.text import one_line


def notes(subject: Subject) -> Iterator[Complaint]:
    """What is to be said of the notes of a plan without errors."""
    if subject.plan is None:
        return
    writers: dict[str, list[Phase]] = {}
    for phase in order(subject.plan):
        for path in phase.notes_out:
            writers.setdefault(path, []).append(phase)
    awaited = {before for phase in subject.plan.phases for before in phase.depends_on}
    for phase, text in subject.each():
        yield from _read(phase, text, writers, subject)
        yield from _written(phase, text, writers)
        if phase.id in awaited and not phase.notes_out:
            problem = f"phase '{phase.id}' leaves no notes, though others build on it"
            cure = f"add to its process wrapper: - [ ] Write notes to: `notes/NOTES_phase_{phase.id}.md`"
            yield Complaint(phase.path, 0, "no-notes", problem, cure)


def _read(phase: Phase, text: Text, writers: dict[str, list[Phase]], subject: Subject) -> Iterator[Complaint]:
    for path in phase.notes_in:
        others = [writer for writer in writers.get(path, ()) if writer.id != phase.id]
        line, shown = text.line_of("wrapper", path), one_line(path, 80)
        if not others and not subject.around.exists(path):
            problem = f"no other phase writes the notes '{shown}', and they do not exist"
            cure = "let an earlier phase write them, or correct the path"
            yield Complaint(phase.path, line, "notes-nobody-writes", problem, cure)
        elif others and not _any_before(phase, others, subject.plan):
            problem = f"the phase reads the notes '{shown}' of phase '{others[0].id}' without depending on it"
            cure = f"add to this file: **Depends On:** Phase {others[0].id}"
            yield Complaint(phase.path, line, "risky-order", problem, cure)


def _any_before(phase: Phase, others: list[Phase], plan: Plan | None) -> bool:
    before = ancestors(plan, phase.id) if plan else frozenset()
    return any(other.id in before for other in others)


def _written(phase: Phase, text: Text, writers: dict[str, list[Phase]]) -> Iterator[Complaint]:
    for path in phase.notes_out:
        first = writers[path][0]
        if first.id != phase.id and path not in phase.notes_in:  # who reads them adds to them
            problem = f"the notes '{one_line(path, 80)}' are written by phase '{first.id}' already"
            cure = "give each phase notes of its own, or let this one read them first"
            line = text.line_of("wrapper", path)
            yield Complaint(phase.path, line, "notes-written-twice", problem, cure)
