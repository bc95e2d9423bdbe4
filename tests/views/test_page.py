from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.text import printable
from orchestrator.views.page import Page


def test_prose_is_folded_between_words_and_long_words_stay_whole() -> None:
    page = Page(20)
    page.head("Head")
    page.add("a path: src/very/long/path/that/does/not/fit and more", 2, hanging=4)
    assert page.text().split("\n") == [
        "",
        "Head",
        "  a path:",
        "    src/very/long/path/that/does/not/fit",
        "    and more",
    ]


@given(st.lists(st.text()), st.integers(0, 6), st.integers(20, 60))
def test_a_quotation_keeps_every_character_and_is_never_too_wide(
    lines: list[str], indent: int, width: int
) -> None:
    page = Page(width)
    page.quote(lines, indent)
    shown = page.text().split("\n") if lines else []
    assert all(len(line) <= width for line in shown)
    assert all(line.startswith(" " * indent + "|") for line in shown)

    def visible(text: str) -> str:
        return "".join(text.split())

    quoted = "".join(line[indent + 1 :] for line in shown)
    assert visible(quoted) == visible("".join(map(printable, lines)))


@given(st.text(), st.integers(1, 100))
def test_nothing_that_a_terminal_would_act_on_gets_in(text: str, width: int) -> None:
    page = Page(width)
    page.add(text)
    page.quote([text], 2)
    assert printable(page.text()) == page.text()
