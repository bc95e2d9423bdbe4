"""The section `## Agents to Use`, where REQUIRED marks the agents that must not be left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.model.plan import Complaint
from orchestrator.plan.inline import Item, items, plain
from orchestrator.plan.markdown import Line
from orchestrator.plan.tables import Table, tables
from orchestrator.text import one_line

_KINDS = ("agents", "subagents", "sub-agents")
SECTIONS = {
    **{f"{kind} to {verb}": "agents" for kind in _KINDS for verb in ("use", "invoke", "run")},
    **{f"required {kind}": "required" for kind in _KINDS},
    **{f"mandatory {kind}": "required" for kind in _KINDS},
}
NAME = r"[A-Za-z0-9][A-Za-z0-9_.:-]*"
_COLUMNS = ("agent", "subagent", "sub-agent", "agent name")
_REQUIRED = ("required", "mandatory")
_YES = ("yes", "y", "true", "x", "required", "mandatory", "always")
_NO = ("", "no", "n", "false", "optional", "-", "\u2013", "—", "n/a")
_MARK = r"(?<![\w-])(?:REQUIRED|MANDATORY)(?![\w-])|(?i:\((?:required|mandatory)\))"
# Behind or before the mark: then it holds only at times, or not at all.
_AT_TIMES = r"(?i)\b(?:if|when|unless|only|where)\b"
_NOT = r"(?i)\bnot[ \t]+\(?(?:required|mandatory)"
_FIRST = r"(?:\*\*|`|@)*(?:AGENT[ \t]*:[ \t]*)?(" + NAME + r")(?:\*\*|`)*"


def required(path: str, sections: dict[str, list[Line]]) -> tuple[list[str], list[Complaint]]:
    """The agents that the sections (of `SECTIONS`) of a phase file require, in their order."""
    agents: list[str] = []
    complaints: list[Complaint] = []
    for section, lines in sections.items():
        if not section:
            continue
        wanted = [*_rows(lines, every=section == "required"), *_items(lines, every=section == "required")]
        for line, written, words in wanted:
            name = re.fullmatch(_FIRST, written.strip())
            if re.search(_AT_TIMES, words):
                problem = f"the agent '{one_line(plain(written), 40)}' is required only at times"
                cure = "write REQUIRED alone, or leave the word out when the phase may go without the agent"
                complaints.append(Complaint(path, line, "unclear-agent", problem, cure))
            elif name is None:
                problem = f"'{one_line(plain(written), 40)}' is no name of an agent"
                cure = "write the name that its definition has, such as code-reviewer"
                complaints.append(Complaint(path, line, "bad-agent", problem, cure))
            else:
                agents.append(name[1].rstrip(".:-"))
    return agents, complaints


def _rows(lines: Sequence[Line], *, every: bool) -> Iterator[tuple[int, str, str]]:
    """Line, name and words around the mark, of each row that requires its agent."""
    for table in tables(lines):
        column = next((table.columns.index(name) for name in _COLUMNS if name in table.columns), None)
        if column is None:
            continue
        for row in table.rows:
            cells = [*row.cells, *[""] * (len(table.columns) - len(row.cells))]
            words = _words(table, cells, every=every)
            if words is not None and cells[column]:
                yield (
                    row.line,
                    re.sub(_MARK, "", cells[column]).replace("****", "").replace("()", "").strip(),
                    words,
                )


def _words(table: Table, cells: Sequence[str], *, every: bool) -> str | None:
    """What says in a row that its agent is required; None when nothing does."""
    column = next((i for i, name in enumerate(table.columns) if name.rstrip("? ") in _REQUIRED), None)
    if column is not None:
        cell = plain(cells[column]).strip().rstrip(".!").casefold()
        return (
            None
            if cell in _NO
            else ""
            if cell in _YES or not any(c.isalnum() for c in cell)
            else f"if {cell}"
        )
    marked = next((cell for cell in cells if re.search(_MARK, cell) and not re.search(_NOT, cell)), None)
    return marked if marked is not None else "" if every else None


def _items(lines: Sequence[Line], *, every: bool) -> Iterator[tuple[int, str, str]]:
    """The same of list items: `- code-reviewer: looks at it (REQUIRED)`."""
    for item in items(lines):
        marked = re.search(_MARK, item.text) and not re.search(_NOT, item.text)
        always = every or re.search(r"\*\*AGENT[ \t]*:", item.text)
        if marked or always:
            yield item.line, _first(item), item.text if marked else ""


def _first(item: Item) -> str:
    """The name that an item begins with, or its words up to the explanation."""
    text = re.sub(_MARK, "", item.text).lstrip(" -\u2013—:")
    begin = re.match(_FIRST + r"(?=[ \t]*(?:$|[:(\u2013—,]|-[ \t]|agent\b|sub-?agent\b))", text)
    return begin[0] if begin else re.split(r"[:(\u2013—]|[ \t]-[ \t]", text, maxsplit=1)[0]


def in_step(text: str) -> str:
    """The agent of a step such as `doc-sync agent: brings the lists up to date (REQUIRED)`; else empty."""
    if not re.search(_MARK, text) or re.search(_AT_TIMES, text):
        return ""
    step = re.match(r"(?:the )?[*`@]*(" + NAME + r")[*`]*[ \t]+(?:sub-?)?agent\b", text, re.IGNORECASE)
    plainly = step and ("-" in step[1] or "`" in text[: step.end()] or "@" in text[: step.end()])
    return step[1] if step and plainly else ""
