"""The rows of what is shown of a phase: its log, gates, findings, details, and the help in their place."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.model.display import DisplayLine
from orchestrator.model.dossier import AttemptEntry, Dossier
from orchestrator.views.attempt import dossier_text, finding_text, gate_text
from orchestrator.views.styled import OF_LINE, Glyphs, Row, Segment, Style
from orchestrator.views.watch_keys import Tab

HANGING = 2  # columns by which a line goes on further right
HELP = (
    "Keys",
    "  up, down, j, k          the phase above, below",
    "  f                       follow the phase under way",
    "  1 2 3 4, tab, arrows    log, gates, findings, details",
    "  PgUp, PgDn, b, blank    a screen back, on",
    "  g, G                    to the beginning; to the end, where a log is followed",
    "  /, n                    search; the next place",
    "  s                       stop the run, after a question",
    "  ?                       this help; escape leaves it, and a search",
    "  q                       leave; the run goes on",
)
LEVELS = {"critical": Style.BAD, "high": Style.BAD, "low": Style.WARN}


def said(line: DisplayLine, columns: int, glyphs: Glyphs) -> list[Row]:
    """A line of a session, over as many rows as it takes."""
    return _folded(line.said, columns, OF_LINE[line.kind], glyphs)


def session_head(attempt: int, ordinal: int, columns: int, glyphs: Glyphs) -> Row:
    """What stands above the lines of a session."""
    return _ruled(f"attempt {attempt}" + (f", session {ordinal}" if ordinal > 1 else ""), columns, glyphs)


def note(text: str, columns: int, glyphs: Glyphs) -> list[Row]:
    """A word of ours where there is nothing else to show."""
    return _folded(text, columns, Style.DIM, glyphs)


def help_rows(columns: int, glyphs: Glyphs) -> list[Row]:
    """What the keys do."""
    return [row for line in HELP for row in _folded(line, columns, Style.PLAIN, glyphs, hanging=26)]


def tab_rows(tab: Tab, dossier: Dossier, columns: int, glyphs: Glyphs) -> list[Row]:
    """Gates, findings or details of a phase; the last attempt first, but for the details."""
    if tab is Tab.DETAILS:
        return _headed(dossier_text(dossier, columns, whole_diff=False), Style.BOLD, columns, glyphs)
    part = _gates if tab is Tab.GATES else _findings
    rows: list[Row] = []
    for attempt in reversed(dossier.attempts):
        rows += [_ruled(f"attempt {attempt.number}", columns, glyphs), *part(attempt, columns, glyphs)]
    return rows or note("No attempt was made yet.", columns, glyphs)


def _gates(attempt: AttemptEntry, columns: int, glyphs: Glyphs) -> list[Row]:
    rows: list[Row] = []
    for gate in attempt.gates:
        head = Style.GOOD if gate.exit_code == 0 else Style.BAD
        rows += _headed(gate_text(gate, columns), head, columns, glyphs)
    for name, before in attempt.before:
        how = "passes already" if before.exit_code == 0 else "does not pass yet"
        rows += note(f"before the work: gate {name} {how}", columns, glyphs)
    return rows or note("no gate ran yet", columns, glyphs)


def _findings(attempt: AttemptEntry, columns: int, glyphs: Glyphs) -> list[Row]:
    rows: list[Row] = []
    for finding in attempt.findings:
        head = Style.DIM if finding.accepted else LEVELS.get(finding.severity, Style.WARN)
        rows += _headed(finding_text(finding, columns), head, columns, glyphs)
    if attempt.decision is None:
        return [*rows, *note("no verdict yet", columns, glyphs)]
    verdict = f"verdict: {attempt.decision}" + (f": {attempt.reason}" if attempt.reason else "")
    none = [] if rows else note("no findings", columns, glyphs)
    return [*none, *rows, *_folded(verdict, columns, Style.BOLD, glyphs)]


def _headed(text: str, head: Style, columns: int, glyphs: Glyphs) -> list[Row]:
    """Text of several lines, the first of which says what it is about."""
    first, *rest = text.split("\n")
    rows = _folded(first, columns, head, glyphs)
    return rows + [row for line in rest for row in _folded(line, columns, Style.PLAIN, glyphs, hanging=6)]


def _folded(text: str, columns: int, style: Style, glyphs: Glyphs, hanging: int = HANGING) -> list[Row]:
    return [(Segment(line, style),) for line in glyphs.fold(text, columns, hanging)]


def _ruled(text: str, columns: int, glyphs: Glyphs) -> Row:
    shown = glyphs.clip(f"{2 * glyphs.line} {text} ", columns)
    return (Segment(shown + glyphs.line * max(0, columns - len(shown)), Style.DIM),)


def texts(rows: Sequence[Row]) -> list[str]:
    """The rows without their styles."""
    return ["".join(segment.text for segment in row) for row in rows]
