from __future__ import annotations

from typing import Any

import pytest

from orchestrator.views.html.attempts import Shown, attempt
from tests.support.reports import made_attempt, made_phase
from tests.views.html.reading import of_class, read, words

LAST = Shown(500, None, last=True, running=False)


def shown(how: Shown = LAST, **other: Any) -> str:
    return attempt(made_phase("3").record, made_attempt(2, **other), how)


def test_an_attempt_says_why_it_was_made_and_what_became_of_it() -> None:
    text = words(shown())
    assert "Attempt 2 accept everything the contract asks for is there 4 min" in text
    assert "Made because targeted fix after attempt 1: it was not right" in text
    assert "Verdict accept: everything the contract asks for is there" in text
    assert "Evidence: .orchestrator/runs/" in text


def test_it_can_be_linked_to() -> None:
    assert read(shown())[0].attributes["id"] == "phase-3-attempt-2"


@pytest.mark.parametrize(
    ("decision", "running", "kind", "said"),
    [
        ("accept", False, "done", "accept"),
        ("targeted fix", False, "again", "targeted fix"),
        ("block", False, "blocked", "block"),
        ("of a later version", False, "pending", "of a later version"),
        (None, True, "active", "under way"),
        (None, False, "stopped", "no verdict"),
    ],
)
def test_its_verdict_is_marked(decision: str | None, running: bool, kind: str, said: str) -> None:
    (chip,) = of_class(shown(LAST._replace(running=running), decision=decision), "chip")
    assert kind in chip.classes
    assert chip.text == said


def test_the_last_one_is_open_unless_it_was_accepted() -> None:
    assert "open" in read(shown(decision="block"))[0].attributes
    assert "open" not in read(shown())[0].attributes
    assert "open" not in read(shown(LAST._replace(last=False), decision="block"))[0].attributes


def test_files_that_were_removed_are_said() -> None:
    text = words(shown(LAST._replace(cleaned_at="2026-12-01T10:00:00.000Z")))
    assert "Its files were removed on 2026-12-01 by orchestrate clean." in text


def test_parts_of_which_there_is_nothing_have_no_heading() -> None:
    text = words(shown(gates=(), signals=(), sessions=(), reason=None, ended_at=None))
    assert not [head for head in ("Findings", "Gates", "Sessions", "Reported") if head in text]
