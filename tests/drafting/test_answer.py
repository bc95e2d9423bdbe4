from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.drafting.answer import MOST_FILES, SCHEMA, Covered, Draft, DraftFile, in_text, read
from orchestrator.model.plan import Complaint
from tests.drafting.made import answer

FILE = {"name": "a.md", "content": "x"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def code(found: object) -> str:
    told = read(found)
    assert isinstance(told, Complaint)
    return told.code


def test_an_answer_as_the_schema_wants_it_is_read() -> None:
    data = answer()
    jsonschema.Draft202012Validator(json.loads(SCHEMA)).validate(data)
    draft = read(data)
    assert isinstance(draft, Draft)
    assert [file.name for file in draft.files] == ["master-plan.md", "phase1-rows.md", "phase2-file.md"]
    assert draft.coverage[2] == Covered(3, (), "nobody asked for it yet")


@pytest.mark.parametrize("found", [None, "text", [], 3])
def test_what_is_no_object_is_no_answer(found: object) -> None:
    assert code(found) == "no-answer"


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"files": [FILE]},
        {"files": "x", "coverage": []},
        {"files": ["x"], "coverage": []},
        {"files": [], "coverage": []},
        {"files": [FILE] * (MOST_FILES + 1), "coverage": []},
        {"files": [FILE], "coverage": [{"part": "1", "phases": []}]},
        {"files": [FILE], "coverage": [{"part": True, "phases": []}]},
        {"files": [FILE], "coverage": [{"part": 1, "phases": "1"}]},
        {"files": [{"name": "a.md", "content": "\ud800"}], "coverage": []},
    ],
)
def test_an_answer_of_another_shape_is_a_complaint(found: dict[str, Any]) -> None:
    assert code(found) == "bad-answer"


def test_ids_of_phases_may_be_numbers_and_reasons_fit_on_a_line() -> None:
    said = {"part": 1, "phases": [1, "2a", None], "left_out": "too\nlong " + "x" * 900}
    draft = read({"files": [FILE], "coverage": [said]})
    assert isinstance(draft, Draft)
    [covered] = draft.coverage
    assert covered.phases == ("1", "2a")
    assert covered.left_out.startswith("too long x")
    assert len(covered.left_out) == 300


@pytest.mark.parametrize("text", ['{"a": 1}', 'Here:\n```json\n{"a": 1}\n```\nBye', 'x {"a": 1} y'])
def test_an_answer_in_words_is_found_with_or_without_a_fence(text: str) -> None:
    assert in_text(text) == {"a": 1}


@pytest.mark.parametrize("text", ["", "no braces", "} {", "{'a': 1}", '{"a": NaN}', "{" * 100_000 + "}"])
def test_words_without_json_are_no_answer(text: str) -> None:
    assert in_text(text) is None


@given(JSON | st.fixed_dictionaries({"files": JSON, "coverage": JSON}))
def test_whatever_a_session_answers_is_a_draft_or_a_complaint(found: object) -> None:
    told = read(found)
    assert isinstance(told, Draft | Complaint)
    if isinstance(told, Draft):
        assert all(isinstance(file, DraftFile) for file in told.files)
