"""`orchestrate show` on a real run: a phase that was sent back once, and one that was never begun."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli.main import main
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.standin import configured

GATE = "test -e second"
SCRIPT = "begin; all_done; test -e first && touch second; echo x > first; finish"
QUIET = "notifications:\n  provider: none\nmax_retries: 1\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("show")
    made = project(
        folder,
        PhaseFile("1", "Setup", gates=(f"`{GATE}`: it came to the second attempt",)),
        PhaseFile("2", "Stuck", gates=("false: never",)),
        PhaseFile("3", "After", depends_on=("2",)),
        config=configured(folder, SCRIPT, QUIET),
    )
    ended = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return made


@pytest.fixture
def here(made: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(made.root)
    return made


def show(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["show", *words]) == 0
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(show(capsys, *words, "--json"))
    return data


@pytest.mark.usefixtures("here")
def test_the_last_attempt_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shown = show(capsys, "1")
    assert "Phase 1: Setup: done" in shown
    assert "reject -> remediating: gate" in shown
    assert "Attempt 1" not in shown
    assert "why: targeted fix after attempt 1: gate" in shown
    assert "session 1 (stand-in, continues the Claude session)" in shown
    assert "was sent back" in shown
    assert "worker: reported completed" in shown
    assert f"gate {GATE}: failed with exit code 1 before, passes now" in shown
    assert "diff: 4 files, +10 -3;" in shown  # with its notes and ticked boxes
    assert "first +1 -0" in shown
    assert "verdict: accept: everything the contract asks for is there" in shown
    assert max(map(len, shown.splitlines())) <= 110  # only paths are longer than the terminal is wide


@pytest.mark.usefixtures("here")
def test_another_attempt_or_all_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    first = document(capsys, "1", "--attempt", "1")["attempts"]
    assert [(one["number"], one["verdict"]["decision"]) for one in first] == [(1, "targeted fix")]
    assert first[0]["why"] == "first attempt"
    assert first[0]["gates"][0]["exit_code"] == 1
    assert first[0]["findings"][0]["kind"] == "gate failed"
    every = document(capsys, "1", "--attempt", "all")["attempts"]
    assert [one["number"] for one in every] == [1, 2]
    assert every[1]["sessions"][0]["prompt"].startswith("Phase 1 was sent back")
    assert every[1]["chain"] is not None


@pytest.mark.usefixtures("here")
def test_a_baseline_is_shown_with_the_gates_of_its_round(
    made: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    told = f"gate {GATE}: failed with exit code 1 before, passes now"
    assert told in " ".join(show(capsys, "1").split())
    (gate,) = document(capsys, "1")["attempts"][0]["gates"]
    assert gate["baseline"]["exit_code"] == 1
    assert gate["baseline"]["seconds"] >= 0
    output = gate["baseline"]["output_path"]
    assert output.endswith("/1/baseline/1.log")
    assert (made.root / output).exists()


@pytest.mark.usefixtures("here")
def test_the_whole_diff_comes_when_it_is_asked_for(made: Project, capsys: pytest.CaptureFixture[str]) -> None:
    (file,) = made.root.glob(".orchestrator/runs/*/1/2/changes.diff")
    diff = file.read_text()
    assert "diff --git a/first b/first\n" in diff
    assert "| +x" in show(capsys, "1", "--diff")
    assert document(capsys, "1", "--diff")["attempts"][0]["diff"]["text"] == diff
    assert document(capsys, "1")["attempts"][0]["diff"]["text"] is None


@pytest.mark.usefixtures("here")
def test_a_phase_that_was_never_begun_has_only_its_history(capsys: pytest.CaptureFixture[str]) -> None:
    shown = " ".join(show(capsys, "3").split())
    assert "block -> blocked: phase 2, which it depends on, is blocked" in shown
    assert "No attempt was made yet." in shown
    assert document(capsys, "3", "--attempt", "all")["attempts"] == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("4",), "has no phase '4'; known: 1, 2, 3"),
        (("1", "--attempt", "7"), "phase 1 has no attempt 7; it has 1, 2"),
        (("3", "--attempt", "1"), "phase 3 has no attempt 1; none was made yet"),
        (("1", "--attempt", "0"), "'0' is no whole number from 1 to 2147483647, nor 'all'"),
        (("1", "--attempt", "last"), "'last' is no whole number from 1 to 2147483647, nor 'all'"),
        (("1", "--run", "nothing"), "there is no run 'nothing'"),
        ((), "PHASE"),
    ],
)
def test_what_is_not_there_is_an_error_that_says_what_is(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", *words]) == 2
    assert told in capsys.readouterr().err


def test_a_project_without_runs_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["show", "1"]) == 2
    assert "this project has no runs yet; start one with" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
