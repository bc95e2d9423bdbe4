"""The section of statistics: where time, money and attempts went."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.model.statistics import Statistics
from orchestrator.text import one_line
from orchestrator.views.amounts import cost, lasted, tokens
from orchestrator.views.html.markup import NOTHING, Html, joined, tag

MOST = 12  # rows of a table
Row = tuple[Sequence[str], float]  # cells, and what the bar shows


def statistics(told: Statistics) -> Html:
    """Three tables; one that has no rows is left out."""
    costs = any(use.cost_usd for use in told.phases)
    phases = [
        (
            (
                f"{use.phase}  {one_line(use.title, 80)}",
                cost(use.cost_usd),
                tokens(use.tokens) or "0",
                lasted(use.seconds),
                str(use.attempts),
                str(use.sessions),
            ),
            (use.cost_usd or 0.0) if costs else use.seconds,
        )
        for use in told.phases
        if use.attempts
    ]
    gates = [
        (
            (
                f"{use.phase}  {one_line(use.name, 80)}",
                lasted(use.seconds),
                *map(str, (use.times, use.failed, use.timed_out)),
            ),
            use.seconds,
        )
        for use in told.gates
    ]
    findings = [
        ((use.kind, *map(str, (use.times, use.attempts, use.phases))), float(use.times))
        for use in told.findings
    ]
    tables = (
        _table("Phases", ("phase", "cost", "tokens", "work", "attempts", "sessions"), phases),
        _table("Gates", ("phase and gate", "time", "runs", "failed", "timed out"), gates),
        _table("Findings that counted", ("kind", "times", "attempts", "phases"), findings),
    )
    return joined(tables) if any(tables) else tag("p", "Nothing is counted yet.", class_="empty")


def _table(title: str, heads: Sequence[str], rows: Sequence[Row]) -> Html:
    if not rows:
        return NOTHING
    most = max(size for _, size in rows) or 1.0
    head = tag("tr", *(tag("th", name, scope="col") for name in heads))
    body = [_row(cells, size / most) for cells, size in rows[:MOST]]
    if len(rows) > MOST:
        body.append(
            tag("tr", tag("td", f"... and {len(rows) - MOST} more", colspan=len(heads), class_="cut"))
        )
    table = tag("table", tag("caption", title), tag("thead", head), tag("tbody", *body))
    return tag("div", table, class_="wide", tabindex=0, role="region", aria_label=title)


def _row(cells: Sequence[str], part: float) -> Html:
    bar = tag(
        "svg",
        tag("rect", width=f"{100 * part:.1f}%", height=3),
        class_="share",
        width="100%",
        height=3,
        aria_hidden="true",
    )
    return tag("tr", tag("th", cells[0], bar, scope="row"), *(tag("td", cell) for cell in cells[1:]))
