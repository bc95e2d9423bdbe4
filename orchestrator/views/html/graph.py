"""The dependency graph with the states of its phases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from orchestrator.model.records import PhaseRecord
from orchestrator.model.report import Report
from orchestrator.text import one_line, plural
from orchestrator.views.html.layers import Edge, Layout, Placed, Size, columns, direct, layout
from orchestrator.views.html.markup import Html, joined, tag
from orchestrator.views.html.words import anchor, shape, state_kind
from orchestrator.views.runs import state_words

ROOM = 1070  # pixels of a wide page
WIDEST, NARROWEST = 200, 120  # of a box
CHARACTER = 7  # pixels of a wide one, at the size of a title
FEW = 40  # phases; of more there is one line a phase
EDGE = 4  # pixels around all, for the outline of a box


class _Style(NamedTuple):
    """How it is drawn."""

    box: tuple[float, float]  # width and height
    down: bool  # from top to bottom: long chains are scrolled through as everything else is
    outcome: str  # of the run

    @property
    def two_lines(self) -> bool:
        return self.box[1] > 30


def graph(report: Report) -> Html:
    """The section; a sentence where no phase depends on another one."""
    before = direct({phase.record.id: phase.depends_on for phase in report.phases})
    if not any(before.values()):
        return tag("p", "No phase depends on another one.", class_="empty")
    made, style = _laid_out(before, report.outcome)
    drawing = _drawing(report, made, style)
    return tag("div", drawing, class_="wide graph", tabindex=0, role="region", aria_label="Dependency graph")


def _laid_out(before: Mapping[str, Sequence[str]], outcome: str) -> tuple[Layout, _Style]:
    """From left to right where there is room for that, otherwise from top to bottom."""
    count = 1 + max(columns(before).values())
    high, between = (42, 14) if len(before) <= FEW else (24, 7)
    across = 44 if count < 8 else 34
    wide = min((ROOM - (count - 1) * across) / count, WIDEST)
    if wide >= NARROWEST:
        return layout(before, Size(wide, high, across, between, 2)), _Style((wide, high), False, outcome)
    wide = 150
    made = layout(before, Size(high, wide, 30, 12, 2))
    nodes = tuple(Placed(node.name, node.y, node.x) for node in made.nodes)
    edges = tuple(
        edge._replace(points=tuple((down, right) for right, down in edge.points)) for edge in made.edges
    )
    return Layout(nodes, edges, made.height, made.width), _Style((wide, high), True, outcome)


def _drawing(report: Report, made: Layout, style: _Style) -> Html:
    records = {phase.record.id: phase.record for phase in report.phases}
    order = "top to bottom" if style.down else "left to right"
    told = f"{plural(len(made.nodes), 'phase')}, from {order} as they can be worked on. An arrow leads from a"
    told += " phase to one that needs it; a dependency that follows from others has none."
    width, height = made.width + 2 * EDGE, made.height + 2 * EDGE
    return tag(
        "svg",
        tag("title", "Dependencies of the phases", id="graph-title"),
        tag("desc", told, id="graph-told"),
        *(_edge(edge, records[edge.source], style) for edge in made.edges),
        *(_node(node, records[node.name], style) for node in made.nodes),
        width=round(width),
        height=round(height),
        viewBox=f"{-EDGE} {-EDGE} {width:.0f} {height:.0f}",
        role="group",
        aria_labelledby="graph-title",
        aria_describedby="graph-told",
    )


def _edge(edge: Edge, source: PhaseRecord, style: _Style) -> Html:
    kind = state_kind(source, style.outcome)
    x, y = edge.points[-1]
    tip = (
        f"M{x - 3.5:.1f} {y - 5:.1f}l3.5 5l3.5 -5"
        if style.down
        else f"M{x - 5:.1f} {y - 3.5:.1f}l5 3.5l-5 3.5"
    )
    line = tag("path", d=_way(edge.points, down=style.down), class_=f"edge {kind}")
    return joined((line, tag("path", d=tip, class_=f"edge head {kind}")))


def _way(points: Sequence[tuple[float, float]], *, down: bool) -> str:
    """Bends between two columns, and level lines through those that are passed."""
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for index, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        if index % 2:
            drawn.append(f"V{to_y:.1f}" if down else f"H{to_x:.1f}")
        elif down:
            half = (y + to_y) / 2
            drawn.append(f"C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}")
        else:
            half = (x + to_x) / 2
            drawn.append(f"C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
    return "".join(drawn)


def _node(node: Placed, record: PhaseRecord, style: _Style) -> Html:
    kind, words = state_kind(record, style.outcome), state_words(record, style.outcome)
    return tag(
        "a",
        tag("title", f"{record.id}: {record.title}: {words}"),
        tag("rect", width=f"{style.box[0]:.1f}", height=style.box[1], rx=6),
        shape(kind, 8, 4),
        *_labels(record, words, style),
        href=f"#{anchor(record.id)}",
        transform=f"translate({node.x:.1f} {node.y:.1f})",
        class_=f"node {kind}",
        aria_label=f"Phase {record.id}: {record.title}: {words}",
    )


def _labels(record: PhaseRecord, words: str, style: _Style) -> tuple[Html, ...]:
    width = style.box[0]
    if not style.two_lines:
        return (
            tag("text", one_line(f"{record.id} {record.title}", int((width - 36) / CHARACTER)), x=30, y=16),
        )
    return (
        tag("text", one_line(record.id, 8), x=30, y=17, class_="name"),
        tag("text", words.partition(" ")[0], x=f"{width - 9:.1f}", y=17, class_="said"),
        tag("text", one_line(record.title, int((width - 20) / CHARACTER)), x=10, y=34),
    )
