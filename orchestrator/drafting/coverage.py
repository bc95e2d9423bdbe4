"""Whether a draft answers for every part of the description, and how that is told. Pure.

What a part is covered by is the session's own statement: that each one has an answer is checked, and that the
phases exist; whether a phase does it justice is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from orchestrator.drafting.answer import ANSWER, Covered
from orchestrator.drafting.source import Part
from orchestrator.model.plan import Complaint
from orchestrator.plan.ids import phase_id


class Fate(NamedTuple):
    """What becomes of one part of the description."""

    part: Part
    phases: tuple[str, ...]  # ids
    left_out: str  # what of it is in no phase, and why; empty: nothing

    def __str__(self) -> str:
        told = [f"phase{'s' if len(self.phases) > 1 else ''} {', '.join(self.phases)}"] if self.phases else []
        return "; ".join([*told, f"left out: {self.left_out}"] if self.left_out else told)


def fates(parts: Sequence[Part], covered: Sequence[Covered]) -> tuple[Fate, ...]:
    """What the answer says of each part, in their order; nothing of those it does not name."""
    found: list[Fate] = []
    for part in parts:
        about = [one for one in covered if one.part == part.number]
        ids = dict.fromkeys(filter(None, (phase_id(text) for one in about for text in one.phases)))
        reasons = dict.fromkeys(one.left_out for one in about if one.left_out)
        if ids or reasons:
            found.append(Fate(part, tuple(ids), "; ".join(reasons)))
    return tuple(found)


def uncovered(
    source: str, parts: Sequence[Part], covered: Sequence[Covered], ids: Collection[str] | None
) -> Iterator[Complaint]:
    """A complaint for each part without an answer, and for each answer about something that is not there.

    Args:
        source: the name of the description, as to be shown.
        parts: of the description.
        covered: what the answer says.
        ids: of the plan's phases; None: they are not known yet.
    """
    told = fates(parts, covered)
    answered = {fate.part.number for fate in told}
    for part in parts:
        if part.number not in answered:
            problem = f"part {part.number}, '{part.title}', is neither covered by a phase nor left out"
            cure = "add it to 'coverage', with ids of phases or with the reason in 'left_out'"
            yield Complaint(source, part.line, "not-covered", problem, cure)
    for number in sorted({one.part for one in covered} - {part.number for part in parts}):
        problem = f"'coverage' names part {number}, and the description has {len(parts)}"
        yield Complaint(ANSWER, 0, "unknown-part", problem, "use the numbers of the list of parts")
    known = None if ids is None else {one.casefold() for one in ids}
    for fate in told if known is not None else ():
        for phase in fate.phases:
            if phase.casefold() not in (known or ()):
                problem = f"'coverage' says that phase {phase} covers part {fate.part.number}; there is none"
                yield Complaint(ANSWER, 0, "unknown-phase", problem, "name phases by the ids of the table")


def section(source: str, told: Sequence[Fate]) -> str:
    """The section of the master plan that keeps it for whoever reads the plan."""
    head = f"What becomes of each part of {source}, as the session says that drafted this plan:"
    items = (f"- {source}:{fate.part.line}, {fate.part.title}: {fate}" for fate in told)
    return "\n".join(["## Coverage", "", head, "", *items, ""])
