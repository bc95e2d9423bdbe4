"""`--output`: what stands on standard output of real runs, and nothing else there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.standin import WORKS, configured
from tests.views.runner import read

QUIET = "max_retries: 0\nnotifications:\n  provider: none\n"
HOSTILE = r"""begin
printf '{"type":"assistant","message":{"id":"m","role":"assistant","content":[{"type":"text",'
printf '"text":"::error::boo\\n ::stop-commands::x\\nsee ##[error]boo"}]},"session_id":"%s"}\n' "$id"
all_done
finish"""
PHASES = (PhaseFile("1", "Set up"), PhaseFile("2", "Stuck", gates=("echo ::error::no; exit 3",)))


def made(folder: Path, script: str = WORKS, *phases: PhaseFile) -> Project:
    return project(folder, *(phases or PHASES), config=configured(folder, script, QUIET))


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_events_are_all_that_stands_on_standard_output(tmp_path: Path) -> None:
    ended = programs.orchestrate("run", MASTER_PLAN, "--output", "json", cwd=made(tmp_path).root)
    told = events(ended.stdout)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert [one["event"] for one in told if "phase" in one and one["phase"] == "1"] == [
        "gate_started",
        "gate_ended",
        "session_started",
        "session_ended",
        "gate_started",
        "gate_ended",
        "judged",
        "phase_done",
    ]
    assert (told[0]["event"], told[-1]["event"], told[-1]["exit_code"]) == ("run_started", "run_ended", 1)
    assert [one["at"] for one in told] == sorted(one["at"] for one in told)
    assert str(tmp_path) not in ended.stdout


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_filters_of_the_readme_find_failed_gates_and_the_cost(tmp_path: Path) -> None:
    readme = (programs.CHECKOUT / "README.md").read_text("utf-8")
    failed, cost = re.findall(r"^ *jq (?:--unbuffered -r|-s) '(.*?)'", readme, re.MULTILINE)
    told = programs.orchestrate("run", MASTER_PLAN, "--output", "json", cwd=made(tmp_path).root).stdout
    assert re.fullmatch(r"2: echo .* failed, see \.orchestrator/runs/.*/1\.log\n", jq(told, "-r", failed))
    assert float(jq(told, "-s", cost)) == pytest.approx(0.02)


def jq(text: str, *words: str) -> str:
    """What jq makes of it."""
    return subprocess.run(["jq", *words], input=text, capture_output=True, text=True, check=True).stdout


def test_a_phase_that_is_taken_as_done_and_one_that_can_never_run_are_told(tmp_path: Path) -> None:
    phases = (
        PhaseFile("1", "Before"),
        PhaseFile("2", "Stuck", ("1",), gates=("false",)),
        PhaseFile("3", "Never", ("2",)),
    )
    root = made(tmp_path, WORKS, *phases).root
    told = events(programs.orchestrate("run", MASTER_PLAN, "-p", "2", "--output", "json", cwd=root).stdout)
    assert [one["assumed"] for one in told[0]["phases"]] == [True, False, False]
    assert [one["phase"] for one in told if one["event"] == "phase_blocked"] == ["2", "3"]
    assert (told[-1]["done"], told[-1]["assumed"], told[-1]["blocked"]) == (0, 1, 2)


def test_a_run_that_is_done_says_so_again(tmp_path: Path) -> None:
    root = made(tmp_path, WORKS, PHASES[0]).root
    assert programs.orchestrate("run", MASTER_PLAN, cwd=root).returncode == 0
    (told,) = events(programs.orchestrate("resume", "--output", "json", cwd=root).stdout)
    assert (told["event"], told["outcome"], told["done"]) == ("run_ended", "done", 1)
    assert programs.orchestrate("resume", cwd=root).stdout.endswith("there is nothing to resume.\n")


def test_an_error_is_an_event_and_stands_on_standard_error_as_ever(tmp_path: Path) -> None:
    root = made(tmp_path, WORKS, PhaseFile("1", "Set up", gates=("nobody: x",))).root
    plain = programs.orchestrate("run", MASTER_PLAN, cwd=root)
    ended = programs.orchestrate("run", MASTER_PLAN, "--output", "json", cwd=root)
    (told,) = events(ended.stdout)
    assert (ended.returncode, ended.stderr) == (2, plain.stderr)
    assert [one["code"] for one in told["complaints"]] == ["unresolved-gate"]
    ended = programs.orchestrate("run", MASTER_PLAN, "--output", "github", cwd=root)
    ((command,), _) = read(ended.stdout)
    assert (command.name, command.properties["title"]) == ("error", "unresolved-gate")
    (told,) = events(programs.orchestrate("resume", "--output", "json", cwd=root).stdout)
    assert told["message"].startswith("this project has no runs yet")


@pytest.mark.parametrize("form", ["json", "github"])
def test_a_dry_run_has_nothing_to_tell(form: str, tmp_path: Path) -> None:
    ended = programs.orchestrate("run", MASTER_PLAN, "-n", "--output", form, cwd=made(tmp_path).root)
    assert ended.returncode == 2
    assert "in a dry run nothing does" in ended.stderr


@pytest.mark.parametrize("form", ["json", "github"])
def test_a_reader_that_goes_away_does_not_hurt_the_run(form: str, tmp_path: Path) -> None:
    root = made(tmp_path, WORKS, PHASES[0], PhaseFile("2", "Then", ("1",))).root
    command = [sys.executable, "-m", "orchestrator", "run", MASTER_PLAN, "--output", form]
    with subprocess.Popen(
        command,
        cwd=root,
        env=programs.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("form", ["json", "github"])
def test_an_output_that_was_closed_before_is_as_good_as_nobody(form: str, tmp_path: Path) -> None:
    root = made(tmp_path, WORKS, PHASES[0]).root
    command = f'"{sys.executable}" -m orchestrator run {MASTER_PLAN} --output {form} >&-'
    ended = subprocess.run(
        ["sh", "-c", command], cwd=root, env=programs.environment(), stderr=subprocess.PIPE, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_secret_stands_in_no_event(tmp_path: Path) -> None:
    root = made(tmp_path, HOSTILE.replace("boo", "hunter2-hunter2"), PHASES[0]).root
    for form in ("json", "github"):
        words = ("run", MASTER_PLAN, "--fresh", "--output", form)
        ended = programs.orchestrate(*words, cwd=root, env={"MY_TOKEN": "hunter2-hunter2"})
        assert "hunter2" not in ended.stdout
        assert "[MY_TOKEN]" in ended.stdout


def test_github_heeds_only_our_commands_and_gets_a_summary(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n")
    there = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(tmp_path)}
    root = made(tmp_path, HOSTILE).root
    ended = programs.orchestrate("run", MASTER_PLAN, "--output", "github", cwd=root, env=there)
    assert (ended.returncode, ended.stderr) == (1, "")
    commands, shown = read(ended.stdout)
    names = [one.name for one in commands]
    assert set(names) == {"group", "endgroup", "error"}
    assert names.count("group") == names.count("endgroup") == 3
    assert {"::error::boo", " ::stop-commands::x", "see ##[error]boo", "::error::no"} <= set(shown)
    found, blocked = (one for one in commands if one.name == "error")
    assert found.properties["file"] == f"{root.name}/docs/phase2-stuck.md"
    assert blocked.properties["title"] == "Phase 2 is blocked"
    text = summary.read_text()
    assert text.startswith("# Before\n## ❌ Small: blocked\n")
    assert "::error::no" in text
    assert text.endswith("Go on with: `orchestrate resume`\n")


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A summary that other steps have filled."""
    path = tmp_path / "full.md"
    with path.open("wb") as file:
        file.truncate(1024 * 1024)
    return path


