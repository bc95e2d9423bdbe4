from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from tests.cli.conftest import NEW, OLD
from tests.support import programs
from tests.support.large import Size, large


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


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with eight runs that ended, the fourth and the eighth blocked."""
    root = tmp_path_factory.mktemp("many")
    large(root, Size(runs=8, phases=3, attempts=2, files=False))
    (root / "docs").mkdir()
    return root


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["history", *words]) == 0
    return capsys.readouterr().out


def test_runs_can_be_narrowed_down(
    many: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(many / "docs")
    shown = told(capsys, "--outcome", "blocked", "--phase", "3", "--plan", "master-plan.md")
    assert [line.split()[1:5] for line in shown.splitlines()[1:3]] == [
        ["blocked", "blocked,", "2", "attempts"]
    ] * 2
    assert "phase 3" in shown.splitlines()[0]
    assert "outcome   ✗✗  ✓ done, ✗ blocked: 0 of 2 done, the last one blocked" in shown
    assert len(told(capsys, "--since", "2026-11-23").splitlines()) < len(told(capsys).splitlines())


def test_nothing_like_that_is_said_so(
    many: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(many)
    for words in (("--plan", "docs/other.md"), ("--phase", "9"), ("--outcome", "running")):
        assert told(capsys, *words).startswith("No run is like that")
        data = json.loads(told(capsys, *words, "--json"))
        assert data == {"version": 1, "runs": [], "trends": []}


def test_a_program_gets_runs_and_trends(
    many: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(many)
    data = json.loads(told(capsys, "--outcome", "done", "-l", "3", "--json"))
    assert [run["outcome"] for run in data["runs"]] == ["done"] * 3
    assert all(run["seconds"] > 0 and len(run["phases"]) == 3 for run in data["runs"])
    assert [(trend["runs"], trend["done"]) for trend in data["trends"]] == [(3, 3)]


def test_statistics_are_of_all_runs_that_are_wanted(
    many: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(many)
    assert told(capsys, "--stats").startswith("8 runs, 48 attempts, 48 sessions, ")
    assert told(capsys, "--stats", "--limit", "2").startswith("2 runs, 12 attempts, ")
    data = json.loads(told(capsys, "--stats", "--outcome", "blocked", "--json"))
    assert (data["runs"], [row["blocked"] for row in data["phases"] if row["phase"] == "3"]) == (2, [2])


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--outcome", "dome"), "--outcome: 'dome' is none of its values; did you mean 'done'?"),
        (("--since", "soon"), "--since: must be a day such as 2026-11-22, or an age: 12h, 7d, 8w"),
        (("--plan", "/elsewhere/plan.md"), "lies outside of the project"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    words: tuple[str, ...],
    complaint: str,
    many: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(many)
    assert main(["history", *words]) == 2
    assert complaint in capsys.readouterr().err


def test_an_output_that_knows_only_ascii_gets_ascii(many: Path) -> None:
    plain = programs.orchestrate("history", cwd=many, env={"PYTHONIOENCODING": "ascii"}).stdout
    assert "  duration  ########  " in plain
    drawn = programs.orchestrate("history", cwd=many, env={"PYTHONIOENCODING": "utf-8"}).stdout
    assert "  duration  ████████  " in drawn


def test_statistics_without_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "No runs yet" in told(capsys, "--stats")
    assert json.loads(told(capsys, "--stats", "--json")) == {
        "version": 1,
        "runs": 0,
        "phases": [],
        "gates": [],
        "findings": [],
    }
    assert json.loads(told(capsys, "--json"))["trends"] == []
