"""`orchestrate doctor` where much is missing, and where all is there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from orchestrator.store.folder import StateFolder, prepare
from orchestrator.store.lock import held
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, project
from tests.faults import small_disk
from tests.probes.made import program
from tests.support import claude_cli, programs
from tests.support.standin import configured

SCHEMA = json.loads((programs.CHECKOUT / "schemas/doctor.schema.json").read_text("utf-8"))
KEY = "sk-ant-api03-never-to-be-seen-anywhere"


def doctor(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None, code: int = 1
) -> dict[str, list[Any]]:
    """The checks by their names."""
    ended = programs.orchestrate("doctor", "--json", *words, cwd=cwd, env=env)
    assert (ended.returncode, ended.stderr) == (code, ""), ended.stdout + ended.stderr
    document = json.loads(ended.stdout)
    jsonschema.validate(document, SCHEMA)
    assert document["healthy"] is (code == 0)
    found: dict[str, list[Any]] = {}
    for check in document["checks"]:
        found.setdefault(check["name"], []).append(check)
    return found


@pytest.fixture
def tools(tmp_path: Path) -> dict[str, str]:
    """An environment with a CLI that is signed in, and may work as root."""
    program(tmp_path / "tools", "claude", 'echo "2.1.330 (Claude Code)"')
    path = f"{tmp_path / 'tools'}:{os.environ['PATH']}"
    return {"PATH": path, "ANTHROPIC_API_KEY": KEY, "IS_SANDBOX": "1"}


def test_where_all_is_there_nothing_stands_in_the_way(tmp_path: Path, tools: dict[str, str]) -> None:
    made = project(tmp_path, PhaseFile("1", "Set up", gates=("true: must pass",)))
    ended = programs.orchestrate("doctor", MASTER_PLAN, cwd=made.root / "docs/..", env=tools)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert "0 errors, " in ended.stdout
    assert "Nothing stands in the way of a run." in ended.stdout
    assert "1 phase, 1 gate, every program is there" in " ".join(ended.stdout.split())
    assert KEY not in ended.stdout
    assert not (made.root / ".orchestrator/state.db").exists()


def test_without_anything_everything_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    nothing = {"PATH": "", "HOME": "", "TERM": "", "ANTHROPIC_API_KEY": "", "CLAUDE_CONFIG_DIR": ""}
    found = doctor(cwd=tmp_path, env=nothing)
    assert found["claude"][0]["health"] == "error"
    assert found["git"][0]["health"] == "warning"
    assert found["state"][0]["found"].startswith("none yet")
    assert list(tmp_path.iterdir()) == []


def test_every_line_fits_the_terminal(tmp_path: Path, tools: dict[str, str]) -> None:
    ended = programs.orchestrate("doctor", "nowhere.md", cwd=tmp_path, env={**tools, "COLUMNS": "80"})
    assert ended.returncode == 1
    long = [line for line in ended.stdout.splitlines() if len(line) > 80]
    assert all(str(tmp_path) in line for line in long)  # a path stays whole, to be copied
    assert "error    plan: nowhere.md: the master plan 'nowhere.md' does not exist" in ended.stdout


def test_a_wrong_configuration_is_told_with_every_line_of_it(tmp_path: Path, tools: dict[str, str]) -> None:
    made = project(tmp_path, PhaseFile("1", "Set up"), config="modl: x\ntimeout: never\n")
    found = doctor(MASTER_PLAN, cwd=made.root, env=tools)
    assert [check["health"] for check in found["configuration"]] == ["error", "error"]
    assert found["configuration"][0]["found"] == ".orchestrator/config.yaml:1: there is no key 'modl'"
    assert found["configuration"][0]["cure"] == "did you mean 'model'?"
    assert found["plan"][0]["cure"] == "mend the configuration first"


def test_a_plan_is_looked_at_as_run_would_look_at_it(tmp_path: Path, tools: dict[str, str]) -> None:
    phases = (
        PhaseFile("1", "Set up", agents=("nobody-here",)),
        PhaseFile("2", "Build", gates=("no-such-program x: must pass",)),
    )
    made = project(tmp_path, *phases)
    (check,) = doctor(MASTER_PLAN, cwd=made.root, env=tools)["plan"]
    assert "the gate 'no-such-program x' is no command" in check["found"]
    path = phases[1].path
    made.write(path, made.read(path).replace("no-such-program x", "true"))
    found = doctor(MASTER_PLAN, cwd=made.root, env=tools)
    assert found["plan"][0]["health"] == "ok"
    assert "the required agent 'nobody-here' is defined nowhere" in found["agents"][0]["found"]
    assert (
        "../outside.md: lies outside" in doctor("../outside.md", cwd=made.root, env=tools)["plan"][0]["found"]
    )


def test_after_a_run_and_during_one_it_may_be_asked_as_well(tmp_path: Path, tools: dict[str, str]) -> None:
    made = project(
        tmp_path,
        PhaseFile("1", "Set up"),
        config=configured(tmp_path, more="notifications:\n  provider: none\n"),
    )
    assert programs.orchestrate("run", MASTER_PLAN, cwd=made.root, env=tools).returncode == 0
    found = doctor(cwd=made.root, env=tools, code=0)
    assert found["state"][0]["found"].endswith(", sound")
    with held(StateFolder(str(made.root)).lock, "run docs/m.md"):
        found = doctor(cwd=made.root, env=tools, code=0)
    assert f"process {os.getpid()}" in found["at-work"][0]["found"]
    assert "not looked into" in found["state"][0]["found"]


def test_secrets_that_an_error_repeats_are_covered(tmp_path: Path, tools: dict[str, str]) -> None:
    folder = StateFolder(str(tmp_path))
    prepare(folder)
    Path(folder.configuration).write_text(f"model: {KEY}x y\n")
    ended = programs.orchestrate("doctor", cwd=tmp_path, env=tools)
    assert "[ANTHROPIC_API_KEY]" in ended.stdout
    assert KEY not in ended.stdout


@pytest.mark.skipif(bool(small_disk.missing()), reason=small_disk.missing())
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, tools: dict[str, str]) -> None:
    (tmp_path / "disk").mkdir()
    with small_disk.disk(tmp_path / "disk") as disk:
        disk.close()
        found = doctor(cwd=disk.folder, env=tools)
    assert f"{disk.folder} cannot be written" in found["folder"][0]["found"]


@pytest.mark.skipif(bool(small_disk.missing()), reason=small_disk.missing())
def test_a_full_disk_is_told(tmp_path: Path, tools: dict[str, str]) -> None:
    (tmp_path / "disk").mkdir()
    with small_disk.disk(tmp_path / "disk") as disk:
        (disk.folder / "work").write_bytes(b"x" * 1_000_000)
        disk.leave(0)
        found = doctor(cwd=disk.folder, env=tools)
    assert found["disk"][0]["health"] == "error"


@pytest.mark.claude
def test_the_real_cli_tells_its_version_and_writes_nothing(tmp_path: Path, tools: dict[str, str]) -> None:
    home = tmp_path / "home"
    home.mkdir()
    path = f"{claude_cli.BIN}:{os.environ['PATH']}"
    env = {**tools, "PATH": path, "HOME": str(home), "CLAUDE_CONFIG_DIR": ""}
    found = doctor(cwd=tmp_path, env=env, code=0)
    assert found["claude-version"][0] == {
        "group": "claude",
        "name": "claude-version",
        "health": "ok",
        "found": claude_cli.pinned(),
        "cure": "",
    }
    assert list(home.iterdir()) == []
