from __future__ import annotations

import pytest

from orchestrator.model.plan import Gate
from orchestrator.plan.gates import written
from orchestrator.plan.markdown import scan
from orchestrator.plan.resolution import resolve


def gate(item: str, configured: dict[str, str] | None = None) -> Gate:
    gates, complaints = written("p.md", scan(item).lines)
    assert (len(gates), complaints) == (1, [])
    found = resolve(gates[0], configured or {}, lambda word: word in ("pytest", "ruff", "./check"))
    assert isinstance(found, Gate), found
    return found


@pytest.mark.parametrize(
    ("item", "command", "meaning"),
    [
        ("- pytest: all pass (must fail first)", "pytest", "all pass"),
        ("- pytest: (Must Fail First) all pass", "pytest", "all pass"),
        ("- pytest: (must fail first): all pass", "pytest", "all pass"),
        ("- pytest: must_fail_first", "pytest", ""),
        ("- pytest: MUST_FAIL_FIRST, all pass", "pytest", "all pass"),
        ("- pytest: all pass, must_fail_first", "pytest", "all pass"),
        ("- pytest: all (must-fail-first) pass", "pytest", "all pass"),
        ("- pytest: all pass [must fail first]", "pytest", "all pass"),
        ("- pytest: all pass `must_fail_first`", "pytest", "all pass"),
        ("- pytest (must fail first)", "pytest", ""),
        ("- pytest (must fail first): all pass", "pytest", "all pass"),
        ("- `./check a`: (must fail first)", "./check a", ""),
        ("- `./check a` (must fail first): all", "./check a", "all"),
        ("- **pytest** (must fail first)", "pytest", ""),
        ("- [ ] ruff: clean\n  (must fail first)", "ruff check .", "clean"),
    ],
)
def test_the_mark_is_taken_out_of_the_meaning(item: str, command: str, meaning: str) -> None:
    found = gate(item)
    assert (found.command, found.meaning, found.must_fail_first) == (command, meaning, True)


def test_a_configured_gate_may_have_the_mark() -> None:
    found = gate("- tests: all (must fail first)", {"tests": "npm test"})
    assert (found.command, found.meaning, found.must_fail_first) == ("npm test", "all", True)


@pytest.mark.parametrize(
    ("item", "meaning"),
    [
        ("- pytest: all pass", "all pass"),
        ("- pytest: the login must fail first, then pass", "the login must fail first, then pass"),
        ("- pytest: first  of all", "first  of all"),
        ("- `pytest -k must_fail_first`: one", "one"),
        ("- pytest: not_must_fail_first_x", "not_must_fail_first_x"),
    ],
)
def test_other_words_are_left_as_they_are(item: str, meaning: str) -> None:
    found = gate(item)
    assert (found.meaning, found.must_fail_first) == (meaning, False)
