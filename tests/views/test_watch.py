"""The rows of the full-screen view: what stands where, in terminals of any size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.columns import width
from orchestrator.model.lifecycle import State
from orchestrator.model.records import AttemptUse, PhaseRecord, RunRecord
from orchestrator.views.styled import ASCII, UNICODE, Glyphs, Row, Segment, Style
from orchestrator.views.watch import Watched, frame, under_way
from orchestrator.views.watch_keys import Looking, Tab
from orchestrator.views.watch_pane import texts
from orchestrator.views.watch_places import Size, arrange

AT, NOON = "2026-11-22T11:48:00.000Z", 1_795_348_800.0  # 12 minutes later
DONE = PhaseRecord("1", "Setup", State.DONE, 3, 1, 1, False, "good", AT, 0.25, 12_345)
RUNNING = PhaseRecord("2", "Build the parser", State.RUNNING, 3, 2, 1, False, "", AT, 1.5, 1_000_000)
PENDING = PhaseRecord("3", "Ship", State.PENDING, 0, 0, 1, False, "", AT, None, 0)
BLOCKED = PENDING._replace(state=State.BLOCKED, reason="no database")
RUN = RunRecord(
    "20261122-140740-3fa2", "docs/plan.md", "Small", "sonnet", AT, None, None, (DONE, RUNNING, PENDING)
)
WATCHED = Watched(RUN, "running", RUNNING)
LOG: list[Row] = [(Segment(f"line {number}"),) for number in range(1, 101)]


def shown(
    watched: Watched = WATCHED, looking: Looking | None = None, columns: int = 80, rows: int = 16
) -> list[str]:
    """The screen as text."""
    size, looking = Size(columns, rows), looking or Looking()
    made = frame(watched, looking, LOG[: arrange(size, len(watched.run.phases)).pane], size, NOON, UNICODE)
    return [line.rstrip() for line in texts(made)]


def test_phases_stand_above_what_is_shown_of_one() -> None:
    assert shown() == [
        " Small                        running  1 of 3 done  12 min  1.0 M tokens  $1.75",
        " ✓ 1 Setup                                              done         #1   $0.25",
        " ▶ 2 Build the parser                                   running      #2   $1.50",
        " · 3 Ship                                               pending",
        "[1 Log] 2 Gates  3 Findings  4 Details",
        "2: Build the parser: running for 12 min, attempt 2",
        *(f"line {number}" for number in range(1, 9)),
        "",
        " q quit  s stop  ? help  j k phase  tab view  PgUp PgDn scroll  f follow",
    ]


def test_and_beside_it_where_there_is_room() -> None:
    screen = shown(columns=110, rows=9)
    assert screen[1].startswith(" ✓ 1 Setup")
    assert screen[1].endswith("│ [1 Log] 2 Gates  3 Findings  4 Details")
    assert screen[3].endswith("│ line 1")
    assert screen[3].startswith(" · 3 Ship ")


def test_what_was_assumed_is_not_called_done() -> None:
    first, *rest = WATCHED.run.phases
    assumed = WATCHED._replace(run=WATCHED.run._replace(phases=(first._replace(assumed=True), *rest)))
    assert "0 of 3 done, 1 assumed" in shown(assumed, columns=100)[0]


@pytest.mark.parametrize(
    ("columns", "head"),
    [
        (70, " Small              running  1 of 3 done  12 min  1.0 M tokens  $1.75"),
        (60, " Small           running  1 of 3 done  12 min  1.0 M tokens"),
        (40, " Small             running  1 of 3 done"),
        (20, " Small      running"),
        (9, " running"),
        (4, " ru…"),
    ],
)
def test_a_head_without_room_keeps_what_matters_most(columns: int, head: str) -> None:
    assert shown(columns=columns)[0] == head


@pytest.mark.parametrize(
    ("rows", "first_words"),
    [
        (0, []),
        (1, ["Small"]),
        (2, ["Small", "▶"]),
        (3, ["Small", "✓", "▶"]),
        (4, ["Small", "▶", "[1", "line"]),
        (5, ["Small", "▶", "[1", "line", "q"]),
        (8, ["Small", "✓", "▶", "[1", "line", "line", "line", "q"]),
    ],
)
def test_a_low_screen_keeps_the_head_and_the_chosen_phase(rows: int, first_words: list[str]) -> None:
    assert [line.split()[0] for line in shown(rows=rows)] == first_words


def test_the_chosen_phase_is_among_many() -> None:
    many = tuple(PENDING._replace(id=str(number), title=f"T{number}") for number in range(1, 60))
    screen = shown(Watched(RUN._replace(phases=many), "running", many[40]), rows=20)
    assert any(line.startswith(" · 41 T41") for line in screen)
    assert screen[-1].startswith(" q quit")


@pytest.mark.parametrize(
    ("watched", "line"),
    [
        (WATCHED._replace(quiet=42.0), "2: Build the parser: running for 12 min, attempt 2, quiet for 42 s"),
        (WATCHED._replace(quiet=3.0), "2: Build the parser: running for 12 min, attempt 2"),
        (WATCHED._replace(outcome="interrupted"), "2: Build the parser: interrupted, attempt 2"),
        (WATCHED._replace(chosen=BLOCKED), "3: Ship: blocked, no database"),
        (WATCHED._replace(chosen=DONE._replace(assumed=True)), "1: Setup: assumed, attempt 1"),
        (
            WATCHED._replace(chosen=RUNNING._replace(waits_until=NOON + 7_790, waits_for="usage limit")),
            "2: Build the parser: running for 12 min, waits for the usage limit"
            " until 14:09 UTC (in 2 h 10 m…",
        ),
    ],
)
def test_one_line_tells_how_the_chosen_phase_stands(watched: Watched, line: str) -> None:
    assert shown(watched, columns=96)[5] == line


@pytest.mark.parametrize(
    ("watched", "looking", "line"),
    [
        (WATCHED, Looking(said="not found: x"), " not found: x"),
        (WATCHED._replace(trouble="state.db: it is gone"), Looking(), " state.db: it is gone"),
        (WATCHED._replace(outcome="interrupted"), Looking(), " Go on with: orchestrate resume"),
        (WATCHED, Looking(), ""),
    ],
)
def test_one_line_tells_what_a_person_has_to_know(watched: Watched, looking: Looking, line: str) -> None:
    assert shown(watched, looking)[-2] == line


@pytest.mark.parametrize("rows", [1, 3, 16])
def test_a_question_is_seen_in_any_window(rows: int) -> None:
    assert shown(looking=Looking(asks=True), rows=rows)[-1].startswith(" Stop the run? y now, politely")
    assert shown(looking=Looking(typed="word"), rows=rows)[-1] == " /word_"


def test_a_run_that_is_asked_to_end_is_stopping_and_can_be_hurried() -> None:
    stopping = WATCHED._replace(stopping=True)
    assert "stopping" in shown(stopping)[0]
    assert shown(stopping, Looking(asks=True))[-1].startswith(" It is stopping. End its sessions at once?")
    assert "stopping" not in shown(stopping._replace(outcome="paused"))[0]


def test_a_run_that_ended_is_as_long_as_it_was() -> None:
    ended = RUN._replace(ended_at="2026-11-22T11:49:00.000Z", exit_code=0)
    assert "  60 s" in shown(Watched(ended, "done", DONE))[0]
    assert "  0 s" in shown(Watched(RUN, "interrupted", DONE))[0]


def test_estimates_are_marked() -> None:
    guessed = RUNNING._replace(by_attempt=(AttemptUse(1, 2, 345, None, 1.2, True),))
    assert "~12,345" not in shown()[0]
    assert "~1.0 M tokens  ~$1.50" in shown(Watched(RUN._replace(phases=(guessed,)), "running", guessed))[0]


@pytest.mark.parametrize(
    ("phases", "chosen"),
    [
        ((DONE, RUNNING, PENDING), RUNNING),
        ((DONE, BLOCKED, PENDING), BLOCKED),
        ((DONE, PENDING), PENDING),
        ((DONE,), DONE),
    ],
)
def test_the_phase_that_matters_most_is_shown_first(
    phases: tuple[PhaseRecord, ...], chosen: PhaseRecord
) -> None:
    assert under_way(RUN._replace(phases=phases)) is chosen


def test_without_unicode_everything_is_ascii() -> None:
    wide = RUNNING._replace(title="日本語 caf\u00e9")
    watched = Watched(RUN._replace(title="日本", phases=(DONE, wide, BLOCKED)), "running", wide)
    for columns in (30, 80, 120):
        made = frame(watched, Looking(), [], Size(columns, 12), NOON, ASCII)
        assert all(line.isascii() for line in texts(made))


def test_what_is_chosen_and_what_went_wrong_differs_in_more_than_colour() -> None:
    made = frame(WATCHED._replace(chosen=DONE), Looking(), [], Size(80, 12), NOON, UNICODE)
    styles = {row[0].text[1]: row[0].style for row in made[1:4]}
    assert styles == {"✓": Style.CHOSEN, "▶": Style.BOLD, "·": Style.DIM}


def test_what_was_searched_for_stands_out() -> None:
    made = frame(WATCHED, Looking(sought="LINE 3"), LOG, Size(80, 16), NOON, UNICODE)
    assert [row[0].text for row in made if row and row[0].style is Style.CHOSEN][1:] == ["line 3"]


words = st.text(alphabet="ab \u65e5\u0301\U0001f680\x1b\n\t\u202e", max_size=40)


@st.composite
def watched_runs(draw: st.DrawFn) -> Watched:
    phases = tuple(
        PhaseRecord(
            id=draw(words),
            title=draw(words),
            state=draw(st.sampled_from(State)),
            version=1,
            attempt=draw(st.integers(0, 2000)),
            first_attempt=1,
            assumed=draw(st.booleans()),
            reason=draw(words),
            since=draw(st.sampled_from((AT, "", "rubbish"))),
            cost_usd=draw(st.none() | st.floats(0, 1e9)),
            tokens=draw(st.integers(0, 10**15)),
            waits_until=draw(st.none() | st.floats(0, 4e9)),
            waits_for=draw(words),
        )
        for _ in range(draw(st.integers(1, 8)))
    )
    run = RUN._replace(title=draw(words), phases=phases, started_at=draw(st.sampled_from((AT, "rubbish"))))
    word = draw(st.sampled_from(("running", "paused", "interrupted", "done", "blocked")))
    return Watched(
        run, word, draw(st.sampled_from(phases)), draw(st.booleans()), draw(st.none() | st.just(60.0))
    )


@given(
    watched_runs(),
    st.builds(
        Looking,
        tab=st.sampled_from(Tab),
        help=st.booleans(),
        asks=st.booleans(),
        typed=st.none() | words,
        said=words,
    ),
    st.integers(0, 130),
    st.integers(0, 40),
    st.sampled_from((ASCII, UNICODE)),
)
def test_no_screen_is_wider_or_higher_than_the_terminal(
    watched: Watched, looking: Looking, columns: int, rows: int, glyphs: Glyphs
) -> None:
    size = Size(columns, rows)
    places = arrange(size, len(watched.run.phases))
    content = [(Segment("x" * places.pane_columns),)] * places.pane
    made = frame(watched, looking, content, size, NOON, glyphs)
    assert len(made) <= rows
    assert all(sum(width(segment.text) for segment in row) <= columns for row in made)
    assert all("\x1b" not in segment.text and "\n" not in segment.text for row in made for segment in row)
