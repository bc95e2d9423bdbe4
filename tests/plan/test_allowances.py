from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.plan import Allowance
from orchestrator.plan.allowances import WORDS, allowed, read
from orchestrator.plan.markdown import scan
from orchestrator.weakening.allowances import KINDS


def codes(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in read("p.md", scan(text).lines).complaints]


def cure(line: str) -> str:
    (complaint,) = read("p.md", scan(line).lines).complaints
    return complaint.cure


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "- allow: tests removed because they test what is gone",
            ("tests removed", "they test what is gone"),
        ),
        ("* Allow: SKIPS because no network", ("skips", "no network")),
        ("1. allow: assertions  removed BECAUSE x", ("assertions removed", "x")),
        ("- [x] allow: coverage lowered because x", ("coverage lowered", "x")),
        ("- **allow:** ignores because x", ("ignores", "x")),
        ("- **allow**: ignores because: x", ("ignores", "x")),
        ("  - allow: `tests/Old/**` because it is replaced", ("tests/Old/**", "it is replaced")),
        ("- allow: *.snap because x", ("*.snap", "x")),
        ("- allow: conftest.py because x", ("conftest.py", "x")),
        ("- allow: skips because it fails because of x", ("skips", "it fails because of x")),
        ("- allow: skips\n  because of\n  the network", ("skips", "of the network")),
    ],
)
def test_allowances_as_people_write_them(line: str, expected: tuple[str, str]) -> None:
    text = f"# Phase\n\n{line}\n"
    assert allowed(text) == (Allowance(*expected, 3),)
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "allow: skips because it is no list item",
        "- please allow: skips because x",
        "- allows: skips because x",
        "- allow users to log in because they ask",
        "```\n- allow: skips because x\n```",
        "~~~md\n- allow: skips\n",
        "<!--\n- allow: skips\n-->",
    ],
)
def test_what_is_no_list_item_or_stands_in_code_or_comments_is_passed_over(text: str) -> None:
    assert (allowed(text), codes(text)) == ((), [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("- allow: skips", "allowance-without-reason"),
        ("- allow: skips because", "allowance-without-reason"),
        ("- allow: skips because  . ", "allowance-without-reason"),
        ("- allow:", "allowance-without-reason"),
        ("- allow: skips, becausex", "allowance-without-reason"),
        ("- allow: because x", "unknown-allowance"),
        ("- allow: everything because x", "unknown-allowance"),
        ("- allow: tests because x", "unknown-allowance"),
        ("- allow: ../x.py because x", "bad-glob"),
        ("- allow: `/etc/x` because x", "bad-glob"),
        ("- allow: tests/[a because x", "bad-glob"),
    ],
)
def test_an_allowance_that_is_not_whole_is_a_complaint_and_allows_nothing(line: str, code: str) -> None:
    assert codes(f"\n{line}") == [(2, code)]
    assert allowed(line) == ()


def test_an_unknown_word_is_told_the_nearest_and_all_others() -> None:
    shown = cure("- allow: test removed because x")
    assert "did you mean 'tests removed'" in shown
    assert all(word in shown for word in WORDS)
    assert all(word in cure("- allow: zzz because x") for word in WORDS)


def test_all_allowances_are_found_with_their_lines() -> None:
    text = "- allow: skips because a\r\n```\r\nx\r\n```\r\n- allow: ignores because b\r\n"
    assert allowed(text) == (Allowance("skips", "a", 1), Allowance("ignores", "b", 5))


def test_the_other_lines_stay_and_the_allowances_are_blanked() -> None:
    text = "- a\n- allow: skips because\n  x\n  - nested\n- b\n- allow: ignores\nend"
    lines = read("p.md", scan(text).lines).lines
    assert [line.text for line in lines] == ["- a", "", "", "  - nested", "- b", "", "end"]
    assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6, 7]


def test_every_word_has_a_meaning_and_every_meaning_a_word() -> None:
    assert set(WORDS) == set(KINDS)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    reading = read("p.md", scan(f"- allow: {text}").lines)
    assert all(one.reason and one.what for one in reading.allowances)
    assert all(one.cure for one in reading.complaints)
    assert len(reading.lines) == len(scan(f"- allow: {text}").lines)
