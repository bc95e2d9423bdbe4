"""The machine is looked at as it is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from orchestrator import __version__
from orchestrator.doctor.world import Answer, Disk, Other
from orchestrator.probes.machine import gather
from orchestrator.store.folder import StateFolder
from tests.probes.made import program
from tests.support import programs


def test_what_is_found_is_what_is_there(tmp_path: Path) -> None:
    found = gather(StateFolder(str(tmp_path)), {"PATH": "", "TMPDIR": str(tmp_path)})
    assert (found.version, found.python, found.executable) == (
        __version__,
        sys.version_info[:3],
        sys.executable,
    )
    assert (found.sqlite, found.write_ahead, found.system) == (sqlite3.sqlite_version, True, sys.platform)
    assert abs(found.now - time.time()) < 100
    assert found.other is None
    (disk,) = found.disks
    assert (disk.folder, disk.writable, disk.files) == (str(tmp_path), True, True)
    assert disk.free > disk.least > 0
    assert list(tmp_path.iterdir()) == []


def test_a_state_from_the_future_shows_that_the_clock_is_wrong(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path))
    os.mkdir(folder.path)
    Path(folder.database).touch()
    os.utime(folder.database, (4e9, 4e9))
    found = gather(folder, {"PATH": ""})
    assert (found.newest, found.newest_path) == (4e9, folder.database)


def test_a_place_for_temporary_files_that_is_not_there_is_told(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    found = gather(StateFolder(str(tmp_path)), {"PATH": "", "TMPDIR": gone})
    assert Disk(gone, free=0, least=0, files=True, writable=False) in found.disks


def test_the_first_orchestrate_on_path_is_asked_who_it_is(tmp_path: Path) -> None:
    path = str(program(tmp_path / "bin", "orchestrate", 'echo "orchestrate 0.1 $*"'))
    found = gather(StateFolder(str(tmp_path)), {"PATH": str(tmp_path / "bin")})
    assert found.other == Other(path, Answer(0, "orchestrate 0.1 --version"))


def test_a_python_without_sqlite_is_looked_at_as_well(tmp_path: Path) -> None:
    blocked = (
        f"import sys; sys.path.insert(0, {str(programs.CHECKOUT)!r}); sys.modules['sqlite3'] = None\n"
        "from orchestrator.cli.main import main\n"
        "sys.exit(main(['doctor', '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", blocked], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "this Python was built without SQLite" in done.stdout
