"""A phase file: gates, process wrapper, tasks, and the phases that it says it depends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.model.plan import Complaint, Task
from orchestrator.plan.gates import WrittenGate, written
from orchestrator.plan.inline import items, without_marker
from orchestrator.plan.markdown import Line, divide, scan, unclosed
from orchestrator.plan.wrapper import Wrapper
from orchestrator.plan.wrapper import parse as parse_wrapper

_SECTIONS = {"process wrapper": "wrapper", "gates": "gates", "tasks": "tasks"}
_DEPENDS = ("depends on", "dependencies", "depends")


class PhaseFile(NamedTuple):
    """A phase file as read."""

    depends: list[tuple[int, str]]  # line and text of each `**Depends On:**`
    gates: list[WrittenGate]
    wrapper: Wrapper
    tasks: tuple[Task, ...]  # those of the task list and the steps of the wrapper, as they stand in the file
    complaints: list[Complaint]


def parse(path: str, text: str) -> PhaseFile:
    """Read the text of the phase file at `path` (relative to the project root)."""
    document = scan(text)
    sections = divide(document.lines, _SECTIONS)
    gates, gate_complaints = written(path, sections["gates"])
    wrapper, wrapper_complaints = parse_wrapper(path, sections["wrapper"])
    complaints = [*unclosed(path, text, document), *gate_complaints, *wrapper_complaints]
    tasks = _tasks(wrapper, sections["tasks"])
    return PhaseFile(_depends(sections[""]), gates, wrapper, tasks, complaints)


def open_tasks(text: bytes) -> tuple[Task, ...]:
    """The tasks of a phase file whose boxes are open. Reads what it can and never raises."""
    sections = divide(scan(text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")).lines, _SECTIONS)
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
