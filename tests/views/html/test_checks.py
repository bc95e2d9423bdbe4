from __future__ import annotations

from typing import Any

import pytest

from orchestrator.model.dossier import AttemptEntry, BaselineEntry, TamperedEntry
from orchestrator.views.html.checks import findings, gates
from tests.support.reports import made_attempt, made_finding, made_gate
from tests.views.html.reading import of_class, read, words


def entry(**other: Any) -> AttemptEntry:
    return made_attempt(**other).entry


@pytest.mark.parametrize(
    ("exit_code", "before", "said"),
    [
        (0, 1, "failed with exit code 1 before, passes now"),
        (0, 0, "passed before and after"),
        (1, 0, "passed before; now it failed with exit code 1"),
        (None, "none", "did not end in time"),
    ],
)
def test_a_gate_is_compared_with_how_it_was_before(
    exit_code: int | None, before: int | str, said: str
) -> None:
    (shown,) = gates(entry(gates=(made_gate(exit_code=exit_code, before=before),)), 500, last=True)
    assert said in words(shown)


def test_a_failed_gate_of_the_last_attempt_is_open_with_its_output() -> None:
    failed = made_gate(exit_code=1, tail="1 failed\n", output_path="a/gates/1.log", left_behind=("sleep 9",))
    (shown,) = gates(entry(gates=(failed,)), 500, last=True)
    (details,) = [element for element in read(shown) if element.name == "details"]
    assert "open" in details.attributes
    for part in ("tests", "6.4 s", "pytest -q", "1 failed", "a/gates/1.log", "sleep 9"):
        assert part in details.text


def test_a_passed_gate_is_folded_and_of_earlier_attempts_one_line() -> None:
    passed = entry(gates=(made_gate(),))
    (last,) = gates(passed, 500, last=True)
    (earlier,) = gates(passed, 500, last=False)
    assert "open" not in of_class(last, "minor")[0].attributes
    assert "<details" not in earlier
    assert words(earlier) == "tests passed 6.4 s"


def test_output_that_is_gone_is_said() -> None:
    (shown,) = gates(entry(gates=(made_gate(exit_code=1, tail=None),)), 500, last=True)
    assert "gates/tests.log (it is gone)" in words(shown)


def test_gates_that_ran_only_before_the_work_are_told() -> None:
    before = (("tests", BaselineEntry(1, 2.0, "b.log")), ("lint", BaselineEntry(None, 60, "c.log")))
    shown = gates(entry(gates=(), before=before), 500, last=True)
    assert [words(line) for line in shown] == [
        "tests before the work: ended with exit code 1 2.0 s",
        "lint before the work: did not end in time 60 s",
    ]


def test_a_finding_has_its_weight_and_its_proof() -> None:
    (shown,) = findings(entry(gates=(), findings=(made_finding(detail="the proof"),)), 500)
    assert of_class(shown, "critical")
    assert words(shown) == "gate failed critical gate 'tests' failed with exit code 1 Proof the proof"


def test_what_the_output_of_a_gate_shows_is_not_shown_twice() -> None:
    failed = entry(
        gates=(made_gate(exit_code=1, tail="x\n1 failed\n"),), findings=(made_finding(detail="1 failed\n"),)
    )
    assert "Proof" not in words(findings(failed, 500)[0])


def test_an_accepted_finding_says_why() -> None:
    (shown,) = findings(entry(findings=(made_finding(accepted="flaky on arm"),)), 500)
    assert of_class(shown, "accepted")
    assert "Accepted: flaky on arm" in words(shown)


def test_a_file_that_was_to_stay_is_told() -> None:
    changed = TamperedEntry("docs/plan.md", "", protected=False, by_gate=True, put_back=False)
    (shown,) = findings(entry(tampered=(changed,)), 500)
    assert words(shown) == (
        "docs/plan.md changed by the gates, though part of the contract; it could not be put back"
    )
