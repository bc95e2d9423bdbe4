"""What is to be said of a plan as a whole; and all advice, in the order of the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from orchestrator.advice.gates import gates
from orchestrator.advice.links import links
from orchestrator.advice.notes import notes
from orchestrator.advice.paths import paths
from orchestrator.advice.subject import Subject
from orchestrator.advice.tasks import tasks
from orchestrator.advice.unread import unread
from orchestrator.model.configuration import Budget
from orchestrator.model.plan import Complaint
from orchestrator.plan.agents import Defined, undefined
from orchestrator.text import one_line

MANY = 20  # phases; more should not be paid for without a bound
_DONE = re.compile(r"\W*(?:done|completed?|finished|closed)\b", re.IGNORECASE)
_READERS = (gates, notes, paths, tasks, unread, links)


def advice(subject: Subject) -> Iterator[Complaint]:
    """All warnings about a plan; with errors those that need no understanding of the whole."""
    yield from _plan(subject)
    for reader in _READERS:
        yield from reader(subject)


def unseen_agents(subject: Subject, known: Defined) -> Iterator[Complaint]:
    """Required agents that are not defined here, where the launcher's side may or may not know them."""
    for complaint in undefined(subject.plan.phases if subject.plan else (), known):
        problem = f"{complaint.problem}; behind the launcher nobody can look"
        yield complaint._replace(code="unseen-agent", problem=problem)


def _plan(subject: Subject) -> Iterator[Complaint]:
    if subject.plan is None:
        return
    path = subject.plan.path
    for phase in subject.plan.phases:
        if _DONE.match(phase.status):
            problem = f"phase '{phase.id}' has the status '{one_line(phase.status, 40)}', but would run"
            cure = "remove its row, or begin with `orchestrate run --phase ID`: the column is never believed"
            yield Complaint(path, phase.line, "status-not-read", problem, cure)
    settings = subject.settings
    if len(subject.plan.phases) > MANY and settings.budget == settings.phase_budget == Budget():
        problem = f"the plan has {len(subject.plan.phases)} phases and nothing bounds what they may cost"
        cure = "set 'budget:' or 'phase_budget:' in .orchestrator/config.yaml"
        yield Complaint(path, 0, "no-budget", problem, cure)


def in_order(subject_path: str, paths: Iterable[str], found: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """Complaints without repeats, by file in the order of reading, then by line."""
    rank = {path: number for number, path in enumerate([subject_path, *paths], 1)}
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (rank.get(one.path, 0), one.line)))
