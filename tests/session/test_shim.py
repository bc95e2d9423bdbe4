"""The worker's `orchestrate`, called as a worker would call it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from orchestrator.session import shim
from orchestrator.spool import ATTEMPT, PHASE, SPOOL, TOKEN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An attempt's folder in a project whose name no shell likes."""
    path = tmp_path / 'it\'s a "pro$ject" \u00e9'
    path.mkdir()
    return path


def report(folder: Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`orchestrate done` in an environment that holds nothing but what a session gets, and `more`."""
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    ours = {SPOOL: str(spool), TOKEN: "t", PHASE: "1", ATTEMPT: "1"}
    return subprocess.run(
        ["/bin/sh", "-c", 'orchestrate done --phase 1 --status blocked --reason "it\'s \\"so\\""'],
        cwd=cwd,
        env={"PATH": f"{shim.install(str(folder))}:/bin:/usr/bin", **ours, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def reasons(folder: Path) -> list[str]:
    return [json.loads(path.read_text())["reason"] for path in (folder / "spool").iterdir()]


def test_it_reports_from_any_folder_with_an_empty_environment(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    ended = report(folder, elsewhere)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Reported phase 1 as blocked.")
    assert reasons(folder) == ['it\'s "so"']


def test_a_hostile_python_environment_does_not_matter(folder: Path, tmp_path: Path) -> None:
    traps = tmp_path / "traps"
    traps.mkdir()
    for name in ("json", "os", "argparse", "orchestrator", "sitecustomize", "usercustomize"):
        (traps / f"{name}.py").write_text("raise SystemExit('caught in a trap')\n")
    ended = report(
        folder,
        traps,
        PYTHONPATH=str(traps),
        PYTHONHOME=str(traps),
        PYTHONSTARTUP=str(traps / "os.py"),
        PYTHONUSERBASE=str(traps),
        PYTHONINSPECT="1",
        PYTHONSAFEPATH="",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert reasons(folder) == ['it\'s "so"']


def test_it_can_be_installed_again_over_itself(folder: Path) -> None:
    first = Path(shim.install(str(folder)), "orchestrate")
    content = first.read_bytes()
    assert Path(shim.install(str(folder)), "orchestrate").read_bytes() == content
    assert first.stat().st_mode & 0o777 == 0o700
    assert first.parent.stat().st_mode & 0o777 == 0o700


def test_it_opens_no_database(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / ".orchestrator"
    state.mkdir()
    (state / "state.db").write_text("no database")
    assert report(folder, tmp_path).returncode == 0
    assert (state / "state.db").read_text() == "no database"
