from __future__ import annotations

from orchestrator.views.html.output import LEAST, LONGEST, MOST, end_of, output, room
from tests.support.big_reports import big_report
from tests.support.reports import made_report
from tests.views.html.reading import read, words


def test_short_output_is_whole() -> None:
    assert end_of("one\ntwo\n", 100) == ("one\ntwo", 0)


def test_of_long_output_the_last_whole_lines_are_kept() -> None:
    shown, left_out = end_of("first\nsecond\nthird\n", 14)
    assert (shown, left_out) == ("second\nthird", 6)
    assert "The end of it:" in words(output("first\nsecond\nthird\n", 14))


def test_a_line_of_megabytes_is_cut() -> None:
    shown, left_out = end_of("x" * 1_000_000, 5_000)
    assert len(shown) == LONGEST
    assert shown.endswith("…")
    assert left_out > 990_000


def test_colours_and_progress_of_a_terminal_are_left_out() -> None:
    assert end_of("\x1b[1;31mFAILED\x1b[0m\r\n10%\r20%\n", 100)[0] == "FAILED\n10%\n20%"


def test_output_is_never_markup() -> None:
    shown = output("</pre></script><img src=x onerror=alert(1)>", 500)
    assert {element.name for element in read(shown)} == {"pre"}


def test_no_output_takes_no_room() -> None:
    assert output("\n\n", 100) == ""


def test_many_outputs_share_the_room() -> None:
    assert room(made_report()) == MOST
    assert LEAST <= room(big_report(60, 50, lines=1)) < MOST
