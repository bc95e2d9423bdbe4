"""The timeline: a lane for each phase, with its sessions, gates and waits."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.model.report import Report
from orchestrator.text import one_line, plural
from orchestrator.views.amounts import lasted
from orchestrator.views.html.axis import Axis, Stretch, axis
from orchestrator.views.html.lanes import Bar, Lane, Spell, lanes_of
from orchestrator.views.html.markup import NOTHING, Html, joined, tag
from orchestrator.views.html.words import anchor, shape, state_kind
from orchestrator.views.runs import state_words

LANE, AXIS = 22, 24  # pixels
LABELS, PLOT = 22, 77  # percent of the width
# What a bar shows -> its words in the legend. Each has a pattern beside its colour.
KINDS = {
    "session": "session",
    "passed": "gate passed",
    "failed": "gate failed",
    "wait": "waits",
}
CHECKS = ("passed", "failed")
NARROW = 0.5  # percent; what a gate takes at least


def timeline(report: Report) -> Html:
    """The section; a sentence where nothing has begun."""
    lanes = lanes_of(report)
    bars = [bar for lane in lanes for spell in lane.spells for bar in spell.bars]
    if not bars:
        return tag("p", "Nothing has begun yet.", class_="empty")
    made = axis((bar.start, bar.end) for bar in bars if bar.kind != "wait")
    return joined((_legend(made), tag("div", _head(made), _plot(report, lanes, made), **_SCROLLED)))


_SCROLLED: dict[str, str | int] = {
    "class_": "wide lanes",
    "tabindex": 0,
    "role": "region",
    "aria_label": "Timeline",
}


def _legend(made: Axis) -> Html:
    items = [tag("li", _swatch(kind), words) for kind, words in KINDS.items()]
    if any(stretch.idle for stretch in made.stretches):
        items.append(tag("li", _swatch("idle"), "nothing ran; drawn shorter"))
    return tag("ul", *items, class_="legend")


def _swatch(kind: str) -> Html:
    drawn = _rect(kind, "0", "100%", *((5, 2) if kind == "wait" else (1, 10)))
    return tag("svg", drawn, width=22, height=12, aria_hidden="true")


def _head(made: Axis) -> Html:
    labels = (
        tag("text", tick.label, x=f"{tick.left:.2f}%", y=16, text_anchor=_anchored(tick.left))
        for tick in made.ticks()
    )
    zone = tag("text", "UTC", x=0, y=16, class_="zone")
    plot = tag("svg", *labels, x=f"{LABELS}%", width=f"{PLOT}%", height=AXIS, overflow="visible")
    return tag("svg", zone, plot, class_="axis", width="100%", height=AXIS, aria_hidden="true")


def _anchored(left: float) -> str:
    return "start" if left < 2 else "end" if left > 97 else "middle"


def _plot(report: Report, lanes: tuple[Lane, ...], made: Axis) -> Html:
    height = len(lanes) * LANE
    grid = tag(
        "svg",
        *(_line(tick.left, height) for tick in made.ticks()),
        *(_idle(stretch, height) for stretch in made.stretches if stretch.idle),
        x=f"{LABELS}%",
        width=f"{PLOT}%",
        height=height,
        overflow="visible",
    )
    title = tag("title", "Timeline of phases and attempts", id="timeline-title")
    told = f"{plural(len(lanes), 'phase')}, one below the other, from left to right in time. "
    told += "The section Phases says the same in words."
    return tag(
        "svg",
        title,
        tag("desc", told, id="timeline-told"),
        grid,
        *(_lane(lane, index * LANE, made, report.outcome) for index, lane in enumerate(lanes)),
        width="100%",
        height=height,
        role="img",
        aria_labelledby="timeline-title",
        aria_describedby="timeline-told",
    )


def _line(left: float, height: float) -> Html:
    return tag("line", x1=f"{left:.2f}%", x2=f"{left:.2f}%", y1=0, y2=height, class_="grid")


def _idle(stretch: Stretch, height: float) -> Html:
    width = stretch.right - stretch.left
    said = tag("title", f"nothing ran for {lasted(stretch.end - stretch.start)}")
    return tag(
        "rect", said, x=f"{stretch.left:.2f}%", width=f"{width:.2f}%", height=height, fill="url(#h-idle)"
    )


def _lane(lane: Lane, top: int, made: Axis, outcome: str) -> Html:
    record = lane.phase.record
    kind = state_kind(record, outcome)
    words = one_line(f"{record.id}  {record.title}", 60)
    label = tag(
        "svg",
        shape(kind, 0, 3),
        tag("text", tag("title", f"{record.title}: {state_words(record, outcome)}"), words, x=20, y=15),
        tag("rect", x="88%", y=2, width="12%", height=LANE - 3, fill="url(#h-fade)"),
        y=top,
        width=f"{LABELS - 1}%",
        height=LANE,
        data_go=anchor(record.id),
    )
    plot = tag(
        "svg",
        *(_attempt(record.id, spell, made) for spell in lane.spells if spell.bars),
        x=f"{LABELS}%",
        y=top,
        width=f"{PLOT}%",
        height=LANE,
        overflow="visible",
    )
    return joined((tag("line", x2="100%", y1=top, y2=top, class_="row"), label, plot))


def _attempt(phase: str, spell: Spell, made: Axis) -> Html:
    """Set off from the attempt before, where there is room for that."""
    first = made.place(min(bar.start for bar in spell.bars))
    last = made.place(max(bar.end for bar in spell.bars))
    drawn = joined(_bar(bar, made) for bar in _readable(spell.bars, made))
    begin = NOTHING
    if spell.number > 1 and last - first >= 2 * NARROW:
        begin = tag("line", x1=f"{first:.2f}%", x2=f"{first:.2f}%", y1=4, y2=18, class_="begin")
    title = tag("title", f"phase {phase}, {spell.words}")
    return tag("g", title, drawn, begin, data_go=anchor(phase, spell.number))


def _readable(bars: tuple[Bar, ...], made: Axis) -> Iterator[Bar]:
    """Gates that are too short to be told apart are drawn as one, which failed if one of them did."""
    gates = [bar for bar in bars if bar.kind in CHECKS]
    yield from (bar for bar in bars if bar.kind not in CHECKS)
    if not gates:
        return
    start, end = min(bar.start for bar in gates), max(bar.end for bar in gates)
    if made.place(end) - made.place(start) >= len(gates) * NARROW:
        yield from gates
    else:
        yield Bar("failed" if any(bar.kind == "failed" for bar in gates) else "passed", start, end)


def _bar(bar: Bar, made: Axis) -> Html:
    left, right = made.place(bar.start), made.place(bar.end)
    thin = bar.kind == "wait"
    return _rect(
        bar.kind,
        f"{left:.2f}%",
        f"{max(right - left, NARROW if bar.kind in CHECKS else 0.12):.2f}%",
        10 if thin else 5,
        2 if thin else 12,
    )


def _rect(kind: str, left: str, width: str, top: int, height: int) -> Html:
    return tag(
        "rect", x=left, width=width, y=top, height=height, class_=f"spell {kind}", fill=f"url(#h-{kind})"
    )


def patterns() -> Html:
    """What the bars are filled with, once on a page."""
    made = (
        _pattern("session", 8, ""),
        _pattern("passed", 4, "M1 0v4"),
        _pattern("failed", 6, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"),
        _pattern("wait", 4, ""),
        _pattern("idle", 8, "M-1 9L9 -1M-1 1L1 -1M7 9L9 7"),
    )
    fade = tag(
        "linearGradient", tag("stop", stop_opacity=0), tag("stop", offset=1), id="h-fade", class_="fade"
    )
    return tag("svg", tag("defs", *made, fade), class_="symbols", aria_hidden="true", width=0, height=0)


def _pattern(kind: str, side: int, lines: str) -> Html:
    ground = tag("rect", width=side, height=side)
    hatch = tag("path", d=lines) if lines else NOTHING
    return tag(
        "pattern",
        ground,
        hatch,
        id=f"h-{kind}",
        width=side,
        height=side,
        patternUnits="userSpaceOnUse",
        class_=f"fill {kind}",
    )
