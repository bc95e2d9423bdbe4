from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.views.html.axis import APART, BREAK, MOST_BREAKS, axis

NINE = 1_795_338_000.0 - 1_795_338_000.0 % 86_400 + 9 * 3600  # 09:00 in UTC
SPELLS = st.lists(
    st.tuples(st.floats(0, 1e6), st.floats(0, 1e5)).map(lambda spell: (spell[0], spell[0] + spell[1])),
    max_size=20,
)


def test_time_is_even_where_something_is_done() -> None:
    made = axis([(0, 50), (40, 100)])
    assert [made.place(moment) for moment in (0, 25, 100)] == [0, 25, 100]
    assert [made.place(moment) for moment in (-5, 500)] == [0, 100]


def test_a_night_without_work_takes_little_room() -> None:
    made = axis([(0, 100), (40_000, 40_100)])
    assert [stretch.idle for stretch in made.stretches] == [False, True, False]
    assert made.place(40_000) - made.place(100) == BREAK
    assert made.place(50) == made.place(100) / 2


def test_a_short_pause_is_drawn_as_it_was() -> None:
    assert len(axis([(0, 100), (105, 200)]).stretches) == 1


def test_labels_are_round_times_of_day() -> None:
    made = axis([(NINE, NINE + 3000)])
    assert [tick.label for tick in made.ticks()] == ["09:00", "09:10", "09:20", "09:30", "09:40", "09:50"]


def test_another_day_is_named() -> None:
    labels = [tick.label for tick in axis([(NINE, NINE + 3600), (NINE + 86_400, NINE + 90_000)]).ticks()]
    assert labels[0] == "09:00"
    assert sum(" " in label for label in labels) == 1


@given(SPELLS)
def test_later_is_never_further_left(spells: list[tuple[float, float]]) -> None:
    made = axis(spells)
    moments = sorted(moment for spell in spells for moment in spell)
    places = [made.place(moment) for moment in moments]
    assert all(0 <= place <= 100 + 1e-9 for place in places)
    assert all(early <= late + 1e-9 for early, late in pairwise(places))
    assert sum(stretch.idle for stretch in made.stretches) <= MOST_BREAKS


def test_years_have_few_labels() -> None:
    assert 2 <= len(axis([(0, 3e9)]).ticks()) <= 12


@given(SPELLS)
def test_labels_never_run_into_each_other(spells: list[tuple[float, float]]) -> None:
    ticks = axis(spells).ticks()
    apart = [late.left - early.left for early, late in pairwise(ticks)]
    assert all(distance >= APART[0] - 1e-9 for distance in apart)
    assert len(ticks) <= 100 / APART[0] + 1
