"""The dependency graph with the states of its phases."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.model.records import PhaseRecord
from orchestrator.model.report import Report
from orchestrator.text import one_line, plural
from orchestrator.views.html.layers import Edge, Layout, Placed, Size, columns, direct, layout
from orchestrator.views.html.markup import Html, tag
from orchestrator.views.html.words import anchor, state_kind
from orchestrator.views.runs import state_words

ROOM = 1080  # pixels of a wide page
WIDEST, NARROWEST = 200, 116  # of a box
CHARACTER = 6.4  # pixels of an average one, at the size of a title
FEW = 40  # phases; of more there is one line a phase
EDGE = 4  # pixels around all, for the outline of a box


def graph(report: Report) -> Html:
    """The section; a sentence where no phase depends on another one."""
    before = direct({phase.record.id: phase.depends_on for phase in report.phases})
    if not any(before.values()):
        return tag("p", "No phase depends on another one.", class_="empty")
    size = _size(before)
    made = layout(before, size)
    drawing = _drawing(report, made, size)
    return tag("div", drawing, class_="wide graph", tabindex=0, role="region", aria_label="Dependency graph")


def _size(before: Mapping[str, tuple[str, ...]]) -> Size:
    count = 1 + max(columns(before).values())
    few = len(before) <= FEW
    across = 44 if few else 36
    width = min(max((ROOM - (count - 1) * across) / count, NARROWEST), WIDEST)
    return Size(width, 42 if few else 24, across, 14 if few else 7, 2)


def _drawing(report: Report, made: Layout, size: Size) -> Html:
    records = {phase.record.id: phase.record for phase in report.phases}
    told = f"{plural(len(made.nodes), 'phase')}, from left to right as they can be worked on. An arrow leads from "
    told += "a phase to one that needs it; a dependency that follows from others has none."
    width, height = made.width + 2 * EDGE, made.height + 2 * EDGE
    return tag(
        "svg",
        tag("title", "Dependencies of the phases", id="graph-title"),
        tag("desc", told, id="graph-told"),
        *(_edge(edge, records[edge.source], report.outcome) for edge in made.edges),
        *(_node(node, records[node.name], size, report.outcome) for node in made.nodes),
        width=round(width),
        height=round(height),
        viewBox=f"{-EDGE} {-EDGE} {width:.0f} {height:.0f}",
        role="group",
        aria_labelledby="graph-title",
        aria_describedby="graph-told",
    )


def _edge(edge: Edge, source: PhaseRecord, outcome: str) -> Html:
    start, *rest = edge.points
    drawn = [f"M{start[0]:.1f} {start[1]:.1f}"]
    for index, point in enumerate(rest):
        if index % 2:
            drawn.append(f"H{point[0]:.1f}")
        else:
            before = edge.points[index]
            bend = (before[0] + point[0]) / 2
            drawn.append(
                f"C{bend:.1f} {before[1]:.1f} {bend:.1f} {point[1]:.1f} {point[0]:.1f} {point[1]:.1f}"
            )
    drawn.append("m-5 -3.5l5 3.5l-5 3.5")
    return tag("path", d="".join(drawn), class_=f"edge {state_kind(source, outcome)}")


def _node(node: Placed, record: PhaseRecord, size: Size, outcome: str) -> Html:
    kind, words = state_kind(record, outcome), state_words(record, outcome)
    fits = int((size.width - 34) / CHARACTER)
    two_lines = size.height > 30
    name = record.id if two_lines else one_line(f"{record.id}  {record.title}", fits)
    parts = [
        tag("title", f"{record.id}: {record.title}: {words}"),
        tag("rect", width=f"{size.width:.1f}", height=size.height, rx=6),
        tag("use", href=f"#m-{kind}", class_=f"mark {kind}", x=8, y=5, width=14, height=14),
        tag("text", name, x=28, y=17, class_="name"),
    ]
    if two_lines:
        parts.append(tag("text", one_line(record.title, fits + 3), x=10, y=34))
        parts.append(tag("text", words.partition(" ")[0], x=f"{size.width - 9:.1f}", y=17, class_="said"))
    return tag(
        "a",
        *parts,
        href=f"#{anchor(record.id)}",
        transform=f"translate({node.x:.1f} {node.y:.1f})",
        class_=f"node {kind}",
        aria_label=f"Phase {record.id}: {record.title}: {words}",
    )
