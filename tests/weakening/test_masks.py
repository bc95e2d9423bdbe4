from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.diffs import Line
from orchestrator.weakening.masks import masked
from orchestrator.weakening.places import Language


def mask(language: Language, text: str, first: int = 1) -> list[str]:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), first)]
    return [found.rstrip() for _, found in masked(lines, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (Language.PYTHON, 'a = "b # c"  # d', ['a = "     "']),
        (Language.PYTHON, '"""a\nb\n"""; c', ['"""', "", '"""; c']),
        (Language.PYTHON, "x = 'it\\'s' + y", ["x = '     ' + y"]),
        (Language.JAVASCRIPT, "a(`b\nc`) // d", ["a(`", " `)"]),
        (Language.JAVASCRIPT, "a /* b\n c */ d", ["a", "      d"]),
        (Language.JAVASCRIPT, "'http://x' + y", ["'        ' + y"]),
        (Language.RUST, "fn a<'b>(c: &'b str) // d", ["fn a<'b>(c: &'b str)"]),
        (Language.RUST, '\'"\' + "x"', ["' ' + \" \""]),
        (Language.PHP, "#[Test] # no\n// no", ["#[Test]", ""]),
        (Language.HASH, "a: b#c # d", ["a: b#c"]),
        (Language.HASH, "run: 'x || true'", ["run: 'x || true'"]),
        (Language.SLASH, '"a": "http://b" // c', ['"a": "http://b"']),
        (Language.XML, "<a/><!-- <b/>\n--> <c/>", ["<a/>", "    <c/>"]),
        (Language.PROSE, "anything", [""]),
    ],
)
def test_comments_are_cut_and_strings_blanked(language: Language, text: str, expected: list[str]) -> None:
    assert mask(language, text) == [line.rstrip() for line in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('inside\n"""\ncode', ["", '"""', "code"]),
        ('code\nx = """inside\nmore', ["code", 'x = """', ""]),
        ('def f():\n    """Inside\nmore', ["def f():", '    """', ""]),
        ('inside end."""\ncode', ['           """', "code"]),
        ("code\ncode", ["code", "code"]),
    ],
)
def test_the_first_quotes_of_a_hunk_tell_whether_it_began_inside(text: str, expected: list[str]) -> None:
    assert mask(Language.PYTHON, text, first=40) == expected


def test_a_hunk_that_began_in_a_comment_block_is_told_by_its_end() -> None:
    assert mask(Language.GO, "t.Skip()\n*/\nt.Skip()", first=40) == ["", "", "t.Skip()"]


@given(st.sampled_from(Language), st.text())
def test_a_mask_is_never_longer_than_its_line(language: Language, text: str) -> None:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    for line, found in masked(lines, language):
        assert len(found) <= len(line.text)
