"""A phase file: gates, process wrapper, tasks, what it protects and allows, and what it depends on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orchestrator.model.plan import Allowance, Complaint, Task
from orchestrator.plan import allowances
from orchestrator.plan.gates import WrittenGate, written
from orchestrator.plan.inline import items, without_marker
from orchestrator.plan.markdown import Line, divide, heading, scan, unclosed
from orchestrator.plan.no_change import no_change
from orchestrator.plan.protected import protected
from orchestrator.plan.tables import cells
from orchestrator.plan.wrapper import Wrapper
from orchestrator.plan.wrapper import parse as parse_wrapper
from orchestrator.text import one_line

_SECTIONS = {
    "process wrapper": "wrapper",
    "gates": "gates",
    "tasks": "tasks",
    **dict.fromkeys(("protected paths", "protected files", "protected"), "protected"),
}
# Read only when no heading says "Gates" alone.
_OTHER_GATES = dict.fromkeys(
    (
        f"{kind} {noun}"
        for noun in ("gates", "gate")
        for kind in ("quality", "validation", "verification", "phase")
    ),
    "gates",
) | {"gate": "gates"}
_DEPENDS = ("depends on", "depends upon", "dependencies", "depends", "blocked by")


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
    sections = _divided(allowed.lines)
    gates, gate_complaints = written(path, sections["gates"])
    if not sections["gates"]:
        gate_complaints = [_nearly(path, allowed.lines) or complaint for complaint in gate_complaints]
    wrapper, wrapper_complaints = parse_wrapper(path, sections["wrapper"])
    wrapper, agent_complaints = _with_agents(path, allowed.lines, wrapper)
    globs, glob_complaints = protected(path, sections["protected"])
    reason, field_complaints = no_change(path, allowed.lines)
    return PhaseFile(
        depends=_depends([*map(_of_front, document.front), *sections[""]]),
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
            *agent_complaints,
            *glob_complaints,
            *field_complaints,
        ],
    )


def _divided(lines: Sequence[Line]) -> dict[str, list[Line]]:
    sections = divide(lines, _SECTIONS)
    return sections if any(sections["gates"]) else divide(lines, _SECTIONS | _OTHER_GATES)


def headings(lines: Iterable[Line]) -> Mapping[str, str]:
    """The headings, in lower case, by which a phase file with these lines is read, with what they begin."""
    return _SECTIONS if any(divide(lines, _SECTIONS)["gates"]) else _SECTIONS | _OTHER_GATES


def _nearly(path: str, lines: Iterable[Line]) -> Complaint | None:
    """The complaint about a line that was maybe meant as the heading of the gates."""
    for line in lines:
        mark = heading(line)
        text = mark[1] if mark else line.text.strip().replace("**", "").rstrip(":")
        words = re.split(r"[^a-z]+", text.casefold()) if len(text) < 60 else ()
        if (
            "gates" in words
            and not line.code
            and (mark or line.text.strip().startswith("**") or len(words) == 1)
        ):
            shown = one_line(line.text, 60)
            problem = f"'{shown}' is not read as the heading of the gates, and no other one is there"
            return Complaint(path, line.number, "no-gates", problem, "write it as '## Gates'")
    return None


def _with_agents(path: str, lines: Sequence[Line], wrapper: Wrapper) -> tuple[Wrapper, list[Complaint]]:
    """The wrapper with the agents that a section of their own requires."""
    if not any("agents" in line.text.casefold() and heading(line) for line in lines):
        return wrapper, []
    from orchestrator.plan.agents_to_use import SECTIONS, required  # few plans have it

    agents, complaints = required(path, divide(lines, SECTIONS))
    return wrapper._replace(agents=list(dict.fromkeys([*wrapper.agents, *agents]))), complaints


def _of_front(line: Line) -> Line:
    """A line of front matter as a field of the file: `depends_on: ["1", setup]` is `depends on: 1, setup`."""
    key, colon, value = line.text.partition(":")
    if not colon:
        return line._replace(text=re.sub("[\"']", "", line.text))
    plain = value if "](" in value else re.sub("[\\[\\]\"']", "", value)
    return line._replace(text=f"{re.sub('[_-]', ' ', key) if key.strip()[:1] != '-' else key}:{plain}")


def open_tasks(text: bytes) -> tuple[Task, ...]:
    """The tasks of a phase file whose boxes are open. Reads what it can and never raises."""
    lines = scan(text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")).lines
    sections = _divided(allowances.read("", lines).lines)
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
        key, colon, value = _field(line.text)
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
    return _divided(tuple(lines))


def _field(text: str) -> tuple[str, str, str]:
    """Name, colon and value of a field; in a quotation, or in a row of a table of fields, it is one too."""
    text = without_marker(text).lstrip("> \t")
    if text.startswith("|"):
        row = [cell for cell in cells(text) if cell]
        return (row[0].replace("**", "").rstrip(":"), ":", row[1]) if len(row) == 2 else ("", "", "")
    return text.replace("**", "").partition(":")
