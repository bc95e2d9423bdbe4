from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.inline import Item, Link, code_span, items, links, plain, without_marker
from orchestrator.plan.markdown import scan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Setup](phase1.md)", [Link("Setup", "phase1.md")]),
        ('[a](x.md "Title (1)") and [b](<y z.md>)', [Link("a", "x.md"), Link("b", "y z.md")]),
        ("[a](x(1).md)", [Link("a", "x(1).md")]),
        (r"[a \[1\]](x.md#top)", [Link(r"a \[1\]", "x.md#top")]),
        ("![logo](x.png) [a](y.md)", [Link("a", "y.md")]),
        ("[a] (x.md) [b][c] [d](two words.md)", []),
        ("[a]()", [Link("a", "")]),
    ],
)
def test_links(text: str, expected: list[Link]) -> None:
    assert links(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("**`a`** [b](c.md)", "a b"), (r"a\_b \| c", "a_b | c"), ("  x  ", "x"), (r"C:\dir", r"C:\dir")],
)
def test_plain_text_is_what_a_reader_sees(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`a b` c", ("a b", 5)),
        ("``a `b` c`` d", ("a `b` c", 11)),
        ("`` `a` ``", ("`a`", 9)),
        ("`a", None),
        ("``a` b", None),
        ("a", None),
        ("``a```b``", ("a```b", 9)),
    ],
)
def test_code_spans_close_with_as_many_backticks(text: str, expected: tuple[str, int] | None) -> None:
    assert code_span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", Item(1, "a", None)),
        ("* [ ] a", Item(1, "a", False)),
        ("  + [x] a", Item(1, "a", True)),
        ("1. [X] a", Item(1, "a", True)),
        ("2) a", Item(1, "a", None)),
        ("- [] a", Item(1, "a", False)),
        ("- [-] a", Item(1, "a", False)),  # struck out by somebody: not done
        ("- [a](b.md)", Item(1, "[a](b.md)", None)),
        ("- a\n  b\n\tc\nd", Item(1, "a b c", None)),
        ("\n> - a", Item(2, "a", None)),
    ],
)
def test_list_items(text: str, expected: Item) -> None:
    assert items(scan(text).lines) == [expected]


@pytest.mark.parametrize("text", ["- [ ] ", "---", "* * *", "-a", "text", "```\n- a\n```", "<!--\n- a\n-->"])
def test_what_is_no_item(text: str) -> None:
    assert items(scan(text).lines) == []


def test_nested_items_are_items_of_their_own() -> None:
    assert [item.text for item in items(scan("- a\n  more\n  - [ ] b\n- c").lines)] == ["a more", "b", "c"]


def test_a_marker_and_its_box_are_taken_off() -> None:
    assert [without_marker(text) for text in ("- [ ] a", "1. a", "a", "-a")] == ["a", "a", "a", "-a"]


@given(st.text("-*+•1.)[]xX `a\n\t>", max_size=60))
def test_any_text_gives_items_that_stand_where_they_say(text: str) -> None:
    lines = scan(text).lines
    for item in items(lines):
        assert item.text
        written = lines[item.line - 1].text
        assert without_marker(written) != written
