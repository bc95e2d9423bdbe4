"""The Markdown of a first plan: a master plan and one file a phase, in the format that `run` reads."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from orchestrator.scaffold.kinds import KINDS
from orchestrator.scaffold.repository import MEANINGS, Proposal
from orchestrator.scaffold.stages import Stage, choose, task_lists
from orchestrator.text import one_line

MASTER = "master-plan.md"
LONGEST_TITLE = 200  # characters
CHECKS = "check.sh"  # what the first phase writes where no check was found
_SCRIPT = (
    f"Write `{CHECKS}`: it prints and runs every test and every other check of the project, and ends with"
    " an error when one of them fails or when there is no test"
)
_SUFFIX = re.compile(r"\s[-\u2013—]+\s+master plan$", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")


class Draft(NamedTuple):
    """What a plan is written from."""

    title: str  # as `clean_title` gives it
    kind: str  # of KINDS
    phases: int  # from 1 to stages.MOST
    folder: str  # POSIX, relative to the project's root; "." is the root
    gates: tuple[Proposal, ...]  # of every phase; none: the first phase writes CHECKS
    tests: tuple[str, ...]  # folders with tests, relative to the root


def clean_title(text: str) -> str:
    """A title as it can stand in a heading: one line, no backticks, without ` - Master Plan`; maybe empty."""
    return _SUFFIX.sub("", one_line(text, LONGEST_TITLE)).replace("`", "'").strip()


def master_path(folder: str) -> str:
    """Where the master plan of a folder stands."""
    return posixpath.normpath(posixpath.join(folder, MASTER))


def plan_files(draft: Draft) -> dict[str, str]:
    """The texts of the plan by path, relative to the project's root; the master plan first."""
    stages = choose(KINDS[draft.kind], draft.phases)
    names = [f"phase{number}-{stage.slug}.md" for number, stage in enumerate(stages, 1)]
    files = {master_path(draft.folder): _joined(_master(draft, stages, names))}
    for index in range(len(stages)):
        path = posixpath.normpath(posixpath.join(draft.folder, names[index]))
        files[path] = _joined(_phase(draft, stages, names, index))
    return files


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _master(draft: Draft, stages: Sequence[Stage], names: Sequence[str]) -> Iterator[str]:
    yield from (f"# {_SPECIAL.sub(_escaped, draft.title)} - Master Plan", "", "**Status:** Draft", "")
    yield from ("## Overview", "")
    yield "<!-- Every phase works towards what stands here: replace the questions by their answers. -->"
    yield from ("- What is to be built or changed, and for whom?", "- How will one see that it is done?")
    yield from ("- What must stay as it is?", "", "## Phases", "")
    yield "| Phase | Title | Focus | Risk | Status |"
    yield "|-------|-------|-------|------|--------|"
    for number, (stage, name) in enumerate(zip(stages, names, strict=True), 1):
        yield f"| {number} | [{stage.title}]({name}) | {stage.focus} | {stage.risk} | Pending |"
    yield from ("", "## Dependencies", "")
    chain = [f"Phase {before} --> Phase {after}" for before, after in pairwise(range(1, len(stages) + 1))]
    yield from chain or ["None: there is one phase."]


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _phase(draft: Draft, stages: Sequence[Stage], names: Sequence[str], index: int) -> Iterator[str]:
    stage, number = stages[index], index + 1
    before = f"[Phase {index}]({names[index - 1]})" if index else "N/A"
    yield from (f"# Phase {number}: {stage.title}", "", "**Status:** Pending")
    yield from (f"**Master Plan:** [{MASTER}]({MASTER})", f"**Depends On:** {before}", "")
    yield from ("## Goal", "", stage.goal, "", "---", "", "## Process Wrapper (MANDATORY)", "")
    if index:
        yield f"- [ ] Read previous notes: `{_notes(index)}`"
    yield from ("- [ ] **[IMPLEMENTATION - see Tasks below]**", f"- [ ] Write notes to: `{_notes(number)}`")
    yield from ("", "## Gates (must pass before completion)", "", *_gates(draft.gates), "")
    kept = [f"{folder}/" for folder in draft.tests] or ([] if draft.gates else [CHECKS])
    if stage.keeps_tests and kept:
        yield from ("## Protected", "")
        yield from (f"- `{glob}`: this phase reviews; what judges the work stays as it is" for glob in kept)
        yield ""
    yield from ("---", "", "## Tasks", *_tasks(draft, stage, first=not index))


def _notes(number: int) -> str:
    return f"notes/NOTES_phase_{number}.md"


def _gates(found: Sequence[Proposal]) -> Iterator[str]:
    for proposal in found:
        yield f"- {_code(proposal.command)}: {MEANINGS[proposal.name]} ({proposal.why})"
    if not found:
        yield "<!-- No check was found here that could be run, so the first phase writes one. Put commands"
        yield f"     of the project's own in place of {CHECKS} as soon as there are any. -->"
        yield f"- `test -s {CHECKS} && sh {CHECKS}`: the project's checks are there and pass"


def _code(command: str) -> str:
    """A command in backticks, as many as it needs."""
    ticks = "`"
    while ticks in command:
        ticks += "`"
    return f"{ticks} {command} {ticks}" if len(ticks) > 1 else f"`{command}`"


def _tasks(draft: Draft, stage: Stage, *, first: bool) -> Iterator[str]:
    lists = task_lists(stage)
    if first and not draft.gates:
        lists.insert(1, ("Checks", [_SCRIPT]))
    for number, (heading, boxes) in enumerate(lists, 1):
        yield from ("", f"### {number}. {heading}", "")
        yield from (f"- [ ] {number}.{place}: {box}" for place, box in enumerate(boxes, 1))
