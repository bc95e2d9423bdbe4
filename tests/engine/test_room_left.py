from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestrator.engine import room_left
from orchestrator.errors import StoreError
from orchestrator.model.session import Ending, ExitRecord, Outcome, SessionReport
from orchestrator.stream.summary import Accumulator

MB = 1024 * 1024


def told_free(monkeypatch: pytest.MonkeyPatch, free: int, size: int, files: int = 1000) -> None:
    """What the system says of every disk; a disk that is full to the byte cannot be had here."""
    found = SimpleNamespace(
        f_frsize=1024,
        f_blocks=size // 1024,
        f_bfree=free // 1024,
        f_bavail=free // 1024,
        f_files=2000,
        f_favail=files,
    )
    monkeypatch.setattr(os, "statvfs", lambda _: found)


@pytest.mark.parametrize(
    ("free", "size"), [(16 * MB, 500_000 * MB), (2 * MB, 20 * MB), (0, 0), (400 * MB, 400 * MB)]
)
def test_there_is_room_while_little_is_free_of_a_small_disk_or_more_of_a_large_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, size: int
) -> None:
    told_free(monkeypatch, free, size)
    room_left.check((str(tmp_path),))
    assert room_left.least(size) <= room_left.LEAST


@pytest.mark.parametrize(
    ("free", "size", "files", "told"),
    [
        (15 * MB, 500_000 * MB, 1000, "only 15,360 KB are free"),
        (0, MB, 1000, "only 0 KB are free"),
        (99 * MB, 100 * MB, 3, "there is room for only 3 more files"),
    ],
)
def test_a_full_disk_is_named_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, size: int, files: int, told: str
) -> None:
    told_free(monkeypatch, free, size, files)
    with pytest.raises(StoreError) as caught:
        room_left.check((str(tmp_path),))
    assert str(caught.value).startswith(f"{tmp_path}: the disk is full, {told}")
    assert "free some space and go on with `orchestrate resume`" in str(caught.value)


def test_a_place_that_is_not_there_is_not_full(tmp_path: Path) -> None:
    room_left.check((str(tmp_path / "absent"),))
    assert room_left.places("/p", "/p/.orchestrator", {"TMPDIR": "/t"}) == ("/p", "/p/.orchestrator", "/t")
    assert room_left.places("/p", "/p/.orchestrator", {})[-1] == "/tmp"


def report() -> SessionReport:
    outcome = Outcome(Ending.CLAIMS_DONE, "ended with a result", True)
    return SessionReport(outcome, Accumulator().summary(), ExitRecord(0, "", (), 1.0))


def test_a_session_that_ended_on_a_full_disk_counts_as_interrupted_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exit.json").write_text("{}")
    assert room_left.discounted(report(), str(tmp_path)) == report()
    told_free(monkeypatch, 0, MB)
    with pytest.raises(StoreError):
        room_left.check_after((str(tmp_path),), str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
    outcome = room_left.discounted(report(), str(tmp_path)).outcome
    assert (outcome.ending, outcome.resumable) == (Ending.INTERRUPTED, True)
