from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.drafting.source import BEFORE, TITLE_WIDTH, Part, parts


def told(text: str) -> list[tuple[int, str]]:
    return [(part.line, part.title) for part in parts(text)]


def test_every_heading_is_a_part_with_its_line() -> None:
    text = "# Export\n\n## Rows ##\nx\n\n   ### Deep\n"
    assert parts(text) == (Part(1, 1, "Export"), Part(2, 3, "Rows"), Part(3, 6, "Deep"))


def test_underlined_headings_count_as_well() -> None:
    assert told("Export\n======\n\nRows\n----\nx\n") == [(1, "Export"), (4, "Rows")]


def test_a_rule_a_table_and_a_list_underline_nothing() -> None:
    text = "# A\n\ntext\n\n---\n\n| a |\n---\n- item\n---\n"
    assert told(text) == [(1, "A")]


def test_text_before_the_first_heading_is_a_part() -> None:
    assert told("\nHello\n# A\n") == [(2, BEFORE), (3, "A")]
    assert told("\n\n# A\n") == [(3, "A")]


def test_headings_in_code_and_comments_are_none() -> None:
    text = "# A\n```\n# code\n```\n<!--\n# hidden\n-->\n"
    assert told(text) == [(1, "A")]


def test_without_headings_every_paragraph_is_a_part() -> None:
    text = "Build a thing.\nFast.\n\n\n- one\n- two\n\n```\ncode\n\nmore\n```\nend\n"
    assert told(text) == [(1, "Build a thing."), (5, "- one"), (8, "```")]


def test_a_title_is_short_and_can_be_shown() -> None:
    [part] = parts("# a\x1b[31m \u202e " + "x" * 500)
    assert len(part.title) == TITLE_WIDTH
    assert "\x1b" not in part.title


@given(st.text(alphabet="#=-`<!> \na1|*", max_size=80))
def test_parts_are_numbered_in_the_order_of_their_lines_and_none_is_missed(text: str) -> None:
    found = parts(text)
    assert [part.number for part in found] == list(range(1, len(found) + 1))
    lines = [part.line for part in found]
    assert lines == sorted(set(lines))
    assert all(part.title for part in found)
