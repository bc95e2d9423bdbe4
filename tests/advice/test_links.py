"""Links that lead nowhere."""

from __future__ import annotations

from tests.advice.made import GOOD, NOTES, codes, plan


def test_a_link_to_a_file_that_is_not_there() -> None:
    text = "# A\nsee [b](gone.md#top), [c](https://x.y/z.md), [m](m.md), [d](src/new.py), [e](#x)\n" + GOOD
    assert codes(plan(a=text)) == [("a.md", 2, "dead-link")]


def test_links_in_code_and_to_notes_that_will_be_written_are_fine() -> None:
    text = "# A\n```\n[b](gone.md)\n```\n[n](notes/1.md)\n" + NOTES.format(1) + GOOD
    assert codes(plan(a=text)) == []


def test_another_master_plan() -> None:
    assert codes(plan(a="**Master Plan:** [x](b.md)\n" + GOOD, b=GOOD)) == [("a.md", 1, "other-master-plan")]
    assert codes(plan(a="- **Master Plan:** [x](m.md)\n" + GOOD)) == []


def test_links_of_the_master_plan() -> None:
    assert codes(plan("[gone](x.md)\n", a=GOOD)) == [("m.md", 9, "dead-link")]
