"""Events for programs: one for every kind of happening, each a line of JSON that any reader can take."""

from __future__ import annotations

import io
import json
import os
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InputError, LockedError
from orchestrator.model.happening import Happening, RunEnded, SessionStarted, Waiting
from orchestrator.model.plan import Complaint
from orchestrator.redaction import Secrets
from orchestrator.views.events import EVENTS, Events, error_line, event
from tests.views.happenings import ALL, COMPLAINT, FIRST, LIMIT, RUN, ended, gate_ended, said, started

AT = "2026-11-22T14:07:40.123Z"


def told(*happenings: Happening, quiet: bool = False, secrets: Secrets | None = None) -> list[dict[str, Any]]:
    """What a reader gets of the stream."""
    out = io.StringIO()
    tell = Events(out, cover=(secrets or Secrets(())).text, quiet=quiet, clock=lambda: AT)
    for happening in happenings:
        tell(happening)
    assert out.getvalue().isascii()
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("kind", get_args(Happening), ids=lambda kind: kind.__name__)
def test_every_kind_of_happening_has_an_event(kind: type) -> None:
    assert kind in EVENTS
    assert [happening for happening in ALL if type(happening) is kind]


def test_every_event_says_version_name_time_and_run() -> None:
    for document in told(*ALL):
        assert list(document)[:4] == ["version", "event", "at", "run"]
        assert (document["version"], document["at"], document["run"]) == (1, AT, RUN)


def test_names_are_told_apart() -> None:
    names = [event(happening)["event"] for happening in ALL]
    assert len(set(names)) == len(ALL)
    assert {"phase_done", "phase_blocked", "run_started", "run_ended"} <= set(names)


def test_a_phase_that_was_assumed_is_told_with_the_start() -> None:
    first, second = told(started())[0]["phases"]
    assert (first["state"], first["assumed"], first["depends_on"]) == ("done", True, [])
    assert (second["state"], second["assumed"], second["depends_on"]) == ("pending", False, ["1"])


def test_values_are_those_of_the_evidence() -> None:
    (session,) = told(ended())
    assert (session["ending"], session["trouble"]["kind"]) == ("failed", "usage limit")
    assert (session["cost_usd"], session["cache_creation_tokens"]) == (0.123457, 4)
    assert session["agents"] == [{"agent": "doc-sync", "status": "completed"}]
    (late,) = told(gate_ended(None))
    assert (late["exit_code"], late["holds"], late["green_before"]) == (None, False, False)
    (waits,) = told(Waiting(FIRST, LIMIT, 1_800_000_000.5))
    assert waits["waits_until"] == "2027-01-15T08:00:00.500Z"


@pytest.mark.parametrize(
    ("happening", "outcome", "code"),
    [
        (RunEnded(RUN, 2, 0, 0, 0), "done", 0),
        (RunEnded(RUN, 1, 1, 0, 1), "blocked", 1),
        (RunEnded(RUN, 1, 0, 1, 5, "the budget"), "paused", 5),
        (RunEnded(RUN, 0, 1, 1, 1), "interrupted", None),
    ],
)
def test_a_run_ends_in_one_of_four_ways(happening: RunEnded, outcome: str, code: int | None) -> None:
    (document,) = told(happening)
    assert (document["outcome"], document["exit_code"]) == (outcome, code)


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


def test_an_error_brings_all_its_complaints() -> None:
    whole = Complaint(".orchestrator/config.yaml", 0, "bad-yaml", "it is no mapping", "write one")
    document = json.loads(error_line(InputError((COMPLAINT, whole)), str))
    assert [(one["path"], one["line"]) for one in document["complaints"]] == [
        ("docs/phase1.md", 14),
        (".orchestrator/config.yaml", None),
    ]
    locked = json.loads(error_line(LockedError("pid 7 works here"), str))
    assert (locked["exit_code"], locked["message"], locked["complaints"]) == (4, "pid 7 works here", [])


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
