"""Gates that could not tell good work from bad, or that would not start."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from orchestrator.advice.shell import Piece, pieces
from orchestrator.advice.subject import Subject, Text
from orchestrator.model.plan import Complaint, Gate, Phase
from orchestrator.plan.inline import items
from orchestrator.plan.tools import first_word
from orchestrator.text import one_line
from orchestrator.weakening.gates import matters, signs
from orchestrator.weakening.kinds import Kind

# A simple command that passes whatever the work is like.
_IDLE = re.compile(
    r"(?:true|:|echo|printf|pwd|ls|date|sleep|whoami|hostname)(?:\s[^<>]*)?"
    r"|exit(?:\s+0)?|cd(?:\s+\.)?"
    r"|(?:test|\[)\s+-[defrswxh]\s+[\"']?(?:\.|\./|/|\.\.)[\"']?(?:\s+\])?"
    r"|(?:test|\[)\s+([\w\"']+)\s+(?:=|==|-eq|-ge|-le)\s+\1(?:\s+\])?"
)
# With nothing to read they end at once; behind a pipe they read.
_READER = re.compile(r"(?:python[0-9.]*|node|ruby|perl|php|lua|sh|bash|zsh|cat)")
_LISTING = re.compile(r"ls\s+[^-\s]")  # of something that may not be there
# Of the shell itself; no file has to be found for them.
_BUILTINS = frozenset(
    (
        *(".", ":", "[", "[[", "alias", "bg", "break", "cd", "command", "continue", "echo", "eval", "exec"),
        *("exit", "export", "false", "fg", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd"),
        *("read", "readonly", "return", "set", "shift", "test", "times", "trap", "true", "type", "ulimit"),
        *("umask", "unalias", "unset", "wait", "fi", "done", "esac", "}", ")"),
    )
)


def gates(subject: Subject) -> Iterator[Complaint]:
    """What is to be said of the gates of a plan without errors, phase by phase."""
    for phase, text in subject.each():
        if not phase.gates:
            yield _none(text)
        for number, gate in enumerate(phase.gates):
            yield from _repeated(phase, gate, phase.gates[:number])
            yield from _proves_little(phase, gate)
            if not subject.settings.launcher:  # behind one, programs are looked up elsewhere
                yield from _missing(phase, gate, subject)


def _none(text: Text) -> Complaint:
    listed = (
        item for item in items(text.sections["gates"]) if item.text.casefold().strip("*`")[:4] == "none"
    )
    line = next((item.line for item in listed), 0)
    problem = "the phase has no gate, so that only tasks, notes and the worker's word speak for it"
    cure = "write a command that is red before the work and green after it, if there is any"
    return Complaint(text.path, line, "no-gate", problem, cure)


def _repeated(phase: Phase, gate: Gate, earlier: Iterable[Gate]) -> Iterator[Complaint]:
    for other in earlier:
        if other.command == gate.command:
            problem = f"{_named(gate)} runs the same command as the gate in line {other.line}"
            yield Complaint(phase.path, gate.line, "gate-twice", problem, "remove one of them")
            return


def _proves_little(phase: Phase, gate: Gate) -> Iterator[Complaint]:
    hidden = _hides(gate.command)
    if idle(gate.command):
        problem = f"{_named(gate)} passes whatever the work is like"
    elif hidden:
        problem = f"{_named(gate)} passes even when its check fails, because of '{one_line(hidden, 40)}'"
    else:
        return
    cure = "write a command that fails as long as the work is not done"
    yield Complaint(phase.path, gate.line, "gate-proves-little", problem, cure)


def idle(command: str) -> bool:
    """Whether nothing in a command depends on the work."""
    found = pieces(command)
    deciding = [piece for piece in found if piece.before != "|"]  # of a pipe the last command decides
    return bool(deciding) and all(map(_is_idle, deciding))


def _is_idle(piece: Piece) -> bool:
    if piece.after != "|" and _READER.fullmatch(piece.text):
        return True
    return bool(_IDLE.fullmatch(piece.text)) and not _LISTING.match(piece.text)


def _hides(command: str) -> str:
    """What takes the verdict of a command away, as it is written there; empty when nothing does."""
    for sign in signs("", new=False):
        match = sign.pattern.search(command) if sign.kind is Kind.ALWAYS_GREEN else None
        if match and matters(sign, match, command):
            return match[0].strip()
    return ""


def _missing(phase: Phase, gate: Gate, subject: Subject) -> Iterator[Complaint]:
    found = pieces(gate.command)
    if any("||" in (piece.after, piece.before) for piece in found):  # one of them may be enough
        return
    moved = False
    for word in dict.fromkeys(first_word(piece.text) for piece in found):
        known = word in _BUILTINS or not re.fullmatch(r"[\w./+@-]+", word) or (moved and "/" in word)
        moved = moved or word == "cd"
        if not known and not subject.around.is_program(word):
            problem = f"{_named(gate)} needs '{one_line(word, 60)}', which is no program on your PATH"
            cure = "install it, correct the command, or see that an earlier phase puts it there"
            yield Complaint(phase.path, gate.line, "gate-program-missing", problem, cure)


def _named(gate: Gate) -> str:
    return f"the gate '{one_line(gate.name, 60)}'"
