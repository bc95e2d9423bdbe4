from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli.main import main
from orchestrator.store import runs
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from tests.cli.conftest import NEW, OLD, state
from tests.support import programs


def status(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["status", "--json", *words]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)["run"]
    return data


def test_the_last_run_is_shown_from_any_subfolder(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project / "src")
    assert main(["status"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Small (docs/master-plan.md): interrupted\n")
    assert "Setup caf\u00e9  done (assumed)" in shown


@pytest.mark.parametrize("words", [OLD, OLD[:8], "0001"])
@pytest.mark.usefixtures("project")
def test_another_run_can_be_named(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    run = status(capsys, "--run", words)
    assert (run["id"], run["outcome"], run["phases"][1]["reason"]) == (OLD, "blocked", "no database")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("words", ["nothing", "\udcff"])
def test_an_unknown_run_is_an_error(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--run", words]) == 2
    assert "`orchestrate history` lists the runs" in capsys.readouterr().err


def test_only_the_run_at_work_is_running(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with state(project) as db:
        runs.reopen(db, OLD, "sonnet")  # a second run that did not end
    with held(StateFolder(str(project)).lock, "run") as carry_out:
        assert status(capsys)["outcome"] == "interrupted"
        carry_out(NEW)
        assert status(capsys)["outcome"] == "running"
        assert status(capsys, "--run", OLD)["outcome"] == "interrupted"
    assert status(capsys)["outcome"] == "interrupted"


def test_a_paused_run_says_why_and_how_to_go_on(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    why = "the run's budget of 3 sessions is used up: 3 sessions spent"
    with state(project) as db:
        runs.pause(db, NEW, why)
    assert main(["status"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Small (docs/master-plan.md): paused\n")
    assert shown.endswith(f"\n\nPaused: {why}\nGo on with: orchestrate resume --budget sessions=...\n")
    assert (status(capsys)["outcome"], status(capsys)["paused"]) == ("paused", why)


def test_a_look_does_not_wait_for_a_run_that_writes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with state(project) as db, db.atomic():
        db.write("UPDATE run SET title = 'not yet' WHERE id = ?", NEW)
        assert status(capsys)["title"] == "Small"


def test_without_runs_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["status"]) == 0
    assert "No runs yet" in capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"version": 1, "run": None}
    assert main(["status", "--run", "x"]) == 2
    assert "has no runs yet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_damaged_state_is_an_error_with_its_cure(project: Path) -> None:
    for path in (project / ".orchestrator").glob("state.db*"):
        path.write_bytes(b"rubbish" * 1000)
    ended = programs.orchestrate("status", cwd=project)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "state.db: file is not a database; the file is damaged; move it away" in ended.stderr
