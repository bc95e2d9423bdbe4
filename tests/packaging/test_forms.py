"""Every form of the program on every Python that is here, with nothing installed, no network and no home."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestrator import __version__
from orchestrator.demo.worker import PACE
from tests.packaging.build import Built
from tests.packaging.forms import FORMS, PLAN, Form, installed, project, without_network
from tests.packaging.pythons import SUPPORTED, TOO_OLD, find


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    return place


def python(version: str) -> str:
    path = find(version)
    if path is None:
        pytest.skip(f"no Python {version} on this machine")
    return path


def said(folder: Path, name: str) -> str:
    """What a call inside the session printed; it may not have complained."""
    assert (folder / f"{name}.error").read_text() == ""
    return next(path for path in folder.glob(f"{name}.*") if path.suffix != ".error").read_text()


@pytest.mark.parametrize("version", SUPPORTED)
@pytest.mark.parametrize("form", FORMS)
def test_a_plan_is_run_and_every_call_of_its_session_works(
    form: str, version: str, built: Built, tmp_path: Path, home: Path
) -> None:
    program = installed(form, python(version), built, tmp_path)
    place = project(tmp_path)
    shown = program.run("--version", cwd=place, home=home)
    assert (shown.stdout, shown.stderr) == (f"orchestrate {__version__}\n", "")
    ran = program.run("run", PLAN, cwd=place, home=home)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "Phase 1 is done" in ran.stdout
    assert json.loads(said(tmp_path, "edit"))["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert json.loads(said(tmp_path, "held"))["decision"] == "block"
    assert said(tmp_path, "done").startswith("Reported phase 1 as completed.")
    assert said(tmp_path, "end") == ""
    _assert_it_is_recorded(program, place, home)
    assert list(home.iterdir()) == []


def _assert_it_is_recorded(program: Form, place: Path, home: Path) -> None:
    status = json.loads(program.run("status", "--json", cwd=place, home=home).stdout)
    assert [phase["state"] for phase in status["run"]["phases"]] == ["done"]
    intact = program.run("verify", "--evidence", cwd=place, home=home)
    assert intact.returncode == 0, intact.stdout


@pytest.mark.skipif(not without_network(), reason="this system does not let us cut a process off (unshare)")
def test_there_is_no_network_in_these_tests(home: Path) -> None:
    connect = "import socket; socket.create_connection(('127.0.0.1', 1), 5)"
    tried = Form((python(SUPPORTED[0]), "-c", connect)).run(cwd=home, home=home)
    assert "Network is unreachable" in tried.stderr


def test_the_one_file_starts_by_its_name_from_anywhere_and_demonstrates_itself(
    built: Built, tmp_path: Path, home: Path
) -> None:
    interpreter = tmp_path / "bin" / "python3"
    interpreter.parent.mkdir()
    interpreter.symlink_to(python(SUPPORTED[0]))
    given = Path("..", built.onefile.parent.name, built.onefile.name)
    where = built.onefile.parent.parent / f"{tmp_path.name}-elsewhere"
    where.mkdir()
    path = f"{interpreter.parent}:/usr/bin:/bin"
    ran = Form((str(given),)).run("demo", "here", cwd=where, home=home, PATH=path, **{PACE: "0"})
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "Done: 3 phases done, 0 blocked" in ran.stdout
    assert f" {built.onefile} status" in ran.stdout
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("version", TOO_OLD)
def test_on_an_older_python_the_one_file_says_what_it_needs(
    version: str, built: Built, tmp_path: Path, home: Path
) -> None:
    ran = Form((python(version), str(built.onefile))).run("--version", cwd=tmp_path, home=home)
    assert ran.returncode == 2
    assert ran.stderr == f"orchestrate: this Python is {version}; use 3.11 or newer\n"
