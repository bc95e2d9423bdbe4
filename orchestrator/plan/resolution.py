"""From what is written of a gate to the command that runs, or to a complaint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from orchestrator.model.plan import Complaint, Gate, GateOrigin
from orchestrator.plan.gates import WrittenGate, two_commands
from orchestrator.plan.inline import code_span
from orchestrator.plan.prose import is_aim
from orchestrator.plan.tools import BUILT_IN, PLACES, PROGRAM_OF, always_true, first_word, is_shell
from orchestrator.text import nearest, one_line, printable

_LONGEST = 30_000  # characters of a command; the kernel takes 131,072 bytes
# `make test (all of them)`: for a shell a mistake, so it can only be a command and what it means.
_EXPLAINED = r"([^()`$\"'\\]*[\w./%-])[ \t]+\(([^()`$\"'\\;|&]+)\)\.?"
_OPENING = (
    "if",
    "elif",
    "while",
    "until",
    "then",
    "else",
    "do",
    "time",
    "in",
)  # of a shell: what follows may be in brackets
_UNREADABLE = ("gate-too-long", "gate-control-character")


def resolve(
    gate: WrittenGate,
    configured: Mapping[str, str],
    is_program: Callable[[str], bool],
    proposals: Sequence[tuple[str, str]] = (),
) -> Gate | Complaint:
    """The command that a written gate stands for.

    The configured one; the one that the author states beside the name; a built-in one; or its own text.

    Args:
        gate: as written.
        configured: the `gates:` map of the configuration.
        is_program: whether a word is an executable on PATH or in the project.
        proposals: name and command of checks that the project has, for the cure of a complaint.
    """
    found = _resolved(gate, configured, is_program)
    if proposals and isinstance(found, Complaint) and found.code == "unresolved-gate":
        from orchestrator.plan.proposing import cure  # only complaints need it

        found = found._replace(cure=cure(found.cure, _key(gate), f"{gate.command} {gate.meaning}", proposals))
    return found


def _resolved(
    gate: WrittenGate, configured: Mapping[str, str], is_program: Callable[[str], bool]
) -> Gate | Complaint:
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
    explained = re.fullmatch(_EXPLAINED, name) if name.rstrip(".").endswith(")") else None
    if explained and explained[1].split()[-1] not in _OPENING:
        meaning = f"{explained[2]}: {gate.meaning}" if gate.meaning else explained[2]
        return _resolved(gate._replace(command=explained[1], meaning=meaning), configured, is_program)
    stated = _stated(gate, configured, is_program) if gate.stated else None
    return stated or _by_itself(gate, configured, is_program)


def _stated(
    gate: WrittenGate, configured: Mapping[str, str], is_program: Callable[[str], bool]
) -> Gate | Complaint | None:
    """The gate with the command beside its name; None when that is none and only explains the gate."""
    own = gate._replace(stated="")
    found = _resolved(own._replace(command=gate.stated), {}, is_program)
    alone = _by_itself(own, configured, is_program)
    if isinstance(found, Complaint):
        needs_program = first_word(gate.stated).casefold() in BUILT_IN
        return found if gate.sure or found.code in _UNREADABLE or needs_program else None
    if isinstance(alone, Gate) and not gate.sure:
        if len(gate.command.split()) > 1:
            return None  # a whole command, which the text in backticks explains
        if gate.command.casefold() not in re.split(r"[^\w.-]+", gate.stated.casefold()):
            return two_commands(gate, alone.command, found.command)
    return found._replace(name=gate.command, meaning=gate.besides)


def _by_itself(
    gate: WrittenGate, configured: Mapping[str, str], is_program: Callable[[str], bool]
) -> Gate | Complaint:
    """What the text of the gate stands for."""
    name = gate.command
    known = BUILT_IN.get(name.casefold())
    if known is not None:
        return _built_in(gate, known, is_program)
    word = first_word(name)
    if is_aim(name):
        problem = f"the gate '{one_line(name, 60)}' names an aim, not a command that checks it"
        return _unresolved(gate, problem, configured)
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
    if span and "`" in gate.meaning[span[1] :]:
        cure = (
            f"write one gate an item, the command of each first: - `{one_line(span[0], 60)}`: what it means"
        )
    elif span:
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
