"""The command that stands beside the name of a gate: `- lint: 0 errors (command: ...)`, a fence, a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import Item, code_span, plain
from orchestrator.plan.markdown import Line
from orchestrator.plan.tables import Table
from orchestrator.text import one_line

# Patterns as text are compiled at their first use: a plan has them or not, and every start would pay.
_NAMED = r"(?i)[(\[]?\b(?:command|cmd|run)s?:[ \t]*(`+)"
_FENCE = r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|>\s?)*(?:`{3,}|~{3,})[ \t]*(\w*)"
_SHELLS = ("", "bash", "sh", "shell", "zsh", "console", "terminal")
_EXPLAINED = ("(", ",", ";", ".", ":", "-", "\u2013", "—", "→", "➜", "=>")  # what may stand behind a command
# One line that needs those before or behind it: then the fence is a script, not a list.
_SCRIPT = (
    r"(?:cd|export|source|set|unset|if|then|else|fi|for|while|until|do|done|case|esac|function)\b"
    r"|[.{}()]|[A-Za-z_]\w*=\S*$|.*<<|.*(?:&&|\|\||\|)$"
)
_LABEL = r"(?i)(?:command|cmd|run):[ \t]*"
_COMMANDS = ("command", "commands", "cmd", "check command", "verification command", "how to verify")
_NAMES = ("gate", "gates", "check", "name", "tool", "quality gate")
_NOT_SAID = ("#", "no", "no.", "status", "id")
_NOTHING = ("", "-", "\u2013", "—", "n/a", "none")


class Stated(NamedTuple):
    """A command, and whether the text around it leaves no other reading."""

    command: str
    sure: bool
    besides: str = ""  # what the meaning of the gate says without it


class Row(NamedTuple):
    """A gate of a table: its name, its command (empty without such a column), and what else the row says."""

    line: int
    name: str
    command: str
    meaning: str


def in_meaning(meaning: str) -> Stated | None:
    """The command in what follows the name of a gate: marked by `command:`, or in backticks at its start."""
    if "`" not in meaning:
        return None
    named = re.search(_NAMED, meaning)
    span = code_span(meaning, named.start(1)) if named else None
    if span:
        start = named.start() if named else 0
        end = span[1] + (meaning[start] in "([" and meaning[span[1] : span[1] + 1] in (")", "]"))
        return Stated(
            span[0].strip(), True, f"{meaning[:start].rstrip(' ,;:')} {meaning[end:].lstrip()}".strip()
        )
    text = meaning.lstrip(":-\u2013—→➜=> ")
    span = code_span(text)
    if not span or not span[0].strip():
        return None
    rest = text[span[1] :].strip()
    explained = not rest or rest.startswith(_EXPLAINED)
    if not explained or "`" in rest:
        return None
    return Stated(span[0].strip(), False, rest.lstrip(",;.:-\u2013—→➜=> "))


def beneath(path: str, lines: Sequence[Line], listed: Sequence[Item]) -> dict[int, Stated | Complaint]:
    """Line of an item -> the one command in an indented code fence that belongs to it."""
    found: dict[int, Stated | Complaint] = {}
    for fence in _fences(lines):
        owner = next((item for item in reversed(listed) if item.line < fence[0].number), None)
        if owner is None or not fence[0].text[:1].isspace():
            continue
        written = [command.text for command in _commands(fence)]
        commands = [re.sub(_LABEL, "", text) for text in written]
        sure = _language(fence[0]) != "" or commands != written  # else it may be what the gate prints
        if len(commands) > 1 and not sure:
            continue
        if len(commands) > 1 or owner.line in found:
            problem = "below one gate stand several commands, which may be one script or several gates"
            cure = "write one gate an item: - `COMMAND`: what it means"
            found[owner.line] = Complaint(path, fence[0].number, "unclear-gate", problem, cure)
        elif commands:
            found[owner.line] = Stated(commands[0], sure)
    return found


def fenced(path: str, lines: Sequence[Line]) -> tuple[list[Row], list[Complaint]]:
    """The commands of code fences, one gate a line."""
    found: list[Row] = []
    complaints: list[Complaint] = []
    for fence in _fences(lines):
        commands = _commands(fence)
        script = next((one for one in commands if re.match(_SCRIPT, one.text)), None)
        if script:
            problem = (
                f"the line '{one_line(script.text, 40)}' makes the fence a script, "
                "while each line of a list of gates runs on its own"
            )
            cure = "write one gate an item, such as - `cd web && npm test`: what it means, or name a script"
            complaints.append(Complaint(path, script.number, "unclear-gate", problem, cure))
        else:
            found += [Row(one.number, one.text, "", "") for one in commands]
    return found, complaints


def _fences(lines: Sequence[Line]) -> list[list[Line]]:
    """The code fences of shells, each with its first line, which opens it."""
    found: list[list[Line]] = []
    inside = False
    for line in lines:
        if not line.code:
            inside = False
            continue
        opening = re.match(_FENCE, line.text)
        if not inside:
            inside = True
            found.append([line])
        elif opening and not opening[1] and len(found[-1]) > 0:
            inside = False  # closed; another fence may follow at once
        else:
            found[-1].append(line)
    return [fence for fence in found if _language(fence[0]) in _SHELLS]


def _language(line: Line) -> str:
    match = re.match(_FENCE, line.text)
    return match[1].casefold() if match else "?"


def _commands(fence: Sequence[Line]) -> list[Line]:
    """The commands of a fence: no blank lines, no comments, no prompts, continued lines joined."""
    found: list[Line] = []
    open_line = False
    for line in fence[1:]:
        text = line.text.strip()
        if open_line:
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {text}")
        elif text and not text.startswith("#"):
            found.append(line._replace(text=text.removeprefix("$ ").strip()))
        else:
            continue
        open_line = found[-1].text.endswith("\\") and not found[-1].text.endswith("\\\\")
        if open_line:
            found[-1] = found[-1]._replace(text=found[-1].text[:-1].rstrip())
    markdown = any(re.match(r"[-*+] |\||#", line.text) for line in found)  # an example, not commands
    return [] if markdown else found


def has_commands(table: Table) -> bool:
    """Whether a table has a column of commands."""
    return any(name in _COMMANDS for name in table.columns)


def tabled(table: Table) -> list[Row]:
    """The gates of a table that has a column for their names or commands; none of another one."""
    where = {name: index for index, name in reversed(list(enumerate(table.columns)))}
    command = next((where[name] for name in _COMMANDS if name in where), None)
    name = next((where[name] for name in _NAMES if name in where), None)
    if command is None and name is None:
        return []
    told = [
        i for i, column in enumerate(table.columns) if i not in (command, name) and column not in _NOT_SAID
    ]
    found: list[Row] = []
    for row in table.rows:
        cells = [*row.cells, *[""] * (len(table.columns) - len(row.cells))]
        written = "" if command is None else _command(cells[command])
        title = "" if name is None else cells[name]
        meaning = "; ".join(cells[i] for i in told if cells[i])
        if any(cells):
            found.append(Row(row.line, title if command is None else plain(title), written, meaning))
    return found


def _command(cell: str) -> str:
    span = code_span(cell)
    if span and not cell[span[1] :].strip():
        return span[0].strip()
    return "" if cell.casefold() in _NOTHING else cell
