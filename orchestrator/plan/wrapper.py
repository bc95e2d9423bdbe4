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
_PROSE_FILE = (
    r"(?i)(?:^|/)[^/]+\.(?:md|markdown|txt|rst|adoc)$|(?:^|/)[^/.]+$"  # `Write src/app.py` is a step
)
_PLAINLY = r"(?i:read|write) (?:(?:the|your|previous) )*notes?\b"
# `Notes: x`, `Notes output: x`, `Save notes to x`, `Review previous notes: x`; all of the rest is a path.
_LABELLED = (
    r"(?i)(?:(?P<verb>save|create|record|store|review|load|check|consult)[ \t]++)?(?:the[ \t]++|your[ \t]++)?"
    r"(?:(?P<which>previous|prior|input|output|phase|completion)[ \t]++)?notes"
    r"(?:[ \t]++(?P<end>input|output|in|out|file|path))?"
    r"[ \t]*+(?P<to>(?:to|in|from)[ \t]*+:?|:)?[ \t]*+"
    r"(?=[`\[]|[^\s`]+\.md\b)"
)
_ONE_PATH = r"(?:`+[^`]+`+|\[[^\]]*\]\([^)]*\)|[^\s`]+)[ \t]*(?:\([^()]*\))?\.?"
_INPUT = ("previous", "prior", "input", "in", "review", "load", "check", "consult")
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
    only_called: list[Item] = []  # `Notes: x` says neither read nor write
    for item in items(lines):
        if not _item(path, item, wrapper, complaints):
            only_called.append(item)
    for item in only_called:
        _called_notes(path, item, wrapper, complaints)
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


def _item(path: str, item: Item, wrapper: Wrapper, complaints: list[Complaint]) -> bool:
    """Sort one item of the wrapper: notes, an agent, the implementation marker, or a step.

    False when it is about notes and does not say whether they are read or written.
    """
    text = item.text.replace("**", "").lstrip("* ")
    verb = text[:6].casefold()
    if verb == "write " and _keep_notes(path, item, text, wrapper.notes_out, complaints):
        return True
    reads_notes = verb.startswith("read ") and _NOTES.search(text.replace("_", " "))
    if reads_notes and _keep_notes(path, item, text, wrapper.notes_in, complaints):
        return True
    labelled = re.match(_LABELLED, text) if "otes" in text[:40].casefold() and verb != "write " else None
    if labelled and re.fullmatch(_ONE_PATH, text[labelled.end() :]):
        words = [word.casefold() for word in labelled.group("verb", "which", "end") if word]
        if not labelled["verb"] and not labelled["to"]:
            pass  # "Notes notes/x.md" is no sentence that we know
        elif not words:
            return False
        else:
            notes = wrapper.notes_in if any(word in _INPUT for word in words) else wrapper.notes_out
            return _keep_notes(path, item, text, notes, complaints)
    _step(item, text, wrapper)
    return True


def _step(item: Item, text: str, wrapper: Wrapper) -> None:
    """A box that nothing else proves, or a step that names a required agent."""
    if "agent" in text.casefold() and not _asks_for_agent(item.text):
        from orchestrator.plan.agents_to_use import in_step  # few plans write them so

        agent = in_step(text)
        if agent:
            wrapper.agents.append(agent)
            return
    marker = text.startswith("[IMPLEMENTATION") or _asks_for_agent(item.text)
    if item.box is not None and not marker:
        wrapper.steps.append(Task(item.text, item.box, item.line))


def _called_notes(path: str, item: Item, wrapper: Wrapper, complaints: list[Complaint]) -> None:
    """`Notes: x` is what the phase writes; beside other notes that it writes nobody can tell."""
    found: list[str] = []
    _keep_notes(path, item, item.text.replace("**", ""), found, complaints)
    if wrapper.notes_out and not set(found) <= {*wrapper.notes_in, *wrapper.notes_out}:
        problem = f"'{one_line(item.text, 60)}' may be notes to read or notes to write"
        cure = "write Read previous notes: `PATH`, or Write notes to: `PATH`"
        complaints.append(Complaint(path, item.line, "unclear-notes", problem, cure))
    elif not wrapper.notes_out:
        wrapper.notes_out.extend(one for one in found if one not in wrapper.notes_in)


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
        words = [
            word.rstrip(".,;").strip("\"'") for word in text.split() if not word.casefold().startswith("n/a")
        ]
        found = [link.target for link in links(text)] or [
            word for word in words if re.search(_BARE_PATH, word)
        ]
        return found or ([] if re.match(_PLAINLY, text) else None)
    found = []
    span = code_span(text, tick)
    if span and not about_notes and not re.search(_PROSE_FILE, span[0].strip()):
        return None
    while span:
        found.append(span[0].strip())
        further = _FURTHER.match(text, span[1])
        span = code_span(text, further.end()) if further and about_notes else None
    return found
