"""A project is looked at without touching it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.doctor.world import Project, Refusal
from orchestrator.errors import InputError, StoreError
from orchestrator.model.configuration import Settings
from orchestrator.model.plan import Complaint
from orchestrator.probes.project import gather, refusals
from orchestrator.process.leftovers import PROJECT, end_marked
from orchestrator.store import place
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.store.lock import held
from orchestrator.store.looking import KNOWN
from tests.probes.made import program


def looked(root: Path, settings: Settings | None = None) -> Project:
    before = sorted((path, path.lstat().st_mtime_ns) for path in root.rglob("*"))
    found = gather(StateFolder(str(root)), settings or Settings(), os.environ, (), None)
    assert sorted((path, path.lstat().st_mtime_ns) for path in root.rglob("*")) == before
    return found


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    made = StateFolder(str(tmp_path))
    prepare(made)
    return made


def test_an_empty_folder_is_a_project_without_anything(tmp_path: Path) -> None:
    found = looked(tmp_path)
    assert (found.root, found.found_by, found.writable, found.configured) == (str(tmp_path), "", "", False)
    assert (found.stored, found.holder, found.leftovers, found.wordings) == (None, None, (), ())
    assert (found.refusal, found.launcher, found.gates, found.plan) == (None, None, (), None)
    assert found.git.marked is False
    assert found.git.inside is not None
    assert found.git.inside.code == 128


def test_a_repository_is_known_to_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "below").mkdir()
    assert looked(tmp_path).found_by == ".git"
    below = looked(tmp_path / "below").git
    assert below.marked
    assert below.inside is not None
    assert below.inside.code == 0
    assert below.answer is not None
    assert below.answer.said.startswith("git version ")


def test_a_database_that_nobody_uses_is_looked_into(tmp_path: Path, folder: StateFolder) -> None:
    with closing(Database(folder.database)):
        in_use = looked(tmp_path).stored
    assert in_use is not None
    assert in_use.format is None
    found = looked(tmp_path)
    assert found.found_by == ".orchestrator"
    assert found.stored is not None
    assert (found.stored.format, found.stored.known, found.stored.refusal) == (KNOWN, KNOWN, None)


def test_a_damaged_database_is_told_with_the_cure(tmp_path: Path, folder: StateFolder) -> None:
    Path(folder.database).write_bytes(b"no database" * 1000)
    stored = looked(tmp_path).stored
    assert stored is not None
    assert stored.refusal is not None
    assert stored.refusal.found.startswith(folder.database)
    assert "move it away" in stored.refusal.cure


def test_who_works_in_the_project_is_told(tmp_path: Path, folder: StateFolder) -> None:
    with held(folder.lock, "run docs/m.md") as announce:
        announce("R1")
        holder = looked(tmp_path).holder
    assert holder is not None
    assert (holder.pid, holder.purpose, holder.run, holder.here) == (os.getpid(), "run docs/m.md", "R1", True)
    assert looked(tmp_path).holder is None


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_what_a_dead_run_left_behind_is_found_and_left_alone(tmp_path: Path) -> None:
    environment = {**os.environ, PROJECT: str(tmp_path)}
    with subprocess.Popen(["tail", "-f", "/dev/null"], env=environment) as process:
        try:
            found = looked(tmp_path)
            assert (found.leftovers, found.employer) == ((process.pid,), None)
            assert process.poll() is None
        finally:
            end_marked(PROJECT, str(tmp_path))


def test_programs_that_the_configuration_needs_are_looked_for(tmp_path: Path) -> None:
    program(tmp_path / "bin", "check", "exit 0")
    gates = {"own": "A=1 ./bin/check x", "none": "no-such-program y", "shell": "cd x && y", "empty": " "}
    found = looked(tmp_path, Settings(gates=gates, launcher=("no-such-launcher", "x")))
    assert [(gate.purpose, gate.word, gate.there) for gate in found.gates] == [
        ("own", "./bin/check", True),
        ("none", "no-such-program", False),
        ("shell", "cd", True),
    ]
    assert found.launcher is not None
    assert (found.launcher.word, found.launcher.there) == ("no-such-launcher", False)


def test_wordings_with_errors_are_told(tmp_path: Path, folder: StateFolder) -> None:
    Path(folder.wordings).write_text("[no such section]\nx\n")
    (refusal, *_) = looked(tmp_path).wordings
    assert refusal.found.startswith(".orchestrator/wordings.txt:1: ")
    assert refusal.cure


def test_a_network_file_system_is_refused_as_run_refuses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("1 0 0:1 / / rw - nfs4 server:/x rw\n")
    monkeypatch.setattr(place, "MOUNTS", str(mounts))
    found = looked(tmp_path)
    assert found.file_system == "nfs4"
    assert found.refusal is not None
    assert "network file system (nfs4)" in found.refusal.found
    assert found.refusal.cure.startswith("work in a copy")


def test_an_error_is_taken_apart_into_what_is_wrong_and_the_cure() -> None:
    assert refusals(StoreError("/p: it is bad; move it; or not")) == (
        Refusal("/p: it is bad", "move it; or not"),
    )
    assert refusals(StoreError("bad")) == (Refusal("bad", "see to that first"),)
    complaint = Complaint("p.md", 3, "x", "one; two", "mend it")
    assert refusals(InputError((complaint,))) == (Refusal("p.md:3: one; two", "mend it"),)
