"""What a start may load: `orchestrate done` runs inside every session, the rest should feel immediate."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import bench_start, projects

Start = tuple[tuple[str, ...], Path, dict[str, str]]
HOME = Path(__file__).parents[1]
PROGRAM = f"""
import sys
sys.path.insert(0, {str(HOME)!r})
from orchestrator.__main__ import main
main()
"""
HEAVY = {"transitions", "logging", "inspect", "dataclasses", "subprocess", "shutil", "tempfile", "pathlib"}
FORBIDDEN = {
    "done": HEAVY | {"typing", "sqlite3", "threading", "orchestrator.model", "orchestrator.store"},
    "status": HEAVY | {"subprocess", "orchestrator.plan", "orchestrator.configuration"},
    "show": HEAVY | {"orchestrator.plan", "orchestrator.configuration", "orchestrator.process"},
    "verify --evidence": HEAVY | {"orchestrator.plan", "orchestrator.configuration", "orchestrator.process"},
    "dry run": HEAVY | {"sqlite3", "threading", "orchestrator.lifecycle", "orchestrator.process"},
}


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Start]:
    """Each command's words, folder and environment."""
    folder = tmp_path_factory.mktemp("start")
    ran = projects.make(folder / "ran", 1)
    environment = bench_start.environment()
    subprocess.run(
        (*bench_start.ours("run"), bench_start.PLAN),
        cwd=ran,
        env=environment,
        capture_output=True,
        check=True,
    )
    return {
        "done": (bench_start.DONE, folder, bench_start.session(folder)),
        "status": (("status",), ran, environment),
        "show": (("show", "1"), ran, environment),
        "verify --evidence": (("verify", "--evidence"), ran, environment),
        "dry run": (("run", bench_start.PLAN, "--dry-run"), ran, environment),
    }


@pytest.mark.parametrize("command", FORBIDDEN)
def test_a_start_loads_nothing_that_it_does_not_need(command: str, commands: dict[str, Start]) -> None:
    words, folder, environment = commands[command]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", "-c", PROGRAM, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "orchestrator.cli.main" in loaded
    assert loaded & FORBIDDEN[command] == set()


@pytest.mark.parametrize("start", [("-m", "orchestrator"), ("orchestrate.py",)])
def test_every_way_in_leaves_with_the_exit_code_and_all_of_its_output(start: tuple[str, ...]) -> None:
    good, bad = (
        subprocess.run([sys.executable, *start, word], cwd=HOME, capture_output=True, text=True, check=False)
        for word in ("--help", "stauts")
    )
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.endswith("orchestrate --version\n")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "did you mean 'status'?" in bad.stderr


@pytest.mark.parametrize("columns", [40, 60])
def test_help_is_as_wide_as_the_terminal(columns: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", "run", "--help"],
        cwd=HOME,
        env={**os.environ, "COLUMNS": str(columns)},
        capture_output=True,
        text=True,
        check=True,
    )
    options = done.stdout.partition("options:")[2].partition("examples:")[0]
    assert columns - 10 < max(map(len, options.splitlines())) <= columns
