"""What may stand in a notification."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.notify.notice import Notice, presentable
from orchestrator.text import printable


def test_control_characters_are_left_out_and_a_title_has_one_line() -> None:
    notice = presentable(Notice("Phase\n\x1b[31m1\x07 done", "a\0b\u202ec\nd\te\r", urgent=True))
    assert notice == Notice("Phase [31m1 done", r"ab\u202ec" + "\nd\te", urgent=True)


def test_long_texts_are_cut() -> None:
    notice = presentable(Notice("t" * 500, "b" * 5000))
    assert (len(notice.title), len(notice.body)) == (120, 1000)
    assert notice.title.endswith("…")
    assert notice.body.endswith("…")


@settings(deadline=None, derandomize=True)
@given(st.text(), st.text())
def test_whatever_is_told_is_encodable_short_and_printable(title: str, body: str) -> None:
    notice = presentable(Notice(title, body))
    text = notice.title + notice.body
    assert text.encode("utf-8").decode("utf-8") == printable(text)
    assert "\n" not in notice.title
    assert presentable(notice) == notice


def test_bytes_that_are_no_utf_8_become_question_marks() -> None:
    assert presentable(Notice("caf\udce9", "\ud800")) == Notice("caf?", "?")
