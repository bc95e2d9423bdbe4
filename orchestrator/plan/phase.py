"""A phase file: gates, process wrapper, tasks, what it protects and allows, and what it depends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.model.plan import Allowance, Complaint, Task
from orchestrator.plan import allowances
from orchestrator.plan.gates import WrittenGate, written
from orchestrator.plan.inline import items, without_marker
from orchestrator.plan.markdown import Line, divide, scan, unclosed
from orchestrator.plan.no_change import no_change
from orchestrator.plan.protected import protected
from orchestrator.plan.wrapper import Wrapper
from orchestrator.plan.wrapper import parse as parse_wrapper

_SECTIONS = {
    "process wrapper": "wrapper",
    "gates": "gates",
    "tasks": "tasks",
    **dict.fromkeys(("protected paths", "protected files", "protected"), "protected"),
}
_DEPENDS = ("depends on", "dependencies", "depends")


class PhaseFile(NamedTuple):
    """A phase file as read."""

    depends: list[tuple[int, str]]  # line and text of each `**Depends On:**`
    gates: list[WrittenGate]
    wrapper: Wrapper
    tasks: tuple[Task, ...]  # those of the task list and the steps of the wrapper, as they stand in the file
    protected: tuple[str, ...]  # globs
    allowances: tuple[Allowance, ...]
    no_change: str  # why no file is expected to change; empty: a change is expected
    complaints: list[Complaint]


def parse(path: str, text: str) -> PhaseFile:
    """Read the text of the phase file at `path` (relative to the project root)."""
    document = scan(text)
    allowed = allowances.read(path, document.lines)
    sections = divide(allowed.lines, _SECTIONS)
    gates, gate_complaints = written(path, sections["gates"])
    wrapper, wrapper_complaints = parse_wrapper(path, sections["wrapper"])
    globs, glob_complaints = protected(path, sections["protected"])
    reason, field_complaints = no_change(path, allowed.lines)
    return PhaseFile(
        depends=_depends(sections[""]),
        gates=gates,
        wrapper=wrapper,
        tasks=_tasks(wrapper, sections["tasks"]),
        protected=globs,
        allowances=allowed.allowances,
        no_change=reason,
        complaints=[
            *unclosed(path, text, document),
            *allowed.complaints,
            *gate_complaints,
            *wrapper_complaints,
            *glob_complaints,
            *field_complaints,
        ],
    )


def open_tasks(text: bytes) -> tuple[Task, ...]:
    """The tasks of a phase file whose boxes are open. Reads what it can and never raises."""
    lines = scan(text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")).lines
    sections = divide(allowances.read("", lines).lines, _SECTIONS)
    wrapper, _ = parse_wrapper("", sections["wrapper"])
    return tuple(task for task in _tasks(wrapper, sections["tasks"]) if not task.done)


def _tasks(wrapper: Wrapper, lines: Iterable[Line]) -> tuple[Task, ...]:
    listed = [Task(item.text, item.box, item.line) for item in items(lines) if item.box is not None]
    return tuple(sorted([*wrapper.steps, *listed], key=lambda task: task.line))


def _depends(lines: list[Line]) -> list[tuple[int, str]]:
    """Every value of a dependency field; one that is empty goes on in the list items below it."""
    found: list[tuple[int, str]] = []
    in_list = False
    for line in lines:
        body = line.text.strip()
        key, colon, value = without_marker(line.text).replace("**", "").partition(":")
        if line.code:
            in_list = False
        elif colon and key.strip().casefold() in _DEPENDS:
            found.append((line.number, value.strip()))
            in_list = not value.strip()
        elif in_list and body and without_marker(line.text) != line.text:
            found.append((line.number, without_marker(line.text)))
        elif body:
            in_list = False
    return found


def sections(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines of a phase file by section (`wrapper`, `gates`, `tasks`, `protected`); the rest under ""."""
    return divide(lines, _SECTIONS)
