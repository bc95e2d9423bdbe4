from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.text import one_line, printable
from orchestrator.views.github import code, fenced, folded, prose, table, within_html

NOTHING = "\u200b"


def shown(markdown: str) -> str:
    """What a reader sees of escaped prose, what takes no place left out."""
    return html.unescape(re.sub(r"\\([\\`*_\[\]~])", r"\1", markdown)).replace(NOTHING, "")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain words, 5 of them (really).", "plain words, 5 of them (really)."),
        ("a|b", "a&#124;b"),
        ("`x` *y* _z_ ~w~ [l](u)", r"\`x\` \*y\* \_z\_ \~w\~ \[l\](u)"),
        ("<img src=x> & $x$", "&lt;img src=x&gt; &amp; &#36;x&#36;"),
        ("two\nlines", "two lines"),
        ("by @octocat", "by @&#8203;octocat"),
        ("fixes #12, GH-7", "fixes #&#8203;12, GH&#8203;-7"),
        ("https://x.org www.x.org", "https:&#8203;//x.org www&#8203;.x.org"),
        ("at 0123abc", "at 0&#8203;123abc"),
        ("\x1b[31mred\x1b[0m\x00", "red"),
    ],
)
def test_prose_is_shown_as_it_is_and_means_nothing(text: str, markdown: str) -> None:
    assert prose(text) == markdown


@given(st.text(max_size=80))
def test_prose_loses_no_character_and_leaves_nothing_that_means_something(text: str) -> None:
    made = prose(text, 1_000)
    assert shown(made) == one_line(text, 1_000).replace(NOTHING, "")
    bare = re.sub(r"\\[\\`*_\[\]~]|&#?\w+;", "", made.replace("&#8203;", " "))
    assert not re.search(r"[<>|`*\[\]\n]|@\w|#\d|://", bare)


def test_prose_is_cut() -> None:
    assert prose("x" * 600) == "x" * 499 + "…"


def test_within_html_markdown_means_nothing() -> None:
    assert within_html("a *b* <c> @d") == "a *b* &lt;c&gt; @&#8203;d"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("ls -l", "`ls -l`"),
        ("a `b` c", "``a `b` c``"),
        ("`", "`` ` ``"),
        ("``x", "``` ``x ```"),
        ("a | b", "`a | b`"),
        ("", ""),
    ],
)
def test_code_is_delimited_by_more_ticks_than_it_holds(text: str, markdown: str) -> None:
    assert code(text) == markdown


@given(st.text(st.sampled_from("`~ \nax"), max_size=40))
def test_nothing_within_a_fence_ends_it(text: str) -> None:
    first, *lines, last = fenced(text).split("\n")
    assert first == f"{last}text"
    assert not any(line.strip().startswith(last) for line in lines)
    assert "\n".join(lines) == printable(text).strip("\n")


def test_a_table_keeps_its_columns() -> None:
    assert table(("A", " N"), [(code("x | y"), "1"), (prose("p|q"), "2")]) == (
        "| A | N |\n| --- | ---: |\n| `x \\| y` | 1 |\n| p&#124;q | 2 |"
    )


def test_markdown_within_a_fold_is_read_as_markdown() -> None:
    assert folded("more", "*x*") == "<details><summary>more</summary>\n\n*x*\n\n</details>"
