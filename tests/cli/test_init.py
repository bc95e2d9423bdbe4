"""`orchestrate init` as a newcomer calls it: what it writes runs, and what is there stays."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.cli.main import COMMANDS
from orchestrator.configuration.settings import merge
from orchestrator.configuration.table import ROWS
from tests.support.standin import configured

HOME = Path(__file__).parents[2]
CONFIGURATION = ".orchestrator/config.yaml"
PLAN = "docs/master-plan.md"
WORKS = (
    "begin; test -e check.sh || echo 'test -d notes' > check.sh; echo $phase >> README.md; all_done; finish"
)


def orchestrate(where: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestrator", *words],
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(HOME), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def init(where: Path, *words: str, **variables: str) -> list[str]:
    done = orchestrate(where, "init", *words, **variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty git repository."""
    folder = tmp_path / "my project"
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def written(root: Path) -> set[str]:
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] != ".git"}


def test_what_it_writes_is_listed_and_read_without_errors(root: Path) -> None:
    lines = init(root)
    listed = {line.strip() for line in lines[1 : lines.index("")]}
    assert written(root) == listed | {".orchestrator/.gitignore"}
    assert (root / ".orchestrator").stat().st_mode & 0o777 == 0o700
    shown = orchestrate(root, "run", PLAN, "--dry-run", "--json")
    assert json.loads(shown.stdout)["plan"]["title"] == "my project"
    untracked = ["git", "ls-files", "--others", "--exclude-standard"]
    seen = subprocess.run(untracked, cwd=root, capture_output=True, text=True, check=True).stdout.split("\n")
    assert {CONFIGURATION, ".orchestrator/configuration.schema.json"} <= set(seen)


@pytest.mark.parametrize("kind", ["generic", "backend", "frontend"])
def test_a_plan_of_any_length_and_kind_passes_a_dry_run(root: Path, kind: str) -> None:
    for phases in (1, 4, 50):
        folder = f"plans/{phases}"
        init(root, "--kind", kind, "--phases", str(phases), "--dir", folder, "--title", "A *b*\n[c](d)")
        shown = orchestrate(root, "run", f"{folder}/master-plan.md", "--dry-run", "--json")
        assert shown.returncode == 0, shown.stderr
        plan = json.loads(shown.stdout)["plan"]
        assert (len(plan["phases"]), plan["title"]) == (phases, "A *b* [c](d)")


def test_the_plan_runs_to_its_end_as_it_is_written(root: Path) -> None:
    init(root)
    text = (root / CONFIGURATION).read_text()
    standin = configured(root.parent, WORKS)
    (root / CONFIGURATION).write_text(text.replace("\nclaude:\n", f"\n{standin}"))
    done = orchestrate(root, "run", PLAN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Done: 3 phases done, 0 blocked" in done.stdout
    assert (root / "README.md").read_text().split() == ["1", "2", "3"]


def test_gates_are_what_the_repository_has_and_can_start(root: Path, tmp_path: Path) -> None:
    (root / "pytest.ini").write_text("[pytest]\n")
    (root / "ruff.toml").write_text("")
    (root / "tests").mkdir()
    (root / "tests/test_a.py").write_text("def test_a(): pass\n")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "pytest").write_text("#!/bin/sh\n")
    (tools / "pytest").chmod(0o755)
    lines = init(root, PATH=f"{tools}:/usr/bin:/bin")
    assert "  pytest  tests: pytest.ini is there" in lines
    assert "  not taken: ruff check . (ruff.toml is there, but 'ruff' is not there)" in lines
    last = (root / "docs/phase3-finish.md").read_text()
    assert "- `pytest`: all tests pass (pytest.ini is there)\n" in last
    assert "- `tests/`: " in last
    assert "#  tests: pytest\n" in (root / CONFIGURATION).read_text()


def test_the_configuration_holds_every_key_and_its_schema_lies_beside_it(root: Path) -> None:
    init(root, "--no-plan")
    text = (root / CONFIGURATION).read_text()
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named
    schema = root / ".orchestrator" / named[1]
    assert schema.read_bytes() == (HOME / "schemas/configuration.schema.json").read_bytes()
    for row in ROWS:
        assert row.path[-1] == "*" or re.search(rf"(?m)^# *{row.path[-1]}: ", text), row.path
    assert merge(text.encode(), CONFIGURATION, {}, {}) == merge(None, "", {}, {})
    assert not (root / "docs").exists()


