"""What is in a copy's folder is seen, and replaced as a whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.errors import UsageError
from orchestrator.model.vendoring import Copy
from orchestrator.vendoring.folder import ASIDE, changing, look, replace
from orchestrator.vendoring.manifest import PATH
from tests.support import programs
from tests.vendoring.copies import contents, files_of, made_of, put, whole

# Kills itself at one call, counted from 1, of one function of `os`.
VICTIM = """
import os, signal, sys
from pathlib import Path
from tests.vendoring.copies import put

folder, version, name, at = sys.argv[1:]
real, calls = getattr(os, name), []

def deadly(*arguments, **options):
    calls.append(arguments)
    if len(calls) == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **options)

setattr(os, name, deadly)
put(Path(folder), version)
"""
KILLS = [
    ("makedirs", 1),  # nothing is written yet
    ("makedirs", 3),  # in the middle of the new copy
    ("replace", 1),
    ("rename", 1),  # before the old package goes away
    ("rename", 2),  # before the new one is put in its place
    ("unlink", 1),  # while the old one is removed
    ("rmdir", 1),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    put(tmp_path, "1")
    return tmp_path


def looked(folder: Path, version: str | None = "1") -> Copy | None:
    return look(str(folder), made_of(version) if version else None)


def test_a_new_copy_is_complete_and_nothing_is_left_beside_it(copy: Path) -> None:
    assert contents(copy) == whole("1")
    assert looked(copy) == Copy("1")


def test_files_and_folders_can_be_read_by_all_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        put(tmp_path, "1")
    finally:
        os.umask(before)
    modes = {p.is_dir(): stat.S_IMODE(p.stat().st_mode) for p in tmp_path.rglob("*")}
    assert modes == {False: 0o644, True: 0o755}


def edit(path: str) -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_bytes(b"mine")


def remove(path: str) -> Callable[[Path], object]:
    return lambda folder: (folder / path).unlink()


def link(path: str, target: str) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        (folder / path).unlink(missing_ok=True)
        (folder / path).symlink_to(target)

    return act


def cache(folder: Path) -> None:
    (folder / "orchestrator/__pycache__").mkdir()
    (folder / "orchestrator/__pycache__/gates.cpython-311.pyc").write_bytes(b"compiled")


GATES, LAUNCHER = "orchestrator/plan/gates.py", "orchestrate.py"


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        (edit(GATES), Copy("1", changed=(GATES,))),
        (edit(LAUNCHER), Copy("1", changed=(LAUNCHER,))),
        (link(GATES, "../__init__.py"), Copy("1", changed=(GATES,))),
        (remove(GATES), Copy("1", missing=(GATES,))),
        (remove(LAUNCHER), Copy("1", missing=(LAUNCHER,))),
        (edit("orchestrator/json.py"), Copy("1", added=("orchestrator/json.py",))),
        (edit("orchestrator/.hidden"), Copy("1", added=("orchestrator/.hidden",))),
        (edit("orchestrator/gates.pyc"), Copy("1", added=("orchestrator/gates.pyc",))),
        (link("orchestrator/more", ".."), Copy("1", added=("orchestrator/more",))),
        (link("orchestrator/more", "/nowhere"), Copy("1", added=("orchestrator/more",))),
        (lambda folder: os.mkfifo(folder / "orchestrator/pipe"), Copy("1", added=("orchestrator/pipe",))),
        (edit("beside.py"), Copy("1")),
        (cache, Copy("1")),
    ],
)
def test_what_was_done_to_a_copy_is_seen(copy: Path, happened: Callable[[Path], object], found: Copy) -> None:
    happened(copy)
    assert looked(copy) == found


def test_a_copy_of_another_program_is_out_of_date(copy: Path) -> None:
    assert looked(copy, "2") == Copy("1", outdated=True)
    assert looked(copy, None) == Copy("1")


def test_a_copy_that_is_replaced_keeps_nothing_of_the_old_one(copy: Path) -> None:
    edit("orchestrator/mine.py")(copy)
    put(copy, "2")
    assert contents(copy) == whole("2")


def test_an_empty_folder_holds_no_copy(tmp_path: Path) -> None:
    assert looked(tmp_path) is None
    assert looked(tmp_path / "not there") is None


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (edit("orchestrator"), "it is no folder"),
        (link("orchestrator", "/"), "it is no folder"),
        (lambda folder: (folder / "orchestrator").mkdir(), "it has no vendored.json"),
        (edit("orchestrate.py"), "there is no orchestrator beside it"),
    ],
)
def test_what_is_no_copy_is_told_from_one(tmp_path: Path, there: Callable[[Path], object], why: str) -> None:
    there(tmp_path)
    with pytest.raises(UsageError, match=why):
        looked(tmp_path)


def test_a_copy_with_a_manifest_of_somebody_else_is_none(copy: Path) -> None:
    (copy / PATH).write_text("{}")
    with pytest.raises(UsageError, match="no copy that this program made or knows: it has no format"):
        looked(copy)


@pytest.mark.parametrize(("name", "at"), KILLS)
def test_a_kill_leaves_one_version_or_none_and_the_next_change_goes_on(
    copy: Path, name: str, at: int
) -> None:
    with programs.start(VICTIM, copy, "2", name, at) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, errors
    package = {path: content for path, content in contents(copy).items() if path.startswith("orchestrator/")}
    versions = [{path: whole(v)[path] for path in whole(v) if path != LAUNCHER} for v in "12"]
    assert package in ({}, *versions)
    with changing(str(copy)):
        assert looked(copy, "2") in (Copy("1", outdated=True), Copy("2"))
        assert not (copy / ASIDE).exists()
    put(copy, "2")
    assert contents(copy) == whole("2")


@pytest.mark.parametrize(("name", "at"), KILLS[:4])
def test_a_kill_while_the_first_copy_is_made_leaves_nothing_that_stops_the_next(
    tmp_path: Path, name: str, at: int
) -> None:
    with programs.start(VICTIM, tmp_path, "1", name, at) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert looked(tmp_path) in (None, Copy(None, missing=("orchestrator",)))
    put(tmp_path, "1")
    assert looked(tmp_path) == Copy("1")


def test_an_error_in_between_puts_the_old_package_back(copy: Path) -> None:
    with changing(str(copy)):
        # A file in the place of a folder: the new copy cannot be written to its end.
        broken = {**files_of("2"), "orchestrator/plan": b""}
        with pytest.raises(OSError, match="plan"):
            replace(str(copy), broken, made_of("2"))
    assert looked(copy) == Copy("1")
    assert not (copy / ASIDE).exists()


def test_two_changes_at_once_are_refused(copy: Path) -> None:
    with (
        changing(str(copy)),
        pytest.raises(UsageError, match="another `orchestrate vendor` works there"),
        changing(str(copy)),
    ):
        pass
    assert looked(copy) == Copy("1")
