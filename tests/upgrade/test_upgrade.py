"""Projects as earlier versions left them: each opens, keeps its evidence, and goes on to its end."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.store.schema import MIGRATIONS
from tests.e2e.support.project import Project
from tests.e2e.support.state import rows, triggers
from tests.support import programs
from tests.upgrade.record import DATA, GATES, pack, plan_of, record

SCHEMAS = [int(path.name.removesuffix(".tar.gz").removeprefix("schema-")) for path in DATA.iterdir()]
STATES = {"finished": "done", "blocked": "blocked", **{name: name for name in list(GATES)[2:]}}
FIRST_SEALED = 2  # the first format that has seals, recorded plan files and snapshots


def unpacked(archive: Path, folder: Path) -> Project:
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return Project(folder / "project")


def version(made: Project) -> int:
    with closing(sqlite3.connect(made.root / ".orchestrator/state.db")) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture(params=sorted(SCHEMAS))
def schema(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def made(schema: int, tmp_path: Path) -> Project:
    made = unpacked(DATA / f"schema-{schema}.tar.gz", tmp_path)
    assert version(made) == schema
    return made


def orchestrate(made: Project, *words: str, code: int = 0) -> str:
    ended = programs.orchestrate(*words, cwd=made.root)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def run_id(made: Project, phase: str) -> str:
    return str(rows(made, "SELECT id FROM run WHERE plan_path = ?", plan_of(phase))[0][0])


def test_there_is_a_project_of_every_earlier_format() -> None:
    assert set(SCHEMAS) >= set(range(1, len(MIGRATIONS)))


def test_all_that_looks_understands_it(made: Project) -> None:
    history = json.loads(orchestrate(made, "history", "--json"))["runs"]
    assert {run["plan"]: run["phases"][0]["state"] for run in history} == {
        plan_of(phase): state for phase, state in STATES.items()
    }
    assert version(made) == len(MIGRATIONS)
    assert "docs/running.md): interrupted" in orchestrate(made, "status")
    shown = orchestrate(made, "show", "finished", "--run", run_id(made, "finished"), "--attempt", "all")
    assert "gate test -e finished-twice: failed with exit code 1" in " ".join(shown.split())
    assert "verdict: accept: everything the contract asks for is there" in shown
    assert "(it is gone)" not in shown
    for form in ("html", "md", "junit", "json"):
        told = orchestrate(made, "report", "--format", form, "--run", run_id(made, "finished"))
        assert "finished" in told
    assert "still hold" in orchestrate(made, "verify", "--run", run_id(made, "finished"))


def test_evidence_is_as_whole_as_it_was(made: Project, schema: int) -> None:
    sealed = schema >= FIRST_SEALED
    for phase, attempts in (("finished", 2), ("blocked", 1), ("remediating", 1)):
        words = ("verify", "--evidence", "--run", run_id(made, phase))
        told = orchestrate(made, *words, code=0 if sealed else 1)
        if sealed:
            assert f"The evidence is as it was recorded: {attempts} sealed attempt" in told
        else:
            assert told.count("seal: is missing: recorded by an older orchestrate") == attempts


@pytest.mark.parametrize(
    ("phase", "sessions", "moves"),
    [
        ("finished", 2, ["start", "finish", "reject", "retry", "finish", "accept"]),
        ("blocked", 2, ["start", "block", "reopen", "start", "finish", "accept"]),
        ("remediating", 2, ["start", "finish", "reject", "retry", "finish", "accept"]),
        ("verifying", 1, ["start", "finish", "accept"]),
        ("running", 2, ["start", "finish", "accept"]),
    ],
)
def test_what_was_open_goes_on_where_it_was(
    made: Project, phase: str, sessions: int, moves: list[str]
) -> None:
    this = run_id(made, phase)
    made.write("resumed", "")
    orchestrate(made, "resume", "--run", this)
    assert json.loads(orchestrate(made, "status", "--json", "--run", this))["run"]["outcome"] == "done"
    assert triggers(made, phase) == moves
    counted = "SELECT count(*), count(DISTINCT claude_id) FROM session WHERE run_id = ?"
    assert rows(made, counted, this) == [(sessions, 2 if phase == "blocked" else 1)]
    if phase in ("verifying", "running"):  # nothing in them is older than the seals
        assert "1 sealed attempt" in orchestrate(made, "verify", "--evidence", "--run", this)


def test_a_plan_that_was_changed_meanwhile_is_asked_about(made: Project, schema: int) -> None:
    path = "docs/phaserunning-small.md"
    made.write(path, made.read(path).replace("`true`", "`test -d docs`"))
    made.write("resumed", "")
    told = orchestrate(made, "resume", "--run", run_id(made, "running"), code=2)
    assert "gates changed from 'true' to 'test -d docs'" in told
    assert ("its text was edited" in told) is (schema >= FIRST_SEALED)
    orchestrate(made, "resume", "--run", run_id(made, "running"), "--accept-changes")


def test_the_files_of_a_run_are_frozen_from_when_it_goes_on(made: Project) -> None:
    made.write("resumed", "")
    script = made.read("claude-standin")
    made.write("claude-standin", script.replace("\nall_done\n", "\necho more >> docs/running.md; all_done\n"))
    this = run_id(made, "running")
    orchestrate(made, "resume", "--run", this, code=1)
    found = rows(made, "SELECT DISTINCT kind FROM finding WHERE run_id = ?", this)
    assert found == [("contract changed",)]
    assert "more" not in made.read("docs/running.md")


def test_old_evidence_can_be_cleaned(made: Project) -> None:
    orchestrate(made, "run", plan_of("finished"), "--fresh")
    assert "the evidence of 1 run" in orchestrate(made, "clean", "--keep", "0")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are found in /proc")
def test_todays_version_can_be_recorded_in_every_state(tmp_path: Path) -> None:
    archive = tmp_path / "packed.tar.gz"
    pack(record(tmp_path), archive)
    made = unpacked(archive, tmp_path / "elsewhere")
    assert version(made) == len(MIGRATIONS)
    assert dict(rows(made, "SELECT phase_id, state FROM phase")) == STATES
    assert archive.stat().st_size < 300_000
