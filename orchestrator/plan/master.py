"""The master plan: its title, the rows of its phase table, and the lines of its dependency section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from orchestrator.model.plan import Complaint
from orchestrator.plan.ids import LONGEST, is_id, phase_id
from orchestrator.plan.inline import code_span, links, plain
from orchestrator.plan.markdown import Line, divide, scan, title_of, unclosed
from orchestrator.plan.places import Outside, folder_of, link_target, locate
from orchestrator.plan.tables import Row, Table, tables
from orchestrator.text import one_line

_SECTIONS = {
    "phases": "phases",
    "dependencies": "dependencies",
    "dependency graph": "dependencies",
    "phase dependencies": "dependencies",
}
# Read only when no heading says "Phases".
_OTHER_SECTIONS = {
    **{f"phase {noun}": "phases" for noun in ("overview", "summary", "table", "list", "plan", "breakdown")},
    **{
        f"{kind} phases": "phases"
        for kind in ("implementation", "development", "project", "execution", "all", "the")
    },
}
_SUFFIX = re.compile(r"\s[-\u2013—]+\s+master plan\s*$", re.IGNORECASE)

# `Phase 1: Setup`, `1. Setup`, `P1 - Setup`; compiled at its first use, few tables have one column for both.
_ID_AND_TITLE = r"(?:[Pp]hase[ \t]+)?#?([A-Za-z]?\d[\w.]*\w|[A-Za-z]?\d)(?:\.?[ \t]*[:\u2013—-]|\.)[ \t]*(.+)"

# What a column may be called; the first name that the header has wins.
_COLUMNS = {
    "id": ("phase id", "phase", "id", "#", "no", "no.", "phase #", "phase no.", "phase number", "nr", "nr."),
    "title": ("title", "name", "phase title", "phase name", "description", "document", "plan"),
    "file": (
        "file",
        "phase file",
        "link",
        "path",
        "document",
        "doc",
        "plan",
        "plan file",
        "phase plan",
        "details",
    ),
    "focus": ("focus",),
    "risk": ("risk", "risk level"),
    "status": ("status",),
    "depends": ("depends on", "dependencies", "depends", "dependency"),
}


class PhaseRow(NamedTuple):
    """What the table says of one phase; the path is empty when the row names no usable file."""

    line: int
    id: str
    title: str
    path: str
    focus: str
    risk: str
    status: str
    depends: str  # as written


class Master(NamedTuple):
    """A master plan as read; what is wrong stands in the complaints, and the rows may hold it still."""

    title: str
    rows: list[PhaseRow]
    dependencies: list[Line]
    complaints: list[Complaint]


def parse(path: str, text: str) -> Master:
    """Read the text of the master plan at `path` (relative to the project root)."""
    document = scan(text)
    sections = divide(document.lines, _SECTIONS)
    if not sections["phases"]:
        sections = divide(document.lines, _SECTIONS | _OTHER_SECTIONS)
    complaints = list(unclosed(path, text, document))
    rows: list[PhaseRow] = []
    chosen = _choose(tables(sections["phases"]))
    if not chosen:
        complaints.append(_no_table(path, document.lines))
    elif len(chosen) > 1 and (not _linked(chosen[0]) or _same_ids(chosen)):
        complaints.append(_ambiguous(path, chosen))
        chosen = chosen[:1]
    for table in chosen:
        places = _places(table)
        rows += [_row(path, table, places, row, complaints) for row in table.rows if any(row.cells)]
    if chosen and not rows:
        problem = "the phase table has no rows"
        complaints.append(Complaint(path, chosen[0].line, "empty-plan", problem, "write one row a phase"))
    complaints += _repeats(path, rows)
    return Master(_title(path, document.lines), rows, sections["dependencies"], complaints)


def _title(path: str, lines: tuple[Line, ...]) -> str:
    title = plain(title_of(lines))
    return _SUFFIX.sub("", title) or path.rpartition("/")[2].removesuffix(".md")


def _places(table: Table) -> dict[str, int]:
    """The index of each column that we know."""
    found: dict[str, int] = {}
    for meaning, names in _COLUMNS.items():
        index = next((table.columns.index(name) for name in names if name in table.columns), None)
        if index is not None:
            found[meaning] = index
    if "title" not in found and "phase" in table.columns:  # | # | Phase |: here the phase is the title
        number = next((table.columns.index(name) for name in ("id", "#") if name in table.columns), None)
        if number is not None:
            found |= {"id": number, "title": table.columns.index("phase")}
        else:  # | Phase | Focus |: `Phase 1: Setup` is both
            found |= {"title": table.columns.index("phase")}
    return found


def _choose(found: list[Table]) -> list[Table]:
    """The tables that list phases: those with the columns, with links rather than without.

    Several tables with links are one plan in parts. Of tables without, that with a column for files counts.
    """
    fitting = [table for table in found if {"id", "title"} <= _places(table).keys()]
    linked = [table for table in fitting if _linked(table)]
    named = [table for table in fitting if "file" in _places(table) and table.rows]
    return linked or named or fitting[:1]


def _linked(table: Table) -> bool:
    return any("](" in cell for row in table.rows for cell in row.cells)


def _same_ids(found: list[Table]) -> bool:
    """Whether two of the tables list the same phase."""
    ids = [
        {phase_id(row.cells[_places(table)["id"]]).casefold() for row in table.rows if _has_id(table, row)}
        for table in found
    ]
    return len(set().union(*ids)) < sum(map(len, ids))


def _has_id(table: Table, row: Row) -> bool:
    return _places(table)["id"] < len(row.cells)


def _ambiguous(path: str, found: list[Table]) -> Complaint:
    lines = " and ".join(str(table.line) for table in found[:5])
    problem = f"the tables of lines {lines} may each be the phase table"
    cure = "keep one of them under '## Phases', and move the others under headings of their own"
    return Complaint(path, found[1].line, "ambiguous-table", problem, cure)


def _no_table(path: str, lines: tuple[Line, ...]) -> Complaint:
    cure = "write '## Phases' and below it a table with a header row (| Phase | Title |) and a row of dashes"
    elsewhere = _choose(tables(lines))
    if elsewhere:
        cure = f"move the table of line {elsewhere[0].line} under a heading '## Phases'"
    return Complaint(path, 0, "no-table", "there is no phase table in a section '## Phases'", cure)


def _row(
    path: str, table: Table, places: Mapping[str, int], row: Row, complaints: list[Complaint]
) -> PhaseRow:
    if any(row.cells[len(table.columns) :]):
        problem = f"the row has {len(row.cells)} cells, the header {len(table.columns)}"
        cure = r"write a pipe in a cell as \|"
        complaints.append(Complaint(path, row.line, "too-many-cells", problem, cure))

    def cell(meaning: str) -> str:
        index = places.get(meaning, len(row.cells))
        return row.cells[index] if index < len(row.cells) else ""

    number, title = phase_id(cell("id")), plain(cell("title"))
    if places["id"] == places["title"]:
        both = re.match(_ID_AND_TITLE, title)
        number, title = (both[1], both[2]) if both else (number, title)
    return PhaseRow(
        row.line,
        _checked_id(path, row.line, number, complaints),
        title or number,
        _file(path, row.line, (cell("title"), cell("id")), cell("file"), complaints),
        plain(cell("focus")),
        plain(cell("risk")),
        plain(cell("status")),
        cell("depends"),
    )


def _checked_id(path: str, line: int, found: str, complaints: list[Complaint]) -> str:
    if is_id(found):
        return found
    cure = "write an id such as 1, 3.1, 2a or setup"
    if found:
        what = f"longer than {LONGEST} characters" if len(found) > LONGEST else "no phase id"
        problem = f"'{one_line(found, 40)}' is {what}"
        complaints.append(Complaint(path, line, "bad-id", problem, cure))
    else:
        complaints.append(Complaint(path, line, "no-id", "the phase has no id", cure))
    return ""


def _file(path: str, line: int, linked: tuple[str, str], named: str, complaints: list[Complaint]) -> str:
    """The path of the phase file, from a link in one of the cells or from the text of the file column."""
    targets = [link.target for text in (*linked, named) for link in links(text)][:1]
    if not targets and named:
        span = code_span(named)
        targets = [span[0] if span else named]
    target = link_target(targets[0]) if targets else ""
    if not target:
        problem = "the phase names no file"
        cure = "link its title: [Setup](phase1-setup.md), or [Setup](<a name with blanks.md>)"
        complaints.append(Complaint(path, line, "no-link", problem, cure))
        return ""
    place = locate(folder_of(path), target)
    if isinstance(place, Outside):
        complaints.append(Complaint(path, line, f"link-{place.code}", place.problem, place.cure))
        return ""
    if place == path:
        problem = "the phase links to the master plan itself"
        cure = "give the phase a file of its own"
        complaints.append(Complaint(path, line, "link-to-itself", problem, cure))
        return ""
    return place


def _repeats(path: str, rows: list[PhaseRow]) -> list[Complaint]:
    """Ids (in any case: they name folders) and files that more than one row has."""
    found: list[Complaint] = []
    ids: dict[str, int] = {}
    files: dict[str, int] = {}
    for row in rows:
        if row.id and ids.setdefault(row.id.casefold(), row.line) != row.line:
            problem = f"the id '{row.id}' is taken by line {ids[row.id.casefold()]}"
            found.append(Complaint(path, row.line, "duplicate-id", problem, "give every phase its own id"))
        if row.path and files.setdefault(row.path, row.line) != row.line:
            problem = f"'{row.path}' is the file of line {files[row.path]} already"
            found.append(Complaint(path, row.line, "shared-file", problem, "give every phase its own file"))
    return found


def sections(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines of a master plan by section (`phases`, `dependencies`); the rest under ""."""
    return divide(lines, _SECTIONS)
