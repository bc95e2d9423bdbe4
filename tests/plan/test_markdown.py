from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.plan import Complaint
from orchestrator.plan.markdown import Line, decode, divide, heading, scan, split_lines, title_of, unclosed

PIECES = st.sampled_from(
    ["a", "# T", "```", "~~~", "<!--", "-->", " ", "é", "\f", "\v", "\x85", "\u2028", "- x"]
)


def fenced(text: str) -> list[int]:
    return [line.number for line in scan(text).lines if line.code]


@given(st.lists(PIECES, min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_are_those_of_an_editor_whatever_ends_them(pieces: list[str], end: str) -> None:
    lines = scan(end.join(pieces)).lines
    assert [line.number for line in lines] == list(range(1, len(pieces) + 1))
    assert all(line.text in (piece, "") for line, piece in zip(lines, pieces, strict=True))


@given(st.binary())
def test_any_bytes_are_text_or_a_complaint_at_the_odd_byte(data: bytes) -> None:
    text = decode("p.md", data)
    if isinstance(text, Complaint):
        assert text.code == ("not-utf-8" if "\ufffd" in data.decode("utf-8", "replace") else "not-text")
        assert 1 <= text.line <= len(split_lines(data.decode("latin-1")))
        return
    assert text.encode() == data.removeprefix(b"\xef\xbb\xbf")


def test_a_byte_that_is_no_utf_8_is_found_on_its_line() -> None:
    complaint = decode("p.md", b"\xef\xbb\xbfone\r\ntwo\rthree \xff\n")
    assert isinstance(complaint, Complaint)
    assert str(complaint) == "p.md:3: byte 0xff is not UTF-8; save the file in the encoding UTF-8"


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode("p.md", b"\xef\xbb\xbf# T") == "# T"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb\n```\nc", [2, 3, 4]),
        ("a\n~~~ python\nb\n~~~\nc", [2, 3, 4]),
        ("````\n```\n````\nc", [1, 2, 3]),  # a shorter run closes nothing
        ("```\n~~~\n```\nc", [1, 2, 3]),
        ("- item\n    ```sh\n    x\n    ```\nc", [2, 3, 4]),
        ("- ```sh\n  x\n  ```\nc", [1, 2, 3]),
        ("> ```\n> x\n> ```\nc", [1, 2, 3]),
        ("```\nx\n``` not the end\ny", [1, 2, 3, 4]),
        ("- ```pytest```: ok\nc", []),  # a code span
        ("a\n```\nb", [2, 3]),
    ],
)
def test_code_fences_are_told_from_text(text: str, code: list[int]) -> None:
    assert fenced(text) == code


def test_comments_are_not_there() -> None:
    lines = scan("a\n<!-- x -->\n<!--\n## Gates\n-->\nb").lines
    assert [line.text for line in lines] == ["a", "", "", "", "", "b"]


@pytest.mark.parametrize("text", ["a\n```\n## Gates", "a\n<!--\n- pytest: ok", "a\n~~~\n| 1 | x |"])
def test_an_unclosed_block_that_hides_something_is_a_complaint(text: str) -> None:
    (complaint,) = unclosed("p.md", text, scan(text))
    assert (complaint.line, complaint.code) == (2, "unclosed-block")


@pytest.mark.parametrize("text", ["a\n```\nx -> y", "a\n```\n## Gates\n```", "a"])
def test_a_block_that_hides_nothing_may_stay_open(text: str) -> None:
    assert unclosed("p.md", text, scan(text)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# T", (1, "T")),
        ("## Gates ##", (2, "Gates")),
        ("   ### C#", (3, "C#")),
        ("##Gates", (2, "Gates")),
        ("##", (2, "")),
        ("#hashtag", None),
        ("#1 thing", None),
        ("##1", None),
        ("    # code", None),
        ("####### seven", None),
        ("text", None),
    ],
)
def test_headings(text: str, expected: tuple[int, str] | None) -> None:
    assert heading(Line(1, text, False)) == expected
    assert heading(Line(1, text, True)) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("x\n# One\n# Two", "One"),
        ("One\n===\n", "One"),
        ("```\n# no\n```\n# One", "One"),
        ("## Two", ""),
        ("", ""),
    ],
)
def test_the_title_is_the_first_heading_of_level_1(text: str, title: str) -> None:
    assert title_of(scan(text).lines) == title


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("# T\n## Gates\na\n## Other\nb", "a"),
        ("# T\n## Gates (must pass before completion)\na", "a"),
        ("# T\n## 3. **Gates**\na\n### more\nb", "ab"),
        ("# T\n# gates\na", "a"),
        ("# T\n#### GATES: all\na\n### x\nb", "a"),
        ("# T\n## Gates\na\n## Other\n## Gates\nb", "ab"),
        ("# Gates of Rome\na\n## Other", ""),  # the title of the file
        ("# T\n## Gateskeeper\na", ""),
        ("# T\n## Tasks\n### Gates service\na", ""),  # a step of the tasks
        ("# T\n## Tasks\n### Gates\na", "a"),
        ("# T\n```\n## Gates\n```\na", ""),
    ],
)
def test_sections_are_found_by_their_headings(text: str, under: str) -> None:
    sections = divide(scan(text).lines, {"gates": "gates", "tasks": "tasks"})
    assert "".join(line.text for line in sections["gates"]) == under


@given(st.lists(PIECES))
def test_every_line_that_is_no_heading_is_in_one_section(pieces: list[str]) -> None:
    lines = scan("\n".join(pieces)).lines
    sections = divide(lines, {"t": "t"})
    assert sorted(line for part in sections.values() for line in part) == [
        line for line in lines if heading(line) is None
    ]
