"""Links of plan files that lead nowhere, or to another master plan."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.advice.subject import Subject, Text
from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import links as links_in
from orchestrator.plan.inline import without_marker
from orchestrator.plan.places import folder_of, link_target, locate
from orchestrator.text import one_line


def links(subject: Subject) -> Iterator[Complaint]:
    """What is to be said of the links, whether or not the plan has errors."""
    files = [subject.master, *subject.texts] if subject.master else list(subject.texts)
    # Files that are still to be written may be linked to.
    awaited = {path for phase, _ in subject.each() for path in phase.notes_out}
    for text in files:
        for number, place, target in _targets(text):
            if place not in awaited and place.endswith(".md") and not subject.around.exists(place):
                problem = f"the link '{one_line(target, 80)}' leads to no file"
                cure = "correct it; it is relative to the folder of this file"
                yield Complaint(text.path, number, "dead-link", problem, cure)
    for text in subject.texts:
        yield from _other_master(text, subject.master)


def _targets(text: Text) -> Iterator[tuple[int, str, str]]:
    """Line, path and wording of every link to a file of the project."""
    for line in text.lines:
        if line.code or "](" not in line.text:
            continue
        for link in links_in(line.text):
            place = locate(folder_of(text.path), link_target(link.target)) if link.target else ""
            if isinstance(place, str) and link_target(link.target):
                yield line.number, place, link.target


def _other_master(text: Text, master: Text | None) -> Iterator[Complaint]:
    """A field `**Master Plan:**` that names another file than the plan that lists the phase."""
    named = {number: place for number, place, _ in _targets(text)}
    for line in text.lines:
        key = without_marker(line.text).replace("**", "").partition(":")[0].strip().casefold()
        place = named.get(line.number)
        if key == "master plan" and place and master and place != master.path:
            problem = (
                f"the phase names '{one_line(place, 80)}' as its master plan, but '{master.path}' lists it"
            )
            cure = "correct the link, or run the plan that it names"
            yield Complaint(text.path, line.number, "other-master-plan", problem, cure)
