"""`orchestrate verify` after a real run: gates that hold and no longer do, evidence that somebody touched."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from tests.e2e.support.commands import environment, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.standin import configured
from tests.support.waiting import wait_until

QUIET = "notifications:\n  provider: none\nmax_retries: 0\n"
PHASES = (
    PhaseFile("1", "Setup", gates=("`test ! -e broken || { echo why; exit 3; }`: not broken", "true: fine")),
    PhaseFile("2", "Logic", gates=("`test ! -e hang || { touch began; tail -f /dev/null; }`: ends",)),
)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


def ran(folder: Path, *phases: PhaseFile, code: int = 0) -> Project:
    made = project(folder, *phases, config=configured(folder, more=QUIET))
    ended = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return ran(tmp_path_factory.mktemp("verify"), *PHASES)


@pytest.fixture
def broken(made: Project) -> Any:
    made.write("broken", "")
    yield made
    (made.root / "broken").unlink()


def verify(made: Project, *words: str, code: int = 0) -> str:
    ended = programs.orchestrate("verify", *words, cwd=made.root)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def evidence(made: Project) -> dict[str, bytes]:
    """All that is recorded of the run, but the database's own files, whose bytes SQLite moves around."""
    runs = made.root / ".orchestrator/runs"
    return {path.as_posix(): path.read_bytes() for path in sorted(runs.rglob("*")) if path.is_file()}


def rows(made: Project) -> str:
    code = """
from orchestrator.store.database import Database
db = Database(".orchestrator/state.db")
for table in ("run", "phase", "journal", "attempt", "session", "gate_result", "finding", "signal"):
    print([tuple(row) for row in db.rows(f"SELECT * FROM {table}")])
db.close()
"""
    return programs.run(code, cwd=made.root)


def test_gates_that_still_hold_leave_the_record_as_it_was(made: Project) -> None:
    before = evidence(made), rows(made)
    shown = verify(made)
    assert shown.startswith("Phase 1: Setup\n  gate test ! -e broken")
    assert shown.count("still holds") == 3
    assert "All 3 gates of 2 done phases of run" in shown
    assert (evidence(made), rows(made)) == before
    assert list((made.root / ".orchestrator/verify").glob("*/1/1.log"))


def test_a_gate_that_no_longer_holds_is_named_with_its_output(broken: Project) -> None:
    shown = verify(broken, code=1)
    assert "NO LONGER HOLDS, exit code 3; see .orchestrator/verify/" in shown
    assert "\n    why\n" in shown
    assert "1 of 3 gates of 2 done phases" in shown
    document = json.loads(verify(broken, "--json", code=1))
    assert document["holds"] is False
    assert [gate["exit_code"] for gate in document["gates"]] == [3, 0, 0]


def test_one_phase_can_be_named(broken: Project) -> None:
    assert "All 1 gate of 1 done phase" in verify(broken, "2")


@on_linux
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_gate_and_leaves_nothing(
    made: Project, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    made.write("hang", "")
    try:
        with start_orchestrate("verify", cwd=made.root, env=environment(tmp_path, "")) as running:
            wait_until(lambda: (made.root / "began").exists(), 60, "the gate's beginning")
            running.send_signal(number)
            ended = running.wait()
            assert running.survivors() == []
    finally:
        (made.root / "hang").unlink()
        (made.root / "began").unlink()
    assert ended.returncode == code
    assert "Stopping: the gate is being ended; once more to end it at once" in ended.stderr
    assert "of 2 done phases" not in ended.stdout
    assert json.loads(verify(made, "--evidence", "--json"))["holds"] is True


def test_gates_do_not_run_beside_another_orchestrator(made: Project) -> None:
    with held(StateFolder(str(made.root)).lock, "run"):
        assert "works on this project" in verify(made, code=4)
        assert "The evidence is as it was recorded" in verify(made, "--evidence")


def test_evidence_that_was_touched_is_named(made: Project) -> None:
    assert "The evidence is as it was recorded: 2 sealed attempts" in verify(made, "--evidence")
    (path,) = (made.root / ".orchestrator/runs").glob("*/2/1/gates/1.log")
    before = path.read_bytes()
    path.write_text("all green")
    try:
        assert "  phase 2, attempt 1: file 'gates/1.log': changed\n" in verify(made, "--evidence", code=1)
    finally:
        path.write_bytes(before)


def test_only_what_is_done_can_still_hold(tmp_path: Path) -> None:
    made = ran(tmp_path, PhaseFile("1", "Stuck", gates=("false: never",)), code=1)
    assert "phase 1 of run" in verify(made, "1", code=2)
    assert "was verified yet, so there is nothing that could hold" in verify(made, code=2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("9",), "has no phase '9'; known: 1, 2"),
        (("--run", "nothing"), "there is no run 'nothing'"),
        (("1", "--evidence"), "leave the phase out"),
    ],
)
def test_wrong_words_are_an_error(made: Project, words: tuple[str, ...], told: str) -> None:
    assert told in verify(made, *words, code=2)


@pytest.mark.parametrize("words", [(), ("--evidence",), ("--run", "x")])
def test_a_project_without_runs_says_so_and_stays_as_it_is(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = programs.orchestrate("verify", *words, cwd=tmp_path)
    assert ended.returncode == 2
    assert "this project has no runs yet" in ended.stderr
    assert list(tmp_path.iterdir()) == []
