"""`orchestrate report` on a real run: a phase that was sent back once, one that is stuck, one never begun."""

from __future__ import annotations

import json
import os
import pty
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from orchestrator.cli.main import main
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.standin import configured
from tests.support.waiting import wait_until

SCRIPT = "begin; all_done; test -e first && touch second; echo x > first; finish"
QUIET = "notifications:\n  provider: none\nmax_retries: 1\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("report")
    made = project(
        folder,
        PhaseFile("1", "Setup", gates=("`test -e second`: it came to the second attempt",)),
        PhaseFile("2", "Stuck", gates=("`echo why not; exit 3`: never",)),
        PhaseFile("3", "After", depends_on=("2",)),
        config=configured(folder, SCRIPT, QUIET),
    )
    assert programs.orchestrate("run", MASTER_PLAN, cwd=made.root).returncode == 1
    return made


@pytest.fixture
def here(made: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(made.root)
    return made


def printed(capsysbinary: pytest.CaptureFixture[bytes], *words: str) -> str:
    """What the command prints that must end well."""
    assert main(["report", *words]) == 0
    return capsysbinary.readouterr().out.decode("utf-8")


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command says that must be refused."""
    assert main(["report", *words]) == 2
    return capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_page_is_printed_where_nothing_else_is_asked_for(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    page = printed(capsysbinary)
    assert page.startswith("<!DOCTYPE html>")
    assert "why not" in page


@pytest.mark.usefixtures("here")
def test_markdown_tells_what_stands_in_the_way(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = printed(capsysbinary, "--format", "md")
    assert "1 of 3 phases done, 2 blocked · 4 attempts" in text
    assert "| 1 | Setup | ✅ done | 2 |" in text
    assert "### Phase 2: Stuck: blocked" in text
    assert "```text\nwhy not\n```" in text
    assert "### Phase 3" not in text


@pytest.mark.usefixtures("here")
def test_a_ci_server_is_told_of_gates(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    root = ElementTree.fromstring(printed(capsysbinary, "-f", "junit"))
    found = {
        (case.get("classname"), case.get("name")): [child.tag for child in case]
        for case in root.iter("testcase")
    }
    assert found["master-plan.phase-1", "gate: test -e second"] == []
    assert found["master-plan.phase-2", "gate: echo why not; exit 3"] == ["failure"]
    assert found["master-plan.phase-3", "verdict"] == ["skipped"]


@pytest.mark.usefixtures("here")
def test_programs_are_told_all_of_it(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    data = json.loads(printed(capsysbinary, "--format", "json"))
    assert (data["version"], data["run"]["outcome"]) == (1, "blocked")
    assert [len(one["attempts"]) for one in data["phases"]] == [2, 2, 0]
    assert data["phases"][2]["depends_on"] == ["2"]
    assert data["phases"][0]["attempts"][0]["diff"]["files"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.html", "<!DOCTYPE html>"),
        ("a.HTM", "<!DOCTYPE html>"),
        ("a.md", "## "),
        ("a.xml", "<?xml "),
        ("a.json", "{"),
        ("a", "<!DOCTYPE html>"),
    ],
)
def test_the_name_of_the_file_says_the_form(
    name: str, begins: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    assert main(["report", "-o", str(path)]) == 0
    assert path.read_text("utf-8").startswith(begins)
    assert capsys.readouterr().out == f"{path}: Small: blocked, 1 of 3 phases done, 2 blocked\n"


@pytest.mark.usefixtures("here")
def test_the_form_that_was_asked_for_wins_over_the_name(tmp_path: Path) -> None:
    assert main(["report", "-o", str(tmp_path / "notes.txt"), "--format", "md"]) == 0
    assert (tmp_path / "notes.txt").read_text("utf-8").startswith("## ")


@pytest.mark.usefixtures("here")
def test_an_older_report_is_replaced_as_a_whole_with_the_mode_of_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("x" * 1_000_000)
    before = os.umask(0o027)
    try:
        assert main(["report", "-o", str(path)]) == 0
    finally:
        os.umask(before)
    assert path.read_text("utf-8").startswith("## ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_can_be_named(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert printed(capsysbinary, "-o", name, "-f", "md").startswith("## ")


@pytest.mark.usefixtures("here")
def test_a_device_or_a_pipe_is_written_to_and_not_replaced() -> None:
    assert main(["report", "-o", "/dev/null", "-f", "md"]) == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    reader, writer = os.pipe()
    with open(reader, "rb") as read, open(writer, "wb"):
        assert main(["report", "-o", f"/dev/fd/{writer}", "-f", "md"]) == 0
        assert os.read(read.fileno(), 3) == b"## "


def test_what_must_stay_is_not_written_over(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    before = here.read(MASTER_PLAN)
    assert "is a file of the plan; name another file" in refused(capsys, "-o", MASTER_PLAN)
    assert here.read(MASTER_PLAN) == before
    state = ".orchestrator/report.html"
    assert "lies among the evidence" in refused(capsys, "-o", state)
    (here.root / "link").symlink_to(".orchestrator")
    assert "lies among the evidence" in refused(capsys, "-o", "link/report.html")
    assert not (here.root / state).exists()


@pytest.mark.usefixtures("here")
def test_a_place_that_cannot_be_written_is_an_error_with_its_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"is a folder; name a file in it, such as {tmp_path}/report.html" in refused(
        capsys, "-o", str(tmp_path)
    )
    assert "no form has this ending; use one of .html, " in refused(capsys, "-o", "a.pdf")
    assert "there is no folder" in refused(capsys, "-o", str(tmp_path / "absent/a.md"))
    long = str(tmp_path / ("x" * 300))
    assert "File name too long; name a file where you may write" in refused(capsys, "-o", long)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "pdf"), "'pdf' is none of its values; known: html, json, junit, md"),
        (("--run", "nothing"), "there is no run 'nothing'"),
        (("x",), "no place for another argument"),
    ],
)
def test_what_is_not_known_is_an_error_that_says_what_is(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in refused(capsys, *words)


def test_without_runs_there_is_nothing_to_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "has no runs yet; start one with" in refused(capsys, "-o", "a.html")
    assert list(tmp_path.iterdir()) == []


@contextmanager
def terminal(cwd: Path, *words: str) -> Iterator[tuple[int, str]]:
    """The command on a terminal of its own: its exit code, and what it said on standard error."""
    keyboard, screen = pty.openpty()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "orchestrator", "report", *words],
            cwd=cwd,
            env=programs.environment(),
            stdin=subprocess.DEVNULL,
            stdout=screen,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
        yield ended.returncode, ended.stderr
    finally:
        os.close(keyboard)
        os.close(screen)


def test_a_page_does_not_go_to_a_terminal(made: Project) -> None:
    with terminal(made.root) as (code, said):
        assert code == 2
        assert "give it a file with `-o report.html`" in said
    with terminal(made.root, "-f", "md", "-o", "-") as (code, said):
        assert (code, said) == (0, "")


def test_the_locale_does_not_change_what_is_written(made: Project) -> None:
    with (made.root / "out").open("wb") as out:
        subprocess.run(
            [sys.executable, "-m", "orchestrator", "report", "-f", "md"],
            cwd=made.root,
            env=programs.environment({"PYTHONIOENCODING": "latin-1"}),
            stdout=out,
            check=True,
            timeout=60,
        )
    assert "✅" in (made.root / "out").read_text("utf-8")


def test_a_run_whose_evidence_is_gone_still_has_a_report(made: Project, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(made.root, copy)
    shutil.rmtree(copy / ".orchestrator/runs")
    for form in ("html", "md", "junit", "json"):
        ended = programs.orchestrate("report", "-f", form, cwd=copy)
        assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["phases"][0]["attempts"][0]["gates"][0]["tail"] is None


def test_a_run_under_way_is_told_as_it_stands(tmp_path: Path) -> None:
    made = project(
        tmp_path, PhaseFile("1", "Setup"), config=configured(tmp_path, "begin; stay began", QUIET, grace=0.1)
    )
    with programs.begun("run", MASTER_PLAN, cwd=made.root) as running:
        wait_until(lambda: (made.root / "began").exists())
        told = json.loads(programs.orchestrate("report", "-f", "json", cwd=made.root).stdout)
        for form in ("html", "md", "junit"):
            ended = programs.orchestrate("report", "-f", form, cwd=made.root)
            assert (ended.returncode, ended.stderr) == (0, "")
        assert programs.orchestrate("stop", "--now", cwd=made.root).returncode == 0
        running.wait(60)
    assert told["run"]["outcome"] == "running"
    assert told["phases"][0]["phase"]["state"] == "running"
    assert told["phases"][0]["attempts"][0]["sessions"][0]["ended_at"] is None
