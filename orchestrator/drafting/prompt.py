"""What the session that drafts a plan is told. Pure. Every prompt begins with a word (see `prompts`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orchestrator.drafting.answer import TOOL
from orchestrator.drafting.check import MASTER
from orchestrator.drafting.source import Part
from orchestrator.model.plan import Complaint
from orchestrator.text import printable

MOST_TOLD = 60  # complaints at a time; whoever mends these gets the rest


class Request(NamedTuple):
    """What is wanted."""

    source: str  # the name of the description, as to be shown
    text: str  # all of it
    parts: tuple[Part, ...]
    phases: int | None = None  # about how many; None: as many as it takes
    taken: tuple[str, ...] = ()  # file names that the plan cannot have
    gates: tuple[str, ...] = ()  # commands that are known to run here
    configured: tuple[str, ...] = ()  # names of gates in the configuration
    agents: tuple[str, ...] = ()  # sub-agents that the project or the user defines


_TASK = f"""\
Draft a plan: turn the description at the end into a master plan and one file for each phase.

`orchestrate` will work through that plan unattended. Each phase runs in a fresh session that knows nothing
but its own phase file and what it finds in the project, so a phase file must say everything its session
needs. After it, commands ("gates") decide whether the phase is done; nobody reads what the session claims.

Look at the project first (Read, Grep, Glob; you cannot write or run anything): its language, layout, tests,
and the commands it is checked with. Then answer once, with the tool {TOOL}:
- `files`: every file of the plan, `name` without a folder, `content` its whole Markdown;
- `coverage`: for each part of the description, by its number, the ids of the phases that do it, and in
  `left_out` what of it no phase does, and why (empty when nothing is left out).\
"""
_FORMAT = f"""\
The master plan is the file `{MASTER}`:

# TITLE - Master Plan

**Status:** Draft

## Overview

What is built, and why, in a few sentences.

## Phases

| Phase | Title | Focus | Risk | Status |
|-------|-------|-------|------|--------|
| 1 | [TITLE OF THE PHASE](phase1-NAME.md) | what it is about | Low | Pending |
| 2 | [TITLE OF THE PHASE](phase2-NAME.md) | what it is about | High | Pending |

## Dependencies

Phase 1 --> Phase 2

(One heading of the first level, one row a phase, ids such as 1, 2a or 3.1; phases that do not depend on
each other need no arrow. No section "Coverage": it is added from your answer.)

A phase file, such as `phase2-NAME.md`:

# Phase 2: TITLE OF THE PHASE

**Status:** Pending
**Master Plan:** [{MASTER}]({MASTER})
**Depends On:** [Phase 1](phase1-NAME.md)

---

## Process Wrapper (MANDATORY)
- [ ] Read previous notes: `notes/NOTES_phase_1.md`
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] Write notes to: `notes/NOTES_phase_2.md`

## Gates
- `COMMAND`: what it proves

---

## Tasks

### 1. A GROUP OF TASKS
- [ ] 1.1: one thing to do, with the files, names and rules that the description gives for it\
"""
_RULES = """\
Rules:
- A phase is what one session can do well: a piece that can be checked by itself, in the order of building.
- Keep every requirement, number, name and constraint of the description in the tasks where it matters.
  Invent no requirements. What it leaves open, decide in the simplest way that fits the project, and say so
  in the tasks.
- A gate is one shell command that runs at the project's root, exits 0 exactly when the phase is done, and
  finishes in minutes. Write it in backticks. Its first word must be a program that is installed here, or a
  file of the project that exists already; call a script that a phase will write by its interpreter
  (`sh check.sh`). Prefer the project's own tests; a phase that adds behaviour adds tests for it. A gate that
  is green before the work proves nothing. When really nothing can be checked: `- none: the reason`.
- A phase reads only notes that a phase before it writes; paths of notes are relative to the project's root.
- Dependencies have no cycle, and name only phases of the table.\
"""


def first(request: Request, refused: Sequence[Complaint] = ()) -> str:
    """The prompt of a fresh session.

    Args:
        request: what is wanted.
        refused: what was wrong with the plan of an earlier session that cannot be continued.
    """
    parts = "\n".join(f"{part.number}. (line {part.line}) {part.title}" for part in request.parts)
    before = f"An earlier session drafted a plan that was refused. Do not repeat this:\n{listed(refused)}"
    return "\n\n".join(
        (
            _TASK,
            _FORMAT,
            "\n".join([_RULES, *_circumstances(request)]),
            *([before] if refused else []),
            f"The parts of the description, each of which `coverage` must name:\n{parts}",
            f"The description ({request.source}), from here to the end:\n\n{request.text}",
        )
    )


def sent_back(complaints: Sequence[Complaint]) -> str:
    """The prompt for a session whose plan has errors."""
    return "\n\n".join(
        (
            "The plan was sent back: it has errors, found by the reader that will run it.",
            listed(complaints),
            f"Mend all of this, then answer again with the tool {TOOL}: every file of the plan as a whole,"
            " also those that stay as they were, and the whole coverage.",
        )
    )


def broken_off(why: str) -> str:
    """The prompt for a session that ended without an answer."""
    return (
        f"Your session broke off before the plan was there ({printable(why)}). Go on where you were, then"
        f" answer with the tool {TOOL}: every file of the plan, and the whole coverage."
    )


def listed(complaints: Sequence[Complaint]) -> str:
    """The complaints as a numbered list; many are cut."""
    lines = [f"{number}. {printable(str(one))}" for number, one in enumerate(complaints[:MOST_TOLD], 1)]
    more = len(complaints) - MOST_TOLD
    return "\n".join([*lines, f"... and {more} more"] if more > 0 else lines)


def _circumstances(request: Request) -> list[str]:
    """What is known of this project."""
    found = []
    if request.phases:
        found.append(f"- Aim at {request.phases} phases; more or fewer when the work asks for it.")
    if request.gates:
        found.append(
            f"- Gates that are known to run here: {'; '.join(f'`{gate}`' for gate in request.gates)}"
        )
    if request.configured:
        names = ", ".join(f"`{name}`" for name in request.configured)
        found.append(f"- Gates that the configuration defines, usable by their names alone: {names}")
    agents = ", ".join(f"`**AGENT:{name}**`" for name in request.agents)
    found.append(
        f"- The process wrapper may require a sub-agent by an item with one of {agents}, and no other."
        if agents
        else "- This project defines no sub-agents: require none."
    )
    if request.taken:
        found.append(f"- File names that are taken: {', '.join(request.taken)}")
    return found
