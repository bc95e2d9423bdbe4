from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.model.session import ExitRecord
from orchestrator.process.record import Started, prepare, read_exit, read_started

EXIT = '{"code": 3, "stopped_by": "request", "left_behind": ["sleep 9"], "seconds": 1.5}'
STARTED = '{"pid": 2, "command_pid": 3, "host": "h", "boot_id": "b", "start_ticks": 4}'


def test_an_exit_record_is_read(tmp_path: Path) -> None:
    (tmp_path / "exit.json").write_text(EXIT)
    assert read_exit(str(tmp_path)) == ExitRecord(3, "request", ("sleep 9",), 1.5)


def test_who_started_is_read(tmp_path: Path) -> None:
    (tmp_path / "started.json").write_text(STARTED)
    assert read_started(str(tmp_path)) == Started(2, 3, "h", "b", 4)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"code": "x", "stopped_by": "", "left_behind": 5}', EXIT[:-5], "\x00"],
)
def test_half_a_record_is_no_record(text: str, tmp_path: Path) -> None:
    (tmp_path / "exit.json").write_text(text)
    (tmp_path / "started.json").write_text(text)
    assert (read_exit(str(tmp_path)), read_started(str(tmp_path))) == (None, None)


def test_no_file_is_no_record(tmp_path: Path) -> None:
    assert (read_exit(str(tmp_path)), read_started(str(tmp_path / "missing"))) == (None, None)


def test_a_prepared_folder_is_private_and_knows_nothing_of_an_earlier_command(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    prepare(str(folder))
    for name in ("exit.json", "started.json", "beat", "stop", "output"):
        (folder / name).touch()
    prepare(str(folder))
    assert [path.name for path in folder.iterdir()] == ["output"]
    assert folder.stat().st_mode & 0o777 == 0o700
