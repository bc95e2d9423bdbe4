from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from tests.cli.conftest import NEW, OLD


@pytest.mark.usefixtures("project")
def test_runs_are_listed_with_the_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [[NEW, "interrupted"], [OLD, "blocked"]]


@pytest.mark.usefixtures("project")
def test_the_list_can_be_limited(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--limit", "1", "--json"]) == 0
    assert [run["id"] for run in json.loads(capsys.readouterr().out)["runs"]] == [NEW]


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "", "9" * 30, "9" * 5000])
@pytest.mark.usefixtures("project")
def test_a_limit_is_a_whole_number_from_1(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", f"--limit={limit}"]) == 2
    assert "history: --limit: " in capsys.readouterr().err


def test_the_run_at_work_is_running(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(StateFolder(str(project)).lock, "run") as carry_out:
        carry_out(NEW)
        assert main(["history", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["runs"]
    assert [run["outcome"] for run in listed] == ["running", "blocked"]


def test_without_runs_there_is_a_first_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["history"]) == 0
    assert "No runs yet" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