@pytest.mark.parametrize("form", ["folder", "archive"])
def test_the_schema_travels_with_the_installed_package(root: Path, tmp_path: Path, form: str) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(
        HOME / "orchestrator", shipped / "orchestrator", ignore=shutil.ignore_patterns("__pycache__")
    )
    without = orchestrate(root, "init", "--no-plan", PYTHONPATH=str(shipped))
    assert without.returncode == 0, without.stderr
    assert "$schema" not in (root / CONFIGURATION).read_text()
    (root / CONFIGURATION).unlink()
    shutil.copytree(HOME / "schemas", shipped / "orchestrator/schemas")
    if form == "archive":
        shipped = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", shipped))
    init(root, "--no-plan", PYTHONPATH=str(shipped))
    assert (root / CONFIGURATION).read_text().startswith("# yaml-language-server: $schema=./")
    assert (root / ".orchestrator/configuration.schema.json").exists()


def test_a_configuration_that_is_there_is_kept(root: Path) -> None:
    (root / ".orchestrator").mkdir()
    (root / CONFIGURATION).write_text("timeout: 5\n")
    lines = init(root)
    assert lines[lines.index("Kept as it is:") + 1] == f"  {CONFIGURATION}"
    assert (root / CONFIGURATION).read_text() == "timeout: 5\n"
    assert (root / PLAN).exists()
    assert not (root / ".orchestrator/configuration.schema.json").exists()


@pytest.mark.parametrize("taken", [PLAN, "docs/phase2-implementation.md"])
def test_a_plan_that_is_there_in_part_is_refused_as_a_whole(root: Path, taken: str) -> None:
    (root / "docs").mkdir()
    (root / taken).write_text("mine")
    done = orchestrate(root, "init")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"orchestrate: {taken} is there already, so nothing was written; ")
    assert "--dir FOLDER" in done.stderr
    assert written(root) == {taken}
    assert (root / taken).read_text() == "mine"


def test_many_files_in_the_way_are_not_all_named(root: Path) -> None:
    init(root, "--phases", "9")
    done = orchestrate(root, "init", "--phases", "9")
    assert "docs/phase4-increment-2.md and 5 more are there already" in done.stderr


def test_a_dry_run_shows_the_same_and_writes_nothing(root: Path) -> None:
    shown = init(root, "--dry-run")
    assert written(root) == set()
    assert not (root / ".orchestrator").exists()
    did = init(root)
    assert shown[0].startswith("Would write in ")
    assert [line for line in shown[1:] if line] == [line for line in did[1 : len(shown)] if line]


def test_the_next_commands_are_named_from_where_one_stands_and_work(root: Path) -> None:
    (root / "src").mkdir()
    lines = init(root / "src", "--dir", "../the plan")
    commands = [line.strip() for line in lines if line.startswith("  orchestrate ")]
    assert len(commands) == 3
    assert all(line.split()[1] in COMMANDS for line in commands)
    words = f"{sys.executable} -m orchestrator"
    shell = commands[0].replace("orchestrate", words, 1)
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    done = subprocess.run(
        ["/bin/sh", "-c", shell],
        cwd=root / "src",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert "Nothing was run." in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--phases", "0"), "a plan has phases; write 1 to 50"),
        (("--phases", "51"), "51 are too many for one plan"),
        (("--kind", "backnd"), "did you mean 'backend'?"),
        (("--title", "\n"), "--title holds no text"),
        (("--dir", "../elsewhere"), "lies outside of the project"),
        (("--dir", "file"), "file: "),
        (("--dir", "file/below"), "file"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    root: Path, words: tuple[str, ...], said: str
) -> None:
    (root / "file").write_text("mine")
    done = orchestrate(root, "init", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert written(root) == {"file"}
    assert not (root / ".orchestrator").exists()


def test_a_configuration_with_errors_is_told_before_anything_is_written(root: Path) -> None:
    (root / ".orchestrator").mkdir()
    (root / CONFIGURATION).write_text("timout: 5\n")
    done = orchestrate(root, "init")
    assert done.returncode == 2
    assert "did you mean 'timeout'" in done.stderr
    assert written(root) == {CONFIGURATION}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left(root: Path) -> None:
    (root / "docs").mkdir(mode=0o500)
    done = orchestrate(root, "init")
    assert (
        done.returncode,
        "docs/master-plan.md: Permission denied; nothing was written" in done.stderr,
    ) == (2, True)
    assert written(root) == set()
