"""Gates: from list items to what is written, and from what is written to a command, or to a complaint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from orchestrator.model.plan import Complaint, Gate, GateOrigin
from orchestrator.plan.inline import Item, code_span, items
from orchestrator.plan.markdown import Line
from orchestrator.plan.must_fail import ends_marked, without_mark
from orchestrator.plan.tools import (
    BUILT_IN,
    PLACES,
    PROGRAM_OF,
    always_true,
    first_word,
    is_shell,
)
from orchestrator.text import nearest, one_line, printable

_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|\\.|:(?=\s)|:$")
_SEPARATORS = (":", "-", "\u2013", "—", "(", ",", "→", "=>", "=")
_SHELL_OPERATORS = ("&", "|", ";", "<", ">", "`")


_LONGEST = 30_000  # characters of a command; the kernel takes 131,072 bytes


class WrittenGate(NamedTuple):
    """A gate as the author wrote it."""

    path: str
    line: int
    command: str  # the text before the colon, or in the backticks
    meaning: str  # without the mark of the next field
    must_fail_first: bool = False


def written(path: str, lines: Iterable[Line]) -> tuple[list[WrittenGate], list[Complaint]]:
    """The gates of a gates section; none at all is right only when it is said with a reason."""
    found: list[WrittenGate] = []
    complaints: list[Complaint] = []
    purposely_none = False
    for item in items(lines):
        gate = _split(path, item)
        if isinstance(gate, Complaint):
            complaints.append(gate)
        elif gate.command.casefold() == "none":
            purposely_none = True
            if not gate.meaning:
                problem = "no gates are wanted, but no reason is given"
                cure = "write - none: why nothing can be checked"
                complaints.append(Complaint(path, item.line, "no-reason", problem, cure))
        else:
            found.append(gate)
    if purposely_none and found:
        problem = "there are gates and 'none' beside them"
        cure = "remove the item 'none' or the gates"
        complaints.append(Complaint(path, found[0].line, "none-among-gates", problem, cure))
    elif not (found or complaints or purposely_none):
        complaints.append(_no_gates(path))
    return found, complaints


def _no_gates(path: str) -> Complaint:
    problem = "the phase has no gates, so that nothing would check its work"
    cure = "write '## Gates' with items such as - pytest: all tests pass (or, on purpose, - none: reason)"
    return Complaint(path, 0, "no-gates", problem, cure)


def _split(path: str, item: Item) -> WrittenGate | Complaint:
    text = item.text
    bold = text.startswith("**") and text.find("**", 2)
    if bold and bold > 2:
        text = text[2:bold].strip() + _colon_between(text[2:bold], text[bold + 2 :])
    if text.startswith("`"):
        return _split_code(path, item.line, text)
    command, meaning = _split_plain(text)
    command, marked = ends_marked(command)
    if not command:
        cure = "write - COMMAND: what it means"
        return Complaint(path, item.line, "gate-without-command", "the gate names no command", cure)
    if "`" in command or " — " in command or " \u2013 " in command:
        return _unclear(path, item.line, text)
    return _gate(path, item.line, command, meaning, marked=marked)


def _gate(path: str, line: int, command: str, meaning: str, *, marked: bool = False) -> WrittenGate:
    meaning, marked_there = without_mark(meaning)
    return WrittenGate(path, line, command, meaning, marked or marked_there)


def _colon_between(name: str, rest: str) -> str:
    """What follows a name that was bold, such that the bold part alone is the command."""
    if name.rstrip().endswith(":"):
        return " " + rest.strip()
    bare = rest.lstrip()
    return ": " + bare.lstrip(":-\u2013—").strip() if not bare.startswith(_SHELL_OPERATORS) else " " + bare


def _split_code(path: str, line: int, text: str) -> WrittenGate | Complaint:
    span = code_span(text)
    if span is None:
        return _unclear(path, line, text)
    command, rest = span[0].strip(), text[span[1] :].strip()
    if not command:
        cure = "write - `COMMAND`: what it means"
        return Complaint(path, line, "gate-without-command", "the gate names no command", cure)
    explained = rest.startswith(_SEPARATORS)
    if rest.startswith(_SHELL_OPERATORS) or ("`" in rest.partition(": ")[0] and not explained):
        return _unclear(path, line, text)
    return _gate(path, line, command, rest.lstrip(":-\u2013—=>→, ") if explained else rest)


def _unclear(path: str, line: int, text: str) -> Complaint:
    problem = f"it is not clear where the command of the gate '{one_line(text, 60)}' ends"
    cure = "write the whole command in backticks: - `COMMAND`: what it means, one gate an item"
    return Complaint(path, line, "unclear-gate", problem, cure)


def _split_plain(text: str) -> tuple[str, str]:
    """Command and meaning: at the first colon before a blank, or at the end, that stands in no quotes."""
    for match in _QUOTED.finditer(text):
        if match[0] == ":":
            return text[: match.start()].strip(), text[match.end() :].strip()
    return text.strip(), ""


def resolve(
    gate: WrittenGate, configured: Mapping[str, str], is_program: Callable[[str], bool]
) -> Gate | Complaint:
    """The command that a written gate stands for: the configured one, a built-in one, or its own text.

    `is_program` says whether a word is an executable on PATH or in the project.
    """
    name = gate.command
    if len(name) > _LONGEST:
        problem = f"the command of the gate '{one_line(name, 60)}' has {len(name):,} characters"
        cure = "write it into a script, and the script's name here"
        return Complaint(gate.path, gate.line, "gate-too-long", problem, cure)
    if printable(name) != name or not name.replace("\t", " ").isprintable():
        problem = f"the command of the gate '{one_line(name, 60)}' holds control characters"
        return Complaint(gate.path, gate.line, "gate-control-character", problem, "remove them")
    if name in configured:
        return _configured(gate, configured[name])
    known = BUILT_IN.get(name.casefold())
    if known is not None:
        return _built_in(gate, known, is_program)
    word = first_word(name)
    if always_true(name):
        return _unresolved(gate, f"'{one_line(name, 60)}' passes whatever the work is like", configured)
    if is_shell(word, name) or (word and is_program(word)):
        return Gate(name, name, gate.meaning, GateOrigin.WRITTEN, gate.line, gate.must_fail_first)
    if word.casefold() in BUILT_IN and word not in configured:
        return _not_installed(gate, word)
    return _unresolved(gate, f"the gate '{one_line(name, 60)}' is no command", configured)


def _configured(gate: WrittenGate, command: str) -> Gate | Complaint:
    if command.strip():
        return Gate(
            gate.command, command, gate.meaning, GateOrigin.CONFIGURED, gate.line, gate.must_fail_first
        )
    problem = (
        f"the gate '{one_line(gate.command, 60)}' is configured with an empty command, which always passes"
    )
    cure = "give it a command under 'gates:' in .orchestrator/config.yaml"
    return Complaint(gate.path, gate.line, "unresolved-gate", problem, cure)


def _built_in(gate: WrittenGate, command: str, is_program: Callable[[str], bool]) -> Gate | Complaint:
    name = gate.command.casefold()
    program = PROGRAM_OF.get(name, command.split()[0])
    for place in PLACES:
        if is_program(place + program):
            found = command.replace(program, place + program, 1)
            return Gate(
                gate.command, found, gate.meaning, GateOrigin.BUILT_IN, gate.line, gate.must_fail_first
            )
    return _not_installed(gate, program)


def _not_installed(gate: WrittenGate, program: str) -> Complaint:
    problem = f"the gate '{one_line(gate.command, 60)}' needs the program '{program}', which is not installed"
    cure = (
        "install it, or write its command under 'gates:' in .orchestrator/config.yaml "
        f"({_key(gate)}: COMMAND)"
    )
    return Complaint(gate.path, gate.line, "unresolved-gate", problem, cure)


def _unresolved(gate: WrittenGate, problem: str, configured: Mapping[str, str]) -> Complaint:
    tick = gate.meaning.find("`")
    span = code_span(gate.meaning, tick) if tick >= 0 else None
    if span:
        cure = f"put the command first: - `{one_line(span[0], 60)}`: {_key(gate)}"
    else:
        hint = nearest(gate.command, [*configured, *BUILT_IN])
        hint = f"{hint} If not, " if hint.startswith("did you mean") else ""
        cure = (
            f"{hint}write the command itself (- `COMMAND`: {_key(gate)}), "
            f"or name it under 'gates:' in .orchestrator/config.yaml ({_key(gate)}: COMMAND)"
        )
    return Complaint(gate.path, gate.line, "unresolved-gate", problem, cure)


def _key(gate: WrittenGate) -> str:
    return one_line(gate.command, 40)
