"""The process wrapper of a phase: required agents, notes, and the steps that nothing else proves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.model.plan import Complaint, Task
from orchestrator.plan.inline import Item, code_span, items, links
from orchestrator.plan.markdown import Line
from orchestrator.plan.places import Outside, locate
from orchestrator.text import one_line

# Patterns as text are compiled at their first use: most plans never need them, and every start would pay.
_MENTION = r"\bAGENT[ \t]*:"
_MARKED = r"\*\*[ \t]*(?i:AGENT)[ \t]*:([^*]*)\*\*"
_NAME = r"[A-Za-z0-9][A-Za-z0-9_.:-]*"
_NOTES = re.compile(r"\bnotes?\b", re.IGNORECASE)
_BARE_PATH = r"\w/\w|\.md$"
_PLAINLY = r"(?i:read|write) (?:(?:the|your|previous) )*notes?\b"
_FURTHER = re.compile(r"[ \t]*+(?:,|&|\+|and\b)?[ \t]*+(?:and\b[ \t]*+)?(?=`)")


class Wrapper(NamedTuple):
    """What a process wrapper asks for; paths are relative to the project root."""

    agents: list[str]
    notes_in: list[str]
    notes_out: list[str]
    steps: list[Task]


def parse(path: str, lines: Iterable[Line]) -> tuple[Wrapper, list[Complaint]]:
    """Read the lines of the process wrapper of the phase file at `path`."""
    lines = list(lines)
    wrapper = Wrapper([], [], [], [])
    complaints: list[Complaint] = []
    for line in lines:
        if not line.code and "agent" in line.text.casefold():
            _agents(path, line, wrapper.agents, complaints)
    for item in items(lines):
        _item(path, item, wrapper, complaints)
    return _without_repeats(wrapper), complaints


def _without_repeats(wrapper: Wrapper) -> Wrapper:
    agents, notes_in, notes_out = (list(dict.fromkeys(found)) for found in wrapper[:3])
    return Wrapper(agents, notes_in, notes_out, wrapper.steps)


def _agents(path: str, line: Line, agents: list[str], complaints: list[Complaint]) -> None:
    marked = [name.strip() for name in re.findall(_MARKED, line.text)]
    for name in marked:
        if not re.fullmatch(_NAME, name):
            complaints.append(_bad_agent(path, line.number, f"'{one_line(name, 40)}' is no name of an agent"))
        else:
            agents.append(name)
    if re.search(_MENTION, re.sub(_MARKED, "", line.text)):
        complaints.append(_bad_agent(path, line.number, "the required agent is not marked as one"))


def _asks_for_agent(text: str) -> bool:
    return "agent" in text.casefold() and bool(re.search(_MARKED, text) or re.search(_MENTION, text))


def _bad_agent(path: str, line: int, problem: str) -> Complaint:
    return Complaint(path, line, "bad-agent", problem, "write **AGENT:name**, one marker for each agent")


def _item(path: str, item: Item, wrapper: Wrapper, complaints: list[Complaint]) -> None:
    """Sort one item of the wrapper: notes, an agent, the implementation marker, or a step."""
    text = item.text.replace("**", "").lstrip("* ")
    verb = text[:6].casefold()
    if verb == "write " and _keep_notes(path, item, text, wrapper.notes_out, complaints):
        return
    reads_notes = verb.startswith("read ") and _NOTES.search(text.replace("_", " "))
    if reads_notes and _keep_notes(path, item, text, wrapper.notes_in, complaints):
        return
    marker = text.startswith("[IMPLEMENTATION") or _asks_for_agent(item.text)
    if item.box is not None and not marker:
        wrapper.steps.append(Task(item.text, item.box, item.line))


def _keep_notes(path: str, item: Item, text: str, notes: list[str], complaints: list[Complaint]) -> bool:
    """Add the paths of a notes item to `notes`; False when it is about something else."""
    found = _notes_paths(text)
    if found is None:
        return False
    if not found and text[:5].casefold() == "write":
        problem = "the notes item names no file"
        complaints.append(
            Complaint(path, item.line, "notes-path", problem, "write Write notes to: `notes/X.md`")
        )
    for written in found:
        place = locate("", written)
        if isinstance(place, Outside):
            problem = f"notes: {place.problem}"
            cure = "write a path relative to the project root"
            complaints.append(Complaint(path, item.line, "notes-path", problem, cure))
        else:
            notes.append(place)
    return True


def _notes_paths(text: str) -> list[str] | None:
    """The paths that a `Read ...` or `Write ...` item names; None when it is not about notes.

    It is about notes when the word stands before the first path, or when the path follows at once.
    """
    tick = text.find("`")
    before = text if tick < 0 else text[:tick]
    about_notes = _NOTES.search(before)
    if not about_notes and before.split()[1:]:
        return None
    if tick < 0:
        words = [word.rstrip(".,;") for word in text.split() if not word.casefold().startswith("n/a")]
        found = [link.target for link in links(text)] or [
            word for word in words if re.search(_BARE_PATH, word)
        ]
        return found or ([] if re.match(_PLAINLY, text) else None)
    found = []
    span = code_span(text, tick)
    while span:
        found.append(span[0].strip())
        further = _FURTHER.match(text, span[1])
        span = code_span(text, further.end()) if further and about_notes else None
    return found
