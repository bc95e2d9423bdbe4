"""Gates that prove little, are there twice, are not there, or miss a program."""

from __future__ import annotations

import pytest

from orchestrator.advice.gates import idle
from orchestrator.model.configuration import Settings
from tests.advice.made import codes, plan, said


def gate(*lines: str) -> dict[str, str]:
    listed = "\n".join(f"- {line}" for line in lines)
    return plan(a=f"# A\n## Gates\n{listed}\n## Tasks\n- [ ] x\n")


@pytest.mark.parametrize(
    "command",
    [
        *(
            "true",
            "echo",
            "echo all good",
            "python3",
            "node",
            'echo "$(make)" && true',
            "exit 0",
            "exit",
            "test -d .",
            "[ -d . ]",
        ),
        *("test -e ./", "printf x; sleep 3", "pytest | echo done", "test 1 -eq 1", ":", "cd . && pwd"),
    ],
)
def test_what_passes_anyhow_is_idle(command: str) -> None:
    assert idle(command)


@pytest.mark.parametrize(
    "command",
    [
        *(
            "pytest",
            "echo x | grep y",
            "echo 'assert x' | python3",
            "test -d src",
            "exit 1",
            "false",
            "echo x > y",
            "cd src",
            "ls src/a.py",
        ),
        *("test -f ./x", "echo a && make", "for f in x; do true; done", ""),
    ],
)
def test_what_depends_on_the_work_is_not(command: str) -> None:
    assert not idle(command)


def test_a_gate_that_passes_anyhow_is_told_with_its_line() -> None:
    assert codes(gate("pytest: x", "echo: must pass")) == [("a.md", 4, "gate-proves-little")]


@pytest.mark.parametrize("command", ["pytest -q || true", "make lint; exit 0", "pytest || echo failed"])
def test_a_verdict_that_is_taken_away_is_told(command: str) -> None:
    (one,) = said(gate(f"`{command}`: x"))
    assert one.code == "gate-proves-little"
    assert "passes even when its check fails" in one.problem


def test_a_gate_of_the_configuration_is_looked_at_too() -> None:
    settings = Settings(gates={"lint": "nobody --has-it"})
    (one,) = said(gate("lint: x"), settings)
    assert (one.code, one.line) == ("gate-program-missing", 3)
    assert "needs 'nobody'" in one.problem


@pytest.mark.parametrize(
    "command",
    [
        *(
            "cd x && ./run",
            "make && (git diff --quiet)",
            "command -v nobody || make",
            "X=1 make",
            "set -e; make",
        ),
        *("make && $TOOL x", 'test -z "$(nobody)"', "if make; then true; fi"),
    ],
)
def test_programs_that_are_there_or_cannot_be_told_are_not_missed(command: str) -> None:
    assert codes(gate(f"`{command}`: x")) == []


def test_a_program_behind_an_operator_is_missed() -> None:
    (one,) = said(gate("`cd x && nobody test`: x"))
    assert one.code == "gate-program-missing"


def test_behind_a_launcher_nobody_can_tell() -> None:
    assert codes(gate("`cd x && nobody`: x"), Settings(launcher=("srun",))) == []


def test_the_same_gate_twice() -> None:
    found = said(gate("pytest: x", "ruff: y", "`pytest`: z"))
    assert [(one.line, one.code) for one in found] == [(5, "gate-twice")]
    assert "line 3" in found[0].problem


@pytest.mark.parametrize("none", ["none: prose", "`none`: prose", "**None**: prose"])
def test_no_gate_on_purpose_is_told_where_it_says_so(none: str) -> None:
    assert codes(gate(none)) == [("a.md", 3, "no-gate")]
