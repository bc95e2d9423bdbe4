from __future__ import annotations

from orchestrator.model.lifecycle import State
from orchestrator.views.html.graph import graph
from tests.support.big_reports import big_report
from tests.support.invoices import invoices
from tests.support.reports import made_phase, made_report
from tests.views.html.reading import of_class, read, words


def test_every_phase_is_a_link_that_says_its_state() -> None:
    nodes = of_class(graph(invoices()), "node")
    labels = {node.attributes["href"]: node.attributes["aria-label"] for node in nodes}
    assert len(labels) == 9
    assert labels["#phase-5"] == "Phase 5: Send by mail, and notice what bounces: blocked"
    assert labels["#phase-2.1"] == "Phase 2.1: Numbers without gaps: done"


def test_edges_follow_the_state_of_what_they_come_from() -> None:
    edges = [edge for edge in of_class(graph(invoices()), "edge") if "head" not in edge.classes]
    assert sum("blocked" in edge.classes for edge in edges) == 1
    assert sum("held" in edge.classes for edge in edges) == 1


def test_without_dependencies_there_is_no_drawing() -> None:
    assert words(graph(made_report(made_phase("1"), made_phase("2")))) == "No phase depends on another one."


def test_a_long_chain_goes_down_and_not_aside() -> None:
    chain = [made_phase(str(n), State.PENDING, depends_on=(str(n - 1),) if n else ()) for n in range(60)]
    (drawing,) = [
        element
        for element in read(graph(made_report(*chain)))
        if element.name == "svg" and "role" in element.attributes
    ]
    assert int(drawing.attributes["width"] or 0) < 200
    assert "from top to bottom" in words(graph(made_report(*chain)))


def test_dependencies_on_nobody_are_passed_over() -> None:
    report = made_report(made_phase("1", depends_on=("gone",)), made_phase("2", depends_on=("1", "2")))
    assert len(of_class(graph(report), "node")) == 2


def test_hundreds_of_phases_have_one_line_each() -> None:
    shown = graph(big_report(200, 1, 1))
    assert len(of_class(shown, "node")) == 200
    assert not of_class(shown, "said")
