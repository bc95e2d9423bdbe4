from __future__ import annotations

import json
from dataclasses import replace

import pytest

from orchestrator.evidence_chain import Change, Checked
from orchestrator.views.verification import evidence_json, evidence_text, gate_line, gates_json, gates_summary
from tests.support.made import gate, result

INTACT = Checked(2, (("3", 1),), (), "f" * 64)
CHANGED = INTACT._replace(
    changes=(
        Change("1", 2, "file", "gates/1.log", "changed"),
        Change("1", 2, "seal", "seal", "is missing"),
        Change("", 0, "row", "plan_file docs/\x1ba.md", "removed"),
    )
)


@pytest.mark.parametrize(
    ("exit_code", "words"),
    [
        (0, "gate tests: still holds (1.0 s)"),
        (3, "gate tests: NO LONGER HOLDS, exit code 3; see gates/1.log\n    why not"),
        (None, "gate tests: NO LONGER HOLDS, its time was up; see gates/1.log\n    why not"),
    ],
)
def test_a_gate_is_one_line_and_the_end_of_its_output_when_it_fails(
    exit_code: int | None, words: str
) -> None:
    assert gate_line(result(gate("make", "tests"), exit_code, "why not\x1b\n")).strip() == words


def test_a_gate_that_passes_because_no_test_ran_does_not_hold() -> None:
    empty = replace(result(gate("go test", "tests")), no_test="go test found no test files")
    assert "NO LONGER HOLDS, go test found no test files; see gates/1.log" in gate_line(empty)
    assert gates_summary("r", [("1", empty)], 1) == "1 of 1 gate of 1 done phase of run r no longer hold."
    document = json.loads(gates_json("r", [("1", empty)]))
    assert (document["holds"], document["gates"][0]["holds"]) == (False, False)


def test_the_last_line_says_whether_all_holds() -> None:
    good, bad = ("1", result()), ("2", result(gate("x"), 1))
    assert gates_summary("r", [good, good], 1) == "All 2 gates of 1 done phase of run r still hold."
    assert gates_summary("r", [good, bad], 2) == "1 of 2 gates of 2 done phases of run r no longer hold."
    assert json.loads(gates_json("r", [good]))["holds"] is True
    document = json.loads(gates_json("r", [good, bad]))
    assert (document["holds"], document["evidence"]) == (False, None)
    assert [(item["phase"], item["holds"]) for item in document["gates"]] == [("1", True), ("2", False)]


def test_intact_evidence_is_said_to_be_so() -> None:
    assert evidence_text("r", INTACT).splitlines() == [
        "  phase 3, attempt 1: goes on, so it is not sealed yet",
        "The evidence is as it was recorded: 2 sealed attempts of run r.",
        f"head: {'f' * 64}",
    ]
    assert json.loads(evidence_json("r", INTACT))["holds"] is True


def test_every_change_is_named() -> None:
    assert evidence_text("r", CHANGED).splitlines()[:4] == [
        "The evidence of run r is not what was recorded:",
        "  phase 1, attempt 2: file 'gates/1.log': changed",
        "  phase 1, attempt 2: seal: is missing",
        "  the run: row 'plan_file docs/a.md': removed",
    ]
    document = json.loads(evidence_json("r", CHANGED))
    assert (document["holds"], document["gates"]) == (False, None)
    assert document["evidence"]["changes"][2] == {
        **{"phase": None, "attempt": None, "what": "row"},
        **{"name": "plan_file docs/\x1ba.md", "how": "removed"},
    }


def test_cleaned_evidence_is_said_to_be_so_and_is_no_finding() -> None:
    cleaned = INTACT._replace(cleaned_at="2026-11-22T14:07:40.123Z")
    text = evidence_text("r", cleaned)
    assert "evidence was cleaned on 2026-11-22: only the database was compared\n" in text
    assert "The evidence is as it was recorded" in text
    document = json.loads(evidence_json("r", cleaned))
    assert (document["holds"], document["evidence"]["cleaned_at"]) == (True, "2026-11-22T14:07:40.123Z")
