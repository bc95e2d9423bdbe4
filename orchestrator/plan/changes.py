"""What a person changed in a plan since a run began. Pure; works on the plain data that is stored.

Boxes that were ticked, a status that was edited and lines that moved are no changes of the contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NAMES = {
    "title": "title",
    "path": "file",
    "depends_on": "dependencies",
    "gates": "gates",
    "agents": "required agents",
    "notes_in": "notes to read",
    "notes_out": "notes to write",
    "tasks": "tasks",
    "protected": "protected paths",
    "allowances": "allowances",
    "no_change": "reason to expect no change",
}
# What a plan says that was stored before these words were known.
UNKNOWN_THEN: dict[str, Any] = {"protected": [], "allowances": [], "no_change": ""}


def changes(before: dict[str, Any], now: dict[str, Any]) -> tuple[str, ...]:
    """One line for each difference that matters, in the order of the plan as it is now."""
    return tuple(_changes(before, now))


def removed(before: dict[str, Any], now: dict[str, Any]) -> tuple[str, ...]:
    """Ids of phases that are no longer in the plan."""
    kept = {phase["id"] for phase in now["phases"]}
    return tuple(phase["id"] for phase in before["phases"] if phase["id"] not in kept)


def _changes(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    old = {phase["id"]: phase for phase in before["phases"]}
    for phase in now["phases"]:
        if phase["id"] not in old:
            yield f"phase {phase['id']}: new"
            continue
        for key, name in NAMES.items():
            was, is_now = _essence(key, old[phase["id"]]), _essence(key, phase)
            if was != is_now:
                yield f"phase {phase['id']}: {name} changed from {_shown(was)} to {_shown(is_now)}"
    for phase_id in removed(before, now):
        yield f"phase {phase_id}: removed"


def _essence(key: str, phase: dict[str, Any]) -> Any:
    value = phase.get(key, UNKNOWN_THEN[key]) if key in UNKNOWN_THEN else phase[key]
    if key == "gates":
        return [
            gate["command"] + (" (must fail first)" if gate.get("must_fail_first") else "") for gate in value
        ]
    if key == "tasks":
        return [task["text"] for task in value]
    if key == "allowances":
        return [f"{one['what']} because {one['reason']}" for one in value]
    if key == "no_change":
        return [value] if value else []
    return value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"'{item}'" for item in value) or "none"
    return f"'{value}'"
