"""Gates as they are written: in the items of lists, the rows of tables, the lines of code fences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import Item, code_span, items
from orchestrator.plan.markdown import Line
from orchestrator.plan.must_fail import ends_marked, without_mark
from orchestrator.text import one_line

_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|\\.|:(?=\s)|:$")
_SEPARATORS = (":", "-", "\u2013", "—", "(", ",", "→", "=>", "=")
_SHELL_OPERATORS = ("&", "|", ";", "<", ">", "`")
# A name, a dash or an arrow, and a command in backticks; compiled at its first use.
_NAME_AND_CODE = r"([^`:]*[^`:\s])[ \t]+(?:[-\u2013—→➜=]|=>|->)[ \t]+(?=`)"
_DASHED = re.compile(
    r"\s(?:[\u2013—→➜]|-\s+[A-Za-z0-9][\w%]*(?:\s+[\w%]+)*[.!]?$)"
)  # maybe where the command ends
_ANOTHER = r",\s*(?:(?:and|then|or)\s+)?`"  # behind a command: one more, not what the first means
_LABELS = ("command", "cmd", "run")  # they say of what follows that it is the command


class WrittenGate(NamedTuple):
    """A gate as the author wrote it."""

    path: str
    line: int
    command: str  # the text before the colon, or in the backticks
    meaning: str  # without the mark of the next field
    must_fail_first: bool = False
    stated: str = ""  # a command that stands beside the name of the gate
    sure: bool = False  # nothing else can be meant by it
    besides: str = ""  # the meaning without it


def written(path: str, lines: Iterable[Line]) -> tuple[list[WrittenGate], list[Complaint]]:
    """The gates of a gates section; none at all is right only when it is said with a reason.

    They are the items of lists; without any, the rows of tables and the lines of code fences.
    """
    lines = list(lines)
    listed = items(lines)
    code = any(line.code for line in lines)
    if not listed and (code or any("|" in line.text for line in lines)):
        found, complaints = _unlisted(path, lines)
    else:
        found, complaints = _listed(path, listed)
        if listed:
            found = _with_fences(path, lines, listed, found, complaints) if code else found
            complaints += _tables_beside(path, lines)
    wanted = [gate for gate in found if gate.command.casefold() != "none"]
    complaints += _purposely_none(path, found, wanted)
    if not (found or complaints):
        complaints.append(_no_gates(path, lines))
    return wanted, complaints


def _listed(path: str, listed: Iterable[Item]) -> tuple[list[WrittenGate], list[Complaint]]:
    """The gates of list items, `none` among them."""
    gates = [_split(path, item) for item in listed]
    return (
        [gate for gate in gates if isinstance(gate, WrittenGate)],
        [gate for gate in gates if isinstance(gate, Complaint)],
    )


def _purposely_none(
    path: str, found: Sequence[WrittenGate], wanted: Sequence[WrittenGate]
) -> Iterator[Complaint]:
    for gate in found:
        if gate.command.casefold() == "none" and not gate.meaning:
            problem = "no gates are wanted, but no reason is given"
            cure = "write - none: why nothing can be checked"
            yield Complaint(path, gate.line, "no-reason", problem, cure)
    if wanted and len(wanted) < len(found):
        problem = "there are gates and 'none' beside them"
        cure = "remove the item 'none' or the gates"
        yield Complaint(path, wanted[0].line, "none-among-gates", problem, cure)


def _unlisted(path: str, lines: Sequence[Line]) -> tuple[list[WrittenGate], list[Complaint]]:
    """The gates of a section without list items."""
    from orchestrator.plan.stated import fenced, tabled  # few plans write them so
    from orchestrator.plan.tables import tables

    rows, complaints = fenced(path, lines)
    explained = [
        row for row in rows if row.name.split()[0].endswith(":")
    ]  # no shell reads `pytest: all pass`
    found = [_gate(path, row.line, row.name, row.meaning) for row in rows if row not in explained]
    named, wrong = _listed(path, [Item(row.line, row.name, None) for row in explained])
    found = sorted([*found, *named], key=lambda gate: gate.line)
    complaints += wrong
    for table in tables(lines):
        for row in tabled(table):
            if row.command:
                gate = _gate(path, row.line, row.name or row.command, row.meaning)
                found.append(
                    gate._replace(stated=row.command, sure=True, besides=gate.meaning) if row.name else gate
                )
                continue
            text = f"{row.name}: {row.meaning}" if row.meaning else row.name
            gates, wrong = _listed(path, [Item(row.line, text, None)])
            found += gates
            complaints += wrong
    return found, complaints


def _with_fences(
    path: str,
    lines: Sequence[Line],
    listed: Sequence[Item],
    found: Iterable[WrittenGate],
    complaints: list[Complaint],
) -> list[WrittenGate]:
    """The gates with the commands that stand in a code fence below them."""
    from orchestrator.plan.stated import beneath  # few plans write them so

    below = beneath(path, lines, listed)
    code = {item.line for item in listed if item.text.lstrip("*").startswith("`")}
    gates: list[WrittenGate] = []
    for gate in found:
        stated = None if gate.line in code else below.get(gate.line)
        if isinstance(stated, Complaint):
            complaints.append(stated)
            continue
        if stated and gate.stated not in ("", stated.command):
            complaints.append(two_commands(gate, gate.stated, stated.command))
        elif stated:
            gate = gate._replace(stated=stated.command, sure=stated.sure, besides=gate.meaning)
        gates.append(gate)
    return gates


def _tables_beside(path: str, lines: Sequence[Line]) -> Iterator[Complaint]:
    """Complaints about tables of commands beside a list: what could be a gate is never passed over."""
    if not any("|" in line.text for line in lines):
        return
    from orchestrator.plan.stated import has_commands
    from orchestrator.plan.tables import tables

    for table in tables(lines):
        if has_commands(table):
            problem = "a table of commands stands beside the list of gates"
            cure = "keep one of them: the rows of the table may be gates, or an explanation of the list"
            yield Complaint(path, table.line, "unclear-gate", problem, cure)


def _no_gates(path: str, lines: Iterable[Line]) -> Complaint:
    text = next((line for line in lines if any(char.isalnum() for char in line.text)), None)
    if text:
        problem = "the section 'Gates' lists no gate, so that nothing would check the work"
        cure = "write items such as - pytest: all tests pass (or, on purpose, - none: reason)"
        return Complaint(path, text.number, "no-gates", problem, cure)
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
    if "`" in command:
        return _named_code(path, item.line, text) or _unclear(path, item.line, text)
    if _DASHED.search(command):
        return _unclear(path, item.line, text)
    return _with_stated(_gate(path, item.line, command, meaning, marked=marked))


def _named_code(path: str, line: int, text: str) -> WrittenGate | None:
    """A gate such as ``Lint → `ruff check .` (0 errors)``."""
    named = re.match(_NAME_AND_CODE, text)
    gate = _with_stated(_gate(path, line, named[1], text[named.end() :])) if named else None
    return gate if gate and gate.stated else None


def _with_stated(gate: WrittenGate) -> WrittenGate:
    """The gate with the command that stands in its meaning."""
    if "`" not in gate.meaning:
        return gate
    from orchestrator.plan.stated import in_meaning  # few plans write them so

    stated = in_meaning(gate.meaning)
    if stated is None:
        return gate
    if gate.command.casefold() in _LABELS:
        return gate._replace(command=stated.command, meaning=stated.besides)
    return gate._replace(stated=stated.command, sure=stated.sure, besides=stated.besides)


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
    another = rest.startswith(",") and re.match(_ANOTHER, rest)
    if another or rest.startswith(_SHELL_OPERATORS) or ("`" in rest.partition(": ")[0] and not explained):
        return _unclear(path, line, text)
    return _gate(path, line, command, rest.lstrip(":-\u2013—=>→, ") if explained else rest)


def two_commands(gate: WrittenGate, one: str, other: str) -> Complaint:
    """The complaint about a gate that can be read in two ways."""
    problem = (
        f"the gate '{one_line(gate.command, 40)}' may mean `{one_line(one, 60)}` or `{one_line(other, 60)}`"
    )
    cure = "write the one that is to run first: - `COMMAND`: what it means"
    return Complaint(gate.path, gate.line, "unclear-gate", problem, cure)


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
