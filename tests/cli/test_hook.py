"""`orchestrate hook`, called as the CLI calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.hooks.settings import session_settings
from orchestrator.session import shim
from tests.hooks.made import PHASE_FILE, Room, room
from tests.test_start import HEAVY, PROGRAM


def call(made: Room, event: str, said: object) -> subprocess.CompletedProcess[str]:
    """The command of our settings, in a shell, from another folder."""
    program = str(Path(shim.install(str(made.folder)), shim.NAME))
    told = json.loads(session_settings(program, str(made.folder), stop=60.0, protect=True))
    [hook] = told["hooks"][event][0]["hooks"]
    return subprocess.run(
        ["/bin/sh", "-c", hook["command"]],
        input=json.dumps(said),
        env=made.environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_refused_edit_is_answered_with_json(tmp_path: Path) -> None:
    made = room(tmp_path)
    edit = {"file_path": PHASE_FILE, "old_string": "Do it", "new_string": "Skip it"}
    ended = call(made, "PreToolUse", {"cwd": str(made.root), "tool_name": "Edit", "tool_input": edit})
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["hookSpecificOutput"]["permissionDecision"] == "deny"


def test_a_session_that_must_go_on_is_answered_with_json(tmp_path: Path) -> None:
    made = room(tmp_path, "echo caf\u00e9; false")
    ended = call(made, "Stop", {"hook_event_name": "Stop", "stop_hook_active": False})
    assert (ended.returncode, ended.stderr) == (0, "")
    said = json.loads(ended.stdout)
    assert said["decision"] == "block"
    assert "    caf\u00e9" in said["reason"]


@pytest.mark.parametrize("event", ["Stop", "PreToolUse"])
def test_nothing_is_said_and_nothing_forbidden_by_a_hook_in_trouble(tmp_path: Path, event: str) -> None:
    made = room(tmp_path, "false")
    (made.folder / "contract.json").unlink()
    ended = call(made, event, {"tool_name": "Edit", "tool_input": {"file_path": PHASE_FILE}})
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert "FileNotFoundError" in made.errors()


def test_before_an_edit_no_more_is_loaded_than_by_a_report(tmp_path: Path) -> None:
    made = room(tmp_path)
    said = {"cwd": str(made.root), "tool_name": "Write", "tool_input": {"file_path": "ci/a.yml"}}
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", "-c", PROGRAM, "hook", "protect", str(made.folder)],
        input=json.dumps(said),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "is protected" in ended.stdout
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines() if "|" in line}
    forbidden = HEAVY | {"typing", "sqlite3", "threading", "orchestrator.model", "orchestrator.store"}
    assert loaded & forbidden == set()


@pytest.mark.parametrize("words", [[], ["stop"], ["start", "/x"]])
def test_wrong_words_are_an_error_of_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hook", *words]) == 2
    assert capsys.readouterr().err.startswith("orchestrate: hook: ")
