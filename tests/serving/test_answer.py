"""What an answer looks like on the wire."""

from __future__ import annotations

from orchestrator.serving.answer import ALWAYS, EVENTS, NOTHING, Answer, said


def test_an_answer_says_how_long_it_is_and_what_may_be_done_with_it() -> None:
    answer = said(403, "No.", ("Allow", "GET"))
    head = answer.head().decode()
    assert head.startswith("HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\n")
    assert head.endswith("\r\nAllow: GET\r\n\r\n")
    assert "\r\nContent-Length: 4\r\n" in head
    assert f"\r\nContent-Security-Policy: {NOTHING}\r\n" in head
    for name, value in ALWAYS:
        assert f"\r\n{name}: {value}\r\n" in head
    assert answer.body == b"No.\n"


def test_a_stream_has_no_length() -> None:
    assert b"Content-Length" not in Answer(200, kind=EVENTS, endless=True).head()


def test_a_sentence_may_hold_anything() -> None:
    assert said(409, "caf\u00e9 \ud800").body == b"caf\xc3\xa9 \\ud800\n"
