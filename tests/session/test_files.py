from __future__ import annotations

from orchestrator.session.files import SessionFiles


def names(files: SessionFiles) -> list[str]:
    return [files.prompt, files.stream, files.stderr, files.record, files.notes]


def test_the_first_session_of_an_attempt_has_the_plain_names() -> None:
    assert names(SessionFiles("/a", 1)) == [
        "/a/prompt.md",
        "/a/session.jsonl",
        "/a/stderr.log",
        "/a/process",
        "/a/notes.json",
    ]


def test_later_sessions_of_an_attempt_share_no_file_with_it() -> None:
    assert SessionFiles("/a", 2).stream == "/a/session-2.jsonl"
    of_three = [name for ordinal in (1, 2, 12) for name in names(SessionFiles("/a", ordinal))]
    assert len(set(of_three)) == 15
