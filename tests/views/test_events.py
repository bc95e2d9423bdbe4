"""Every kind of happening has an event, with the values that evidence has."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from orchestrator.errors import InputError, LockedError
from orchestrator.model.happening import Happening, RunEnded, Waiting
from orchestrator.model.plan import Complaint
from orchestrator.views.events import EVENTS, error_event, event
from tests.views.happenings import ALL, COMPLAINT, FIRST, LIMIT, RUN, ended, gate_ended, started


def told(happening: Happening) -> dict[str, Any]:
    """An event with words in the place of enums."""
    document: dict[str, Any] = json.loads(json.dumps(event(happening), default=lambda word: word.value))
    return document


@pytest.mark.parametrize("kind", get_args(Happening), ids=lambda kind: kind.__name__)
def test_every_kind_of_happening_has_an_event(kind: type) -> None:
    assert kind in EVENTS
    assert [happening for happening in ALL if type(happening) is kind]


def test_names_are_told_apart() -> None:
    names = [event(happening)["event"] for happening in ALL]
    assert len(set(names)) == len(ALL)
    assert {"phase_done", "phase_blocked", "run_started", "run_ended"} <= set(names)


def test_a_phase_that_was_assumed_is_told_with_the_start() -> None:
    first, second = told(started())["phases"]
    assert (first["state"], first["assumed"], first["depends_on"]) == ("done", True, [])
    assert (second["state"], second["assumed"], second["depends_on"]) == ("pending", False, ["1"])


def test_values_are_those_of_the_evidence() -> None:
    session = told(ended())
    assert (session["ending"], session["trouble"]["kind"]) == ("failed", "usage limit")
    assert (session["cost_usd"], session["cache_creation_tokens"]) == (0.123457, 4)
    assert session["agents"] == [{"agent": "doc-sync", "status": "completed"}]
    late = told(gate_ended(None))
    assert (late["exit_code"], late["holds"], late["green_before"]) == (None, False, False)
    waits = told(Waiting(FIRST, LIMIT, 1_800_000_000.5))
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
    document = told(happening)
    assert (document["outcome"], document["exit_code"]) == (outcome, code)


def test_an_error_brings_all_its_complaints() -> None:
    whole = Complaint(".orchestrator/config.yaml", 0, "bad-yaml", "it is no mapping", "write one")
    document = error_event(InputError((COMPLAINT, whole)))
    assert [(one["path"], one["line"]) for one in document["complaints"]] == [
        ("docs/phase1.md", 14),
        (".orchestrator/config.yaml", None),
    ]
    locked = error_event(LockedError("pid 7 works here"))
    assert (locked["exit_code"], locked["message"], locked["complaints"]) == (4, "pid 7 works here", [])
