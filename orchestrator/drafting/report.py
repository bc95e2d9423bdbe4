"""What came of a description, as text and as JSON. Pure."""

from __future__ import annotations

import shlex
from typing import Any, NamedTuple

from orchestrator.drafting.check import Sound
from orchestrator.text import plural, printable
from orchestrator.views.plan import dumps, plan_data

VERSION = 1


class Drafted(NamedTuple):
    """A plan that now lies in the project."""

    source: str  # the description's name, as to be shown
    sound: Sound
    files: tuple[str, ...]  # relative to the project root, in the order in which they were written
    sessions: int
    evidence: str  # the folder, relative to the project root


def as_json(drafted: Drafted) -> str:
    """All of it, for a program."""
    fates: list[dict[str, Any]] = [
        {
            "part": fate.part.number,
            "line": fate.part.line,
            "title": fate.part.title,
            "phases": list(fate.phases),
            "left_out": fate.left_out,
        }
        for fate in drafted.sound.fates
    ]
    data = {
        "version": VERSION,
        "source": drafted.source,
        "plan": plan_data(drafted.sound.plan),
        "files": list(drafted.files),
        "coverage": fates,
        "sessions": drafted.sessions,
        "evidence": drafted.evidence,
    }
    return dumps(data, indent=2)


def text(drafted: Drafted, run_path: str) -> str:
    """The same for a person.

    Args:
        run_path: the master plan as to be named from the working folder.
    """
    plan = drafted.sound.plan
    lines = ["", f"{plan.title} ({plan.path}): {plural(len(plan.phases), 'phase')}"]
    for phase in plan.phases:
        lines.append(f"  Phase {phase.id}: {phase.title} ({phase.path})")
        lines += [f"    gate: {gate.command}" for gate in phase.gates] or ["    gate: none, on purpose"]
    lines += ["", f"What it covers of {drafted.source}, as the session says:"]
    lines += [
        f"  {drafted.source}:{fate.part.line}, {fate.part.title}: {fate}" for fate in drafted.sound.fates
    ]
    command = f"orchestrate run {shlex.quote(run_path)}"
    lines += ["", f"Read the files, change what you want otherwise, then: {command}"]
    lines += [f"Evidence: {drafted.evidence}"]
    return printable("\n".join(lines))
