from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from orchestrator.store import attempt_files


def test_every_file_has_its_digest_but_signs_of_life(tmp_path: Path) -> None:
    (tmp_path / "gates/1").mkdir(parents=True)
    (tmp_path / "gates/1.log").write_bytes(b"out")
    (tmp_path / "gates/1/exit.json").write_bytes(b"{}")
    (tmp_path / "gates/1/beat").write_bytes(b"5")
    assert attempt_files.digests(str(tmp_path)) == {
        "gates/1.log": hashlib.sha256(b"out").hexdigest(),
        "gates/1/exit.json": hashlib.sha256(b"{}").hexdigest(),
    }
    assert attempt_files.digests(str(tmp_path / "absent")) == {}


def test_what_a_worker_laid_there_neither_leads_nor_holds_us(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("secret")
    folder = tmp_path / "attempt"
    folder.mkdir()
    (folder / "link").symlink_to("../outside")
    (folder / "loop").symlink_to(".")
    os.mkfifo(folder / "pipe")
    assert attempt_files.digests(str(folder)) == {
        "link": "(link to ../outside)",
        "loop": "(link to .)",
        "pipe": "(no file)",
    }
    assert attempt_files.digest_of(str(folder / "absent")) == "(unreadable)"
    for name in ("link", "pipe", "absent"):
        assert attempt_files.text(str(folder / name)) is None
        assert attempt_files.tail(str(folder / name)) is None


def test_a_name_that_is_no_text_can_be_sealed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff")).write_bytes(b"")
    assert list(attempt_files.digests(str(tmp_path))) == ["\udcff"]


@pytest.mark.parametrize(
    ("content", "end"),
    [
        (b"", ""),
        (b"one\ntwo", "one\ntwo"),
        (b"first\n" + b"x" * 8000 + b"\nlast \xff\n" + b"y" * 500, "last \ufffd\n" + "y" * 500),
    ],
)
def test_the_tail_begins_with_a_line(tmp_path: Path, content: bytes, end: str) -> None:
    path = tmp_path / "1.log"
    path.write_bytes(content)
    assert attempt_files.tail(str(path)) == end
    assert attempt_files.text(str(path)) == content.decode("utf-8", "replace")


def test_no_more_than_so_many_bytes_are_read_of_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "changes.diff"
    path.write_bytes(b"0123456789")
    assert attempt_files.content(str(path), 4) == b"0123"
    assert attempt_files.content(str(path), 40) == b"0123456789"
    assert attempt_files.content(str(tmp_path), 4) is None
    assert attempt_files.content(str(tmp_path / "absent"), 4) is None
