"""What has room on a screen, and which rows are on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.views.watch_keys import Looking, Tab
from orchestrator.views.watch_places import BESIDE, Size, arrange, extent


@given(st.integers(-1, 300), st.integers(-1, 100), st.integers(1, 300))
def test_everything_that_has_a_place_fits(columns: int, rows: int, phases: int) -> None:
    places = arrange(Size(columns, rows), phases)
    assert min(places) >= 0
    right = places.tabs + places.about + places.pane
    body = max(places.listed, right) if places.beside else places.listed + right
    assert places.head + body + places.told + places.foot <= max(rows, 0)
    assert places.list_columns <= max(columns, 0)
    assert places.pane_columns <= max(columns, 0)


def test_few_phases_leave_the_room_to_what_is_shown_of_one() -> None:
    assert arrange(Size(80, 24), 3)[1] == 3
    assert arrange(Size(80, 24), 50)[1] == 7
    assert arrange(Size(BESIDE, 24), 50).listed == 21


@pytest.mark.parametrize(
    ("looking", "first"),
    [
        (Looking(), 90),
        (Looking(help=True), 0),
        (Looking(tab=Tab.GATES), 0),
        (Looking(top=7), 7),
        (Looking(top=1000), 90),
        (Looking(top=-3), 0),
    ],
)
def test_a_log_shows_its_end_and_anything_else_its_beginning(looking: Looking, first: int) -> None:
    assert extent(looking, 10, 0, 100).first == first
