from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.plan import Complaint, Gate, GateOrigin
from orchestrator.plan.gates import WrittenGate
from orchestrator.plan.resolution import resolve
from orchestrator.plan.tools import BUILT_IN
from tests.plan.sources import PROGRAMS


def found(command: str, configured: dict[str, str] | None = None) -> Gate | Complaint:
    gate = WrittenGate("p.md", 3, command, "ok")
    return resolve(gate, configured or {}, PROGRAMS.__contains__)


def command(text: str, configured: dict[str, str] | None = None) -> str:
    gate = found(text, configured)
    assert isinstance(gate, Gate), str(gate)
    return gate.command


def refused(text: str, configured: dict[str, str] | None = None) -> Complaint:
    complaint = found(text, configured)
    assert isinstance(complaint, Complaint), str(complaint)
    return complaint


def test_a_configured_gate_wins_over_everything() -> None:
    gate = found("pytest", {"pytest": "make unit"})
    assert gate == Gate("pytest", "make unit", "ok", GateOrigin.CONFIGURED, 3)
    assert command("Lint all", {"Lint all": "ruff check src"}) == "ruff check src"


def test_words_in_brackets_explain_a_command_that_no_shell_could_run_with_them() -> None:
    assert found("ruff check src (no findings)") == Gate(
        "ruff check src", "ruff check src", "no findings: ok", GateOrigin.WRITTEN, 3
    )
    assert command("ruff (no findings)") == "ruff check ."
    assert command("Lint (all)", {"Lint (all)": "ruff check src"}) == "ruff check src"
    assert "'lint' is no command" in refused("lint (0 errors)").problem


@pytest.mark.parametrize(
    "text", ["if (test -f x); then ruff; fi", "! (ruff x)", "ruff x && (ruff y)", "(ruff)"]
)
def test_brackets_of_the_shell_stay(text: str) -> None:
    gate = found(text)
    assert isinstance(gate, Complaint) or gate.command == text


def test_a_well_known_tool_runs_as_the_table_says() -> None:
    assert found("ruff") == Gate("ruff", "ruff check .", "ok", GateOrigin.BUILT_IN, 3)
    assert command("Ruff") == "ruff check ."
    assert command("ruff format") == "ruff format --check ."
    assert command("unittest") == "python3 -m unittest"
    assert command("ESLint") == "node_modules/.bin/eslint ."


@pytest.mark.parametrize(
    "text",
    [
        "echo",
        "pytest -q",
        "npm run test:unit",
        "./check.sh --all",
        "A=1 python3 -m x",
        "! grep -r TODO src",
        "cd web && npm test",
        "test -f x",
        "[ -s x ]",
        "true",
        ":",
        "(cd web; npm test)",
        "ruff check src/ | grep ok",
        "if test -f x; then pytest; fi",
    ],
)
def test_what_is_written_is_what_runs(text: str) -> None:
    assert found(text) == Gate(text, text, "ok", GateOrigin.WRITTEN, 3)


@pytest.mark.parametrize(
    "text",
    [
        "lint",
        "All tests pass",
        "tsc",
        "pyright --strict",
        "set up it",
        "test everything",
        "# pytest",
        "A=1",
        "$X",
    ],
)
def test_what_cannot_be_resolved_is_an_error_of_the_plan(text: str) -> None:
    complaint = refused(text)
    assert (complaint.path, complaint.line, complaint.code) == ("p.md", 3, "unresolved-gate")


def test_an_unresolved_gate_comes_with_a_cure() -> None:
    assert refused("pytset").cure.startswith("did you mean 'pytest'?")
    assert "lint: COMMAND" in refused("lint").cure
    assert "did you mean 'style'?" in refused("styl", {"style": "ruff check ."}).cure
    assert refused("tsc").problem == "the gate 'tsc' needs the program 'tsc', which is not installed"
    assert "needs the program 'pyright'" in refused("pyright --strict").problem
    named = resolve(WrittenGate("p.md", 3, "Lint", "`ruff check .` is clean"), {}, PROGRAMS.__contains__)
    assert isinstance(named, Complaint)
    assert named.cure == "put the command first: - `ruff check .`: Lint"


def test_an_empty_configured_command_never_passes_silently() -> None:
    assert "always passes" in refused("lint", {"lint": "  "}).problem


@pytest.mark.parametrize("text", ["pytest\x1b[0m", "pytest\x00", "pytest \u202e", "pytest\x0b"])
def test_control_characters_are_refused(text: str) -> None:
    complaint = refused(text)
    assert complaint.code == "gate-control-character"
    assert complaint.problem.isprintable()


@given(st.sampled_from(sorted(BUILT_IN)), st.booleans())
def test_a_tool_is_built_in_in_any_case_or_said_to_be_missing(name: str, upper: bool) -> None:
    gate = found(name.upper() if upper else name)
    if isinstance(gate, Gate):
        assert gate.origin is GateOrigin.BUILT_IN
    else:
        assert "not installed" in gate.problem
