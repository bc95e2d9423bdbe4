"""Events for programs: each a line of JSON that any reader can take, at once."""

from __future__ import annotations

import io
import json
import os
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InputError
from orchestrator.model.happening import Happening, SessionStarted
from orchestrator.redaction import Secrets
from orchestrator.views.event_stream import Events, error_line
from orchestrator.views.events import event
from tests.views.happenings import ALL, COMPLAINT, FIRST, RUN, ended, said, started

AT = "2026-11-22T14:07:40.123Z"


def told(*happenings: Happening, quiet: bool = False, secrets: Secrets | None = None) -> list[dict[str, Any]]:
    """What a reader gets of the stream."""
    out = io.StringIO()
    tell = Events(out, cover=(secrets or Secrets(())).text, quiet=quiet, clock=lambda: AT)
    for happening in happenings:
        tell(happening)
    assert out.getvalue().isascii()
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_event_says_version_name_time_and_run() -> None:
    for document in told(*ALL):
        assert list(document)[:4] == ["version", "event", "at", "run"]
        assert (document["version"], document["at"], document["run"]) == (1, AT, RUN)


def test_secrets_are_covered_and_words_of_ours_are_not() -> None:
    secrets = Secrets([("API_TOKEN", "hunter2-hunter2"), ("ODD", "failed")])
    spoken, session = told(said("it is hunter2-hunter2"), ended(), secrets=secrets)
    assert spoken["text"] == "it is [API_TOKEN]****"
    assert session["ending"] == "failed"


def test_what_an_error_says_is_covered_too() -> None:
    error = InputError((COMPLAINT._replace(problem="hunter2-hunter2 is no command"),))
    document = json.loads(error_line(error, Secrets([("T", "hunter2-hunter2")]).text, lambda: AT))
    assert "hunter2" not in json.dumps(document)
    assert (document["event"], document["run"], document["exit_code"]) == ("error", None, 2)


def test_without_what_sessions_say_the_rest_stays() -> None:
    documents = told(started(), said("a"), SessionStarted(FIRST, 1, 3, "first"), quiet=True)
    assert [document["event"] for document in documents] == ["run_started", "session_started"]


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_a_session_says_a_line_is_one_line_and_whole_characters(text: str) -> None:
    (document,) = told(said(text))
    document["text"].encode()  # no half of a surrogate pair
    assert len(document["text"]) == len(text)


def test_a_reader_that_went_away_does_not_hurt_the_run() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as out:
        tell = Events(out)
        for happening in ALL:
            tell(happening)
        assert not out.closed


def test_each_line_is_there_at_once() -> None:
    reading, writing = os.pipe()
    with open(reading, encoding="utf-8") as lines, open(writing, "w", encoding="utf-8") as out:
        tell = Events(out)
        for happening in ALL:
            tell(happening)
            assert json.loads(lines.readline())["event"] == event(happening)["event"]
