"""A plan as it was understood, as text and as JSON (schemas/plan.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import Enum
from typing import Any

from orchestrator.model.plan import GateOrigin, Phase, Plan
from orchestrator.text import plural, printable

VERSION = 1


def plan_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain data; the same every time for the same plan."""
    phases = [
        phase._asdict()
        | {
            "gates": [gate._asdict() for gate in phase.gates],
            "tasks": [task._asdict() for task in phase.tasks],
            "allowances": [allowance._asdict() for allowance in phase.allowances],
        }
        for phase in plan.phases
    ]
    return plan._asdict() | {"phases": phases}


def dumps(data: Any, indent: int | None = None) -> str:
    """JSON with enums as their values."""
    return json.dumps(data, indent=indent, default=_enum)


def dry_run_json(
    plan: Plan, order: Sequence[Phase], waves: Sequence[Sequence[Phase]], assumed: Sequence[str]
) -> str:
    """Everything a run would go by, without running it."""
    data = {
        "version": VERSION,
        "plan": plan_data(plan),
        "order": [phase.id for phase in order],
        "waves": [[phase.id for phase in wave] for wave in waves],
        "assumed": list(assumed),
    }
    return dumps(data, indent=2)


def dry_run_text(
    plan: Plan, order: Sequence[Phase], waves: Sequence[Sequence[Phase]], assumed: Sequence[str]
) -> str:
    """The same for a person: phases in the order in which they would run."""
    lines = [f"{plan.title} ({plan.path}): {plural(len(plan.phases), 'phase')}", ""]
    for phase in order:
        lines += _phase_lines(phase, assumed=phase.id in assumed)
    lines += ["", "Waves (phases of one wave do not depend on each other):"]
    lines += [f"  {number}. {', '.join(p.id for p in wave)}" for number, wave in enumerate(waves, 1)]
    lines += ["", "The plan has no errors. Nothing was run."]
    return printable("\n".join(lines))


def _phase_lines(phase: Phase, *, assumed: bool) -> list[str]:
    mark = " (assumed done, will not run)" if assumed else ""
    lines = [f"Phase {phase.id}: {phase.title}{mark}", f"  file:       {phase.path}"]
    if phase.depends_on:
        lines.append(f"  depends on: {', '.join(phase.depends_on)}")
    for gate in phase.gates:
        origin = "" if gate.origin is GateOrigin.WRITTEN else f"  [{gate.name}, {gate.origin.value}]"
        first = "  [must fail first]" if gate.must_fail_first else ""
        lines.append(f"  gate:       {gate.command}{origin}{first}")
    if not phase.gates:
        lines.append("  gate:       none, on purpose")
    lines += [f"  agent:      {agent}" for agent in phase.agents]
    lines += [f"  reads:      {path}" for path in phase.notes_in]
    lines += [f"  writes:     {path}" for path in phase.notes_out]
    lines += [f"  protects:   {glob}" for glob in phase.protected]
    lines += [f"  allows:     {one.what} because {one.reason}" for one in phase.allowances]
    if phase.no_change:
        lines.append(f"  changes:    none expected ({phase.no_change})")
    if phase.tasks:
        lines.append(f"  tasks:      {len(phase.tasks)}")
    return lines


def _enum(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no JSON form")
