from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.views.html.markup import MOST, Html, joined, tag, text
from tests.views.html.reading import read, words


def test_an_element_has_its_attributes_and_children() -> None:
    made = tag(
        "a", "to ", tag("b", "it"), href="#x", class_="one", data_go="x", open=True, hidden=False, title=None
    )
    assert made == '<a href="#x" class="one" data-go="x" open>to <b>it</b></a>'


def test_what_can_hold_nothing_has_no_end() -> None:
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'
    assert tag("rect", width=3) == '<rect width="3"/>'
    assert tag("rect", tag("title", "x")) == "<rect><title>x</title></rect>"
    assert tag("p") == "<p></p>"


def test_markup_is_left_and_text_is_escaped() -> None:
    assert joined((Html("<b>"), "<b>"), "&") == "<b>&amp;&lt;b&gt;"
    assert tag("p", "</p><script>") == "<p>&lt;/p&gt;&lt;script&gt;</p>"
    assert tag("p", title='" onclick="x') == '<p title="&quot; onclick=&quot;x"></p>'


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x00\r", "[31mred"),
        ("user\u202etxt.exe", "user\\u202etxt.exe"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("a\u200bb\ufeff", "ab"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_nothing_hides_or_turns_what_is_shown(raw: str, shown: str) -> None:
    assert text(raw) == shown


def test_what_never_ends_is_cut() -> None:
    assert text("x" * 1_000_000) == "x" * MOST + "…"


@given(st.text(max_size=100), st.text(max_size=100))
def test_no_text_becomes_markup(child: str, attribute: str) -> None:
    made = tag("p", child, title=attribute)
    (element,) = read(made)
    assert set(element.attributes) == {"title"}
    assert words(made) == " ".join(unescape(text(child)).split())
    made.encode("utf-8")
