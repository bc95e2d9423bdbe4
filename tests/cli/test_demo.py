"""The whole demonstration, as a newcomer starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.cli.demo import _program
from orchestrator.demo.worker import PACE, RIGHT

HOME = Path(__file__).parents[2]


def demo(where: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestrator", "demo", *words],
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(HOME), PACE: "0", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_newcomer_sees_a_rejection_a_targeted_fix_and_the_end(tmp_path: Path) -> None:
    done = demo(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    seen = done.stdout.splitlines()
    assert "The worker is scripted: no model is called" in done.stdout.partition("Phase 1")[0]
    assert "I am a scripted worker: no model is called, but every file and command is real." in seen
    assert "Not accepted, sent back to the same session (targeted fix):" in seen
    assert "Phase 2: Implementation (attempt 2 of 3, targeted fix)" in seen
    assert "reviewer | [Read: calculator.py]" in seen
    assert "Done: 3 phases done, 0 blocked" in seen


def test_what_it_shows_at_the_end_is_there(tmp_path: Path) -> None:
    lines = demo(tmp_path, "here").stdout.splitlines()
    folder = tmp_path / "here"
    paths = [folder / line.split()[0] for line in lines if line.startswith("  .orchestrator/runs/")]
    assert len(paths) == 4
    assert all(path.exists() for path in paths)
    assert json.loads(paths[0].read_text())["decision"] == "targeted fix"
    assert RIGHT in (folder / "calculator.py").read_text()
    assert (folder / "notes/NOTES_phase_3.md").exists()


def test_a_variable_of_the_user_does_not_call_the_real_claude(tmp_path: Path) -> None:
    done = demo(tmp_path, ORCHESTRATE_CLAUDE_COMMAND="false", ORCHESTRATE_MAX_RETRIES="0")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_to_try_next_can_be_typed_as_it_is_shown(tmp_path: Path) -> None:
    lines = demo(tmp_path, "a folder", PATH="/usr/bin:/bin").stdout.partition("What to try next:")[2]
    command = " && ".join(line.strip() for line in lines.splitlines() if line.strip())
    environment = {**os.environ, "PYTHONPATH": str(HOME), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=True
    )
    assert "Calculator (docs/master-plan.md): done" in done.stdout
    assert "Nothing was run." in done.stdout


@pytest.mark.parametrize(
    ("called", "on_path", "shown"),
    [
        ("x/orchestrate", True, "orchestrate"),
        ("/venv/bin/orchestrate", False, "/venv/bin/orchestrate"),
        ("/my home/orchestrate.py", False, f"{sys.executable} '/my home/orchestrate.py'"),
        ("/home/orchestrate.pyz", False, f"{sys.executable} /home/orchestrate.pyz"),
        ("/lib/orchestrator/__main__.py", False, f"{sys.executable} -m orchestrator"),
    ],
)
def test_the_program_is_named_as_it_can_be_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: str, on_path: bool, shown: str
) -> None:
    if on_path:
        (tmp_path / "orchestrate").write_text("#!/bin/sh\n")
        (tmp_path / "orchestrate").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [called])
    assert _program() == shown


@pytest.mark.parametrize("place", [".", "file/below"])
def test_a_place_that_will_not_do_is_refused_with_the_cure(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    done = demo(tmp_path, place)
    assert (done.returncode, done.stdout) == (2, "")
    assert "`orchestrate demo FOLDER`" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_parent_that_is_read_only_is_refused_with_the_cure(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = demo(tmp_path)
    tmp_path.chmod(0o700)
    assert (done.returncode, "Permission denied" in done.stderr) == (2, True)
