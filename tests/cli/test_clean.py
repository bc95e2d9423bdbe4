"""`orchestrate clean` on real runs: what goes, what stays, and what other commands say of it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.e2e.support.state import rows
from tests.support import programs
from tests.support.standin import configured

QUIET = "notifications:\n  provider: none\nmax_retries: 0\n"
SCHEMA = json.loads((programs.CHECKOUT / "schemas/clean.schema.json").read_text("utf-8"))


def orchestrate(made: Project, *words: str, code: int = 0) -> str:
    ended = programs.orchestrate(*words, cwd=made.root)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """Three runs of one plan: a blocked one and two that are done."""
    gated = PhaseFile("1", "Setup", gates=("`grep -q . work && test ! -e broken`: it works",))
    made = project(
        tmp_path, gated, config=configured(tmp_path, "begin; all_done; date +%N > work; finish", QUIET)
    )
    made.write("broken", "")
    orchestrate(made, "run", MASTER_PLAN, code=1)
    (made.root / "broken").unlink()
    for _ in range(2):
        orchestrate(made, "run", MASTER_PLAN)
    return made


def ids(made: Project) -> list[str]:
    return [row[0] for row in rows(made, "SELECT id FROM run ORDER BY rowid")]


def folders(made: Project) -> list[str]:
    return sorted(path.name for path in (made.root / ".orchestrator/runs").iterdir())


def objects(made: Project) -> int:
    return len(list((made.root / ".orchestrator/shadow.git/objects").glob("??/*")))


def test_old_evidence_goes_and_everything_else_still_works(made: Project) -> None:
    first, second, third = ids(made)
    before = objects(made)
    history = orchestrate(made, "history", "--json")
    shown = orchestrate(made, "clean", "--keep", "1")
    assert f"run {first} of {MASTER_PLAN}, ended 20" in shown
    assert "Freed " in shown
    assert ": the evidence of 2 runs, and " in shown
    assert folders(made) == [third]
    assert objects(made) < before
    assert orchestrate(made, "history", "--json") == history

    assert "its files were removed on 20" in orchestrate(made, "show", "1", "--run", second)
    document = json.loads(orchestrate(made, "show", "1", "--run", second, "--json"))
    assert document["cleaned_at"] == rows(made, "SELECT cleaned_at FROM run WHERE id = ?", second)[0][0]
    for run_id in (first, second):
        told = orchestrate(made, "verify", "--evidence", "--run", run_id)
        assert "evidence was cleaned on 20" in told
        assert "The evidence is as it was recorded: 1 sealed attempt" in told
    assert "cleaned" not in orchestrate(made, "verify", "--evidence")
    assert "still hold" in orchestrate(made, "verify", "--run", second)
    assert "was cleaned on 20" in orchestrate(made, "resume", "--run", first, code=2)

    assert json.loads(orchestrate(made, "clean", "--json"))["runs"][0]["id"] == second  # its gates ran again
    assert orchestrate(made, "clean", "--keep", "0") == "Nothing to clean: no evidence is old enough.\n"
    orchestrate(made, "run", MASTER_PLAN)  # what it compares with is still known
    assert len(folders(made)) == 2


def test_changed_rows_of_a_cleaned_run_are_found_still(made: Project) -> None:
    first = ids(made)[0]
    orchestrate(made, "clean", "--keep", "1")
    programs.run(
        "import sqlite3; db = sqlite3.connect('.orchestrator/state.db');"
        f"db.execute('UPDATE gate_result SET exit_code = 0 WHERE run_id = ?', ('{first}',)); db.commit()",
        cwd=made.root,
    )
    told = orchestrate(made, "verify", "--evidence", "--run", first, code=1)
    assert "phase 1, attempt 1: row 'gate_result 1': changed" in told
    assert "file" not in told


def test_a_dry_run_only_tells(made: Project) -> None:
    before = folders(made), objects(made)
    with held(StateFolder(str(made.root)).lock, "run"):
        told = orchestrate(made, "clean", "--keep", "2", "--dry-run")
    assert "Would free " in told
    assert ": the evidence of 1 run, and recorded files that only they need." in told
    document = json.loads(orchestrate(made, "clean", "--keep", "0", "--dry-run", "--json"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert [found["id"] for found in document["runs"]] == ids(made)[:2]
    assert all(found["bytes"] > 100 for found in document["runs"])
    assert (folders(made), objects(made)) == before
    assert rows(made, "SELECT count(*) FROM run WHERE cleaned_at IS NOT NULL") == [(0,)]


def test_nothing_is_removed_beside_another_orchestrator(made: Project) -> None:
    with held(StateFolder(str(made.root)).lock, "run"):
        assert "works on this project" in orchestrate(made, "clean", "--keep", "0", code=4)
    assert len(folders(made)) == 3


def test_what_belongs_to_no_known_run_is_told_and_stays_with_what_it_may_need(made: Project) -> None:
    made.write(".orchestrator/runs/20200101-000000-abcd/file", "")
    before = objects(made)
    told = orchestrate(made, "clean", "--keep", "0")
    assert ".orchestrator/runs/20200101-000000-abcd: the database knows no such run, so it stays" in told
    assert "20200101-000000-abcd" in folders(made)
    assert objects(made) == before
    (made.root / ".orchestrator/runs/20200101-000000-abcd/file").unlink()
    (made.root / ".orchestrator/runs/20200101-000000-abcd").rmdir()
    assert "Freed " in orchestrate(made, "clean", "--keep", "0")
    assert objects(made) < before


def test_what_cannot_be_removed_is_told_and_is_no_success(made: Project) -> None:
    aside = made.root / "aside"
    (made.root / ".orchestrator/runs").rename(aside)
    (made.root / ".orchestrator/runs").symlink_to(aside)
    told = orchestrate(made, "clean", "--keep", "0", code=2)
    assert told.count("NOT REMOVED: .orchestrator/runs: is a link; remove ") == 2
    assert len(list(aside.iterdir())) == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--keep", "-1"), "must be from 0"),
        (("--keep", "some"), "must be from 0"),
        (("--older-than", "30"), "must be hours, days or weeks: 12h, 30d, 8w"),
        (("--older-than", "9999999w"), "must be hours, days or weeks: 12h, 30d, 8w"),
        (("2",), "there is no place for another argument"),
    ],
)
def test_wrong_words_are_an_error(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    ended = programs.orchestrate("clean", *words, cwd=tmp_path)
    assert ended.returncode == 2
    assert told in ended.stderr


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--json",), ("--older-than", "999999w")])
def test_a_project_without_runs_stays_as_it_is(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = programs.orchestrate("clean", *words, cwd=tmp_path)
    assert ended.returncode == 0
    assert "Nothing to clean" in ended.stdout or json.loads(ended.stdout)["runs"] == []
    assert list(tmp_path.iterdir()) == []
