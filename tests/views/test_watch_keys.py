"""Keys, as steps from what is looked at to what is looked at next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.views.watch_keys import CANNOT_STOP, Action, Extent, Looking, Step, Tab, at_row, find, press

PHASES = ("1", "2", "3")
LOG = Extent(first=90, height=10, start=0, end=100)
KEYS = [
    *"qsjkfhlgGbn?/12345yp \u65e5",
    "tab",
    "back-tab",
    "up",
    "down",
    "left",
    "right",
    "page-up",
    "page-down",
]
KEYS += ["home", "end", "enter", "escape", "backspace", "resize"]


def after(*keys: str, looking: Looking | None = None, chosen: str = "2", active: bool = True) -> Looking:
    return steps(*keys, looking=looking, chosen=chosen, active=active).looking


def steps(*keys: str, looking: Looking | None = None, chosen: str = "2", active: bool = True) -> Step:
    step = Step(looking or Looking())
    for key in keys:
        step = press(step.looking, key, PHASES, step.looking.phase or chosen, LOG, active=active)
    return step


@pytest.mark.parametrize(
    ("keys", "phase"),
    [("j", "3"), ("k", "1"), ("kk", "1"), ("jj", "3"), ("jk", "2"), ("jf", None), ("", None)],
)
def test_the_phase_above_or_below_is_chosen_and_the_one_under_way_followed_again(
    keys: str, phase: str | None
) -> None:
    assert after(*keys).phase == phase


def test_a_phase_that_is_gone_gives_way_to_the_first_one() -> None:
    assert after("down", chosen="gone").phase == "1"


@pytest.mark.parametrize(
    ("keys", "tab"),
    [
        (("tab",), Tab.GATES),
        (("tab", "tab", "tab", "tab"), Tab.LOG),
        (("back-tab",), Tab.DETAILS),
        (("3",), Tab.FINDINGS),
        (("4", "right"), Tab.LOG),
        (("l", "h"), Tab.LOG),
        (("5",), Tab.LOG),
    ],
)
def test_tabs_are_turned_or_named(keys: tuple[str, ...], tab: Tab) -> None:
    assert after(*keys).tab is tab


@pytest.mark.parametrize(
    ("keys", "top"),
    [
        (("page-up",), 81),
        (("page-up", "page-up"), 81),  # each from what is on the screen, which here stays
        (("g",), 0),
        (("g", "G"), None),  # the end of a log is followed
        (("page-down",), None),
        ((" ",), None),
        (("j",), None),
    ],
)
def test_a_log_is_scrolled_and_followed_again_at_its_end(keys: tuple[str, ...], top: int | None) -> None:
    assert after(*keys).top == top


def test_the_end_of_what_does_not_grow_is_its_last_screen() -> None:
    assert after("2", "G").top == 90
    assert after("?", "G").top == 90
    assert at_row(Looking(tab=Tab.GATES), 5, Extent(0, 10, 0, 3)).top == 0


def test_a_stop_is_asked_first() -> None:
    assert steps("s") == Step(Looking(asks=True))
    assert steps("s", "y") == Step(Looking(), Action.STOP)
    assert steps("s", "p") == Step(Looking(), Action.STOP_AFTER_PHASE)
    for key in KEYS:
        if key not in ("y", "p"):
            assert steps("s", key) == Step(Looking())


def test_where_nothing_runs_nothing_is_stopped() -> None:
    assert steps("s", active=False) == Step(Looking(said=CANNOT_STOP))
    assert steps("s", "j", active=False).looking.said == ""


def test_help_opens_and_closes_and_leaving_takes_one_more_key() -> None:
    assert after("?").help
    for key in ("?", "q", "escape", "j", "1"):
        assert not after("?", key).help
    assert steps("?", "q").action is None
    assert steps("q").action is Action.QUIT
    assert steps("escape").action is None


def test_a_search_is_typed_and_may_be_given_up() -> None:
    assert after("/", "q", "\u65e5", "up", "backspace").typed == "q"
    assert steps("/", "a", "b", "enter") == Step(Looking(sought="ab"), Action.FIND)
    assert steps("/", "a", "escape") == Step(Looking())
    assert steps("/", "a", "backspace", "backspace") == Step(Looking())
    assert after("escape", looking=Looking(sought="ab")).sought == ""
    assert steps("n").action is Action.FIND_NEXT


ROWS = ["start", "an Error", "more", "error again", "end"]


@pytest.mark.parametrize(
    ("top", "again", "found"), [(None, False, 1), (1, True, 3), (3, True, 1), (3, False, 3), (4, True, 1)]
)
def test_the_next_place_is_found_and_after_the_last_one_the_first(
    top: int | None, again: bool, found: int
) -> None:
    extent = Extent(10 + (top or 0), 3, 10, 15)
    looking = Looking(sought="ERROR", top=None if top is None else 10 + top)
    assert find(looking, ROWS, extent, again=again).top == 10 + found


def test_what_is_not_there_is_told() -> None:
    extent = Extent(0, 3, 0, 5)
    assert find(Looking(sought="nothing"), ROWS, extent, again=False).said == "not found: nothing"
    assert find(Looking(), ROWS, extent, again=True).said == "search for something first: /"


@given(
    st.lists(st.sampled_from(KEYS), max_size=30),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
    st.booleans(),
)
def test_any_keys_lead_to_a_place_that_is_there(
    keys: list[str], start: int, rows: int, height: int, active: bool
) -> None:
    looking, extent = Looking(), Extent(start, height, start, start + rows)
    for key in keys:
        looking = press(looking, key, PHASES, looking.phase or "1", extent, active=active).looking
        assert looking.phase in (None, *PHASES)
        assert looking.top is None or start <= looking.top <= start + rows
