"""Paths that the plan asks to write where that cannot count, is forbidden, or comes too early."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.advice.named import Named, named
from orchestrator.advice.subject import Subject, Text
from orchestrator.globs import Globs, compiled
from orchestrator.model.plan import Complaint, Phase, Plan
from orchestrator.schedule import ancestors
from orchestrator.text import one_line, plural

_SHOWN = 3  # uncommitted files that are named


def paths(subject: Subject) -> Iterator[Complaint]:
    """What is to be said of the paths in a plan without errors."""
    if subject.plan is None:
        return
    found = {phase.id: named(phase) for phase in subject.plan.phases}
    for phase, text in subject.each():
        yield from _forbidden(phase, text, found[phase.id], subject.settings.protect)
    yield from _ignored(subject, found)
    yield from _too_early(subject, subject.plan, found)
    yield from _uncommitted(subject, subject.plan)


def _forbidden(phase: Phase, text: Text, tasks: list[Named], protect: tuple[str, ...]) -> Iterator[Complaint]:
    globs = compiled((*protect, *phase.protected))
    cure = "lift the protection for it, or leave it out of the phase"
    for path in phase.notes_out:
        if globs.matches(path):
            problem = f"the notes '{one_line(path, 80)}' shall be written, but are protected"
            yield Complaint(phase.path, text.line_of("wrapper", path), "protected-path", problem, cure)
    for task in tasks:
        if task.changed and _matches(globs, task.path):
            problem = f"the task wants to change '{one_line(task.path, 80)}', which is protected"
            yield Complaint(phase.path, task.line, "protected-path", problem, cure)


def _matches(globs: Globs, path: str) -> bool:
    return globs.cover(path.rstrip("/")) if path.endswith("/") else globs.matches(path)


def _ignored(subject: Subject, found: dict[str, list[Named]]) -> Iterator[Complaint]:
    """Files that a phase writes, and that no diff, snapshot or commit will show."""
    places: list[tuple[str, Phase, int]] = []
    for phase, text in subject.each():
        places += [(path, phase, text.line_of("wrapper", path)) for path in phase.notes_out]
        places += [(task.path, phase, task.line) for task in found[phase.id] if task.made]
    hidden = subject.around.ignored(sorted({path for path, _, _ in places})) if places else ()
    for path, phase, line in places:
        if path in hidden:
            problem = f"git ignores '{one_line(path, 80)}', so that it counts as no work and is in no diff"
            cure = "write it elsewhere, or change .gitignore"
            yield Complaint(phase.path, line, "path-ignored", problem, cure)


def _too_early(subject: Subject, plan: Plan, found: dict[str, list[Named]]) -> Iterator[Complaint]:
    """Tasks about a file that a phase creates which need not have run by then."""
    makers: dict[str, Phase] = {}
    for phase in plan.phases:
        for task in found[phase.id]:
            if task.made:
                makers.setdefault(task.path, phase)
    for phase in plan.phases:
        own = {task.path for task in found[phase.id] if task.made}
        others = [task for task in found[phase.id] if task.path in makers and task.path not in own]
        before = ancestors(plan, phase.id) if others else frozenset()
        for task in others:
            maker = makers[task.path]
            if maker.id not in before and not subject.around.exists(task.path):
                shown = one_line(task.path, 80)
                problem = (
                    f"the task needs '{shown}', which phase '{maker.id}' creates, without depending on that"
                )
                cure = f"add to this file: **Depends On:** Phase {maker.id}"
                yield Complaint(phase.path, task.line, "risky-order", problem, cure)


def _uncommitted(subject: Subject, plan: Plan) -> Iterator[Complaint]:
    ours = {plan.path, *(phase.path for phase in plan.phases)}
    found = [path for path in subject.around.uncommitted() if path not in ours]
    if found:
        names = ", ".join(f"'{one_line(path, 60)}'" for path in found[:_SHOWN])
        rest = f" and {plural(len(found) - _SHOWN, 'more file')}" if len(found) > _SHOWN else ""
        are, mix = ("is", "mixes") if len(found) == 1 else ("are", "mix")
        problem = f"{names}{rest} {are} neither committed nor ignored, and {mix} with what sessions change"
        cure = "commit or stash them before a run, or ignore them"
        yield Complaint(found[0], 0, "uncommitted", problem, cure)
