"""The page as a server sends it: in two parts, of which one changes; and before there is anything to show."""

from __future__ import annotations

from orchestrator.model.report import Report
from orchestrator.views.html.document import Live, body, framed, policy
from orchestrator.views.html.markup import joined, tag
from orchestrator.views.html.overview import title
from orchestrator.views.html.words import outcome_kind

NOTHING_YET = "No run yet"
# Only a header may say so; the rest is in the page as well.
UNFRAMED = "frame-ancestors 'none'"


def fragment(report: Report | None) -> str:
    """What stands in `<main>`."""
    return body(report) if report else _nothing_yet()


def served(report: Report | None, content: str, live: Live) -> str:
    """The whole page around what `fragment` made of the same report."""
    if report is None:
        return framed(NOTHING_YET, outcome_kind(""), content, live)
    return framed(title(report), outcome_kind(report.outcome), content, live)


def served_policy() -> str:
    """What a browser may load for it."""
    return f"{policy(live=True)}; {UNFRAMED}"


def _nothing_yet() -> str:
    command = tag("code", "orchestrate run docs/master-plan.md")
    said = tag("p", "This page shows the first run as soon as it begins: ", command, class_="where")
    inside = joined((tag("h1", NOTHING_YET), said))
    return tag("section", inside, id="overview", aria_label="Outcome", data_title=NOTHING_YET)
