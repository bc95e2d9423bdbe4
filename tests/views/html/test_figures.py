from __future__ import annotations

from orchestrator.model.statistics import Statistics
from orchestrator.views.html.figures import MOST, statistics
from tests.support.big_reports import big_report
from tests.support.invoices import invoices
from tests.views.html.reading import words


def test_it_says_where_money_time_and_attempts_went() -> None:
    shown = words(statistics(invoices().statistics))
    assert "Phases phase cost tokens work attempts sessions 5 Send by mail" in shown
    assert "$1.47 460,440 20 min 3 3" in shown
    assert "Gates phase and gate time runs failed timed out 5 tests 17 s 3 3 0" in shown
    assert "Findings that counted kind times attempts phases gate failed 4 4 2" in shown


def test_the_largest_has_the_longest_bar() -> None:
    assert 'width="100.0%"' in statistics(invoices().statistics)


def test_where_nothing_had_a_price_the_bars_show_time() -> None:
    told = invoices().statistics
    free = told._replace(
        phases=tuple(use._replace(cost_usd=None) for use in told.phases), gates=(), findings=()
    )
    assert 'width="100.0%"' in statistics(free)


def test_of_many_the_first_are_shown() -> None:
    shown = statistics(big_report(MOST + 5, 1, 1).statistics)
    assert "... and 5 more" in words(shown)


def test_where_nothing_is_counted_that_is_said() -> None:
    assert words(statistics(Statistics(1, (), (), ()))) == "Nothing is counted yet."