@pytest.mark.parametrize("name", ["no/such/folder", "folder", "full.md"])
def test_a_summary_that_cannot_be_written_is_no_error_of_the_run(
    name: str, tmp_path: Path, full: Path
) -> None:
    (tmp_path / "folder").mkdir()
    before = full.stat().st_size
    there = {"GITHUB_STEP_SUMMARY": str(tmp_path / name)}
    root = made(tmp_path, WORKS, PHASES[0]).root
    ended = programs.orchestrate("run", MASTER_PLAN, "--output", "github", cwd=root, env=there)
    assert ended.returncode == 0
    assert ended.stderr.startswith(f"orchestrate: {tmp_path / name}: ")
    assert full.stat().st_size == before


def test_in_actions_nothing_changes_by_itself(tmp_path: Path) -> None:
    there = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    root = made(tmp_path, WORKS, PHASES[0]).root
    ended = programs.orchestrate("run", MASTER_PLAN, cwd=root, env=there)
    assert "::" not in ended.stdout
    assert not (tmp_path / "summary.md").exists()


def test_plain_is_plain_on_a_terminal(tmp_path: Path) -> None:
    root = made(tmp_path, WORKS, PHASES[0]).root
    terminal, ours = os.openpty()
    command = [sys.executable, "-m", "orchestrator", "run", MASTER_PLAN, "--output", "plain"]
    with subprocess.Popen(
        command,
        cwd=root,
        env=programs.environment({"TERM": "xterm-256color"}),
        stdin=subprocess.DEVNULL,
        stdout=ours,
        stderr=ours,
    ) as process:
        os.close(ours)
        text = b"".join(iter(lambda: _part(terminal), b""))
    os.close(terminal)
    assert process.returncode == 0
    assert b"\x1b" not in text
    assert b"Done: 1 phase done, 0 blocked" in text


def _part(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # nobody is at the other end any more
        return b""
