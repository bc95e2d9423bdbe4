"""Secrets in files: covered where they lie, and nothing else changes."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.redacting import redact_file, redact_folder
from orchestrator.redaction import NO_SECRETS, Secrets

TOKEN = "Zx81kQ0vLm3T"
SECRETS = Secrets([("API_TOKEN", TOKEN), ("CODE", "T0rlowskis")])
LONG_AGO = (10**18, 10**18 + 123)  # nanoseconds of the epoch: access, change


def made(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, ns=LONG_AGO)
    return str(path)


def test_secrets_are_covered_in_place_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "log"
    made(path, f"a {TOKEN} b {TOKEN} c")
    before = path.stat()
    assert redact_file(str(path), SECRETS) == 2
    assert path.read_text() == "a [API_TOKEN]* b [API_TOKEN]* c"
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (before.st_ino, LONG_AGO[1], before.st_mode)
    assert redact_file(str(path), SECRETS) == 0


def test_a_file_without_secrets_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "log"
    made(path, "nothing to hide" * 100)
    before = path.stat()
    assert redact_file(str(path), SECRETS) == 0
    assert (path.stat().st_ctime_ns, path.stat().st_mtime_ns) == (before.st_ctime_ns, before.st_mtime_ns)


def test_without_secrets_no_file_is_opened(tmp_path: Path) -> None:
    assert redact_file(str(tmp_path / "\0"), NO_SECRETS) == 0
    assert redact_folder(str(tmp_path / "\0"), NO_SECRETS) == 0


def test_a_file_that_is_gone_has_no_secrets(tmp_path: Path) -> None:
    made(tmp_path / "file", "")
    assert redact_file(str(tmp_path / "gone"), SECRETS) == 0
    assert redact_file(str(tmp_path / "file" / "below"), SECRETS) == 0
    assert redact_folder(str(tmp_path / "gone"), SECRETS) == 0
    assert redact_folder(str(tmp_path / "file"), SECRETS) == 0


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    outside = made(tmp_path / "project" / ".env", TOKEN)
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "file").symlink_to(outside)
    (folder / "folder").symlink_to(tmp_path / "project")
    (tmp_path / "alias").symlink_to(tmp_path / "project")
    assert redact_file(str(folder / "file"), SECRETS) == 0
    assert redact_folder(str(folder), SECRETS) == 0
    assert redact_folder(str(tmp_path / "alias"), SECRETS) == 0
    assert Path(outside).read_text() == TOKEN


def test_another_name_of_the_same_file_keeps_what_it_had(tmp_path: Path) -> None:
    outside = made(tmp_path / "project" / ".env", TOKEN)
    inside = tmp_path / "evidence" / "copy"
    inside.parent.mkdir()
    os.link(outside, inside)
    assert redact_folder(str(inside.parent), SECRETS) == 1
    assert Path(outside).read_text() == TOKEN
    assert inside.read_text() == "[API_TOKEN]*"
    assert (inside.stat().st_mtime_ns, inside.stat().st_mode & 0o777) == (LONG_AGO[1], 0o600)
    assert os.listdir(inside.parent) == ["copy"]


def test_a_pipe_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert redact_file(str(tmp_path / "pipe"), SECRETS) == 0
    assert redact_folder(str(tmp_path), SECRETS) == 0


def test_what_was_made_read_only_is_covered_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "log"
    made(path, TOKEN)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    assert redact_folder(str(tmp_path), SECRETS) == 1
    assert TOKEN not in path.read_text()


def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(5, "Input/output error")

    path = made(tmp_path / "log", TOKEN)
    monkeypatch.setattr("os.pwrite", full)
    with pytest.raises(OSError, match="Input/output"):
        redact_file(path, SECRETS)


def test_a_copy_that_cannot_be_finished_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    path = made(tmp_path / "log", TOKEN)
    os.link(path, tmp_path / "other")
    monkeypatch.setattr("os.pwrite", full)
    with pytest.raises(OSError, match="No space"):
        redact_file(path, SECRETS)
    assert sorted(os.listdir(tmp_path)) == ["log", "other"]


def test_all_files_of_a_folder_are_covered_but_what_is_to_be_left_alone(tmp_path: Path) -> None:
    for name in ("a", "gates/1.log", "gates/1/exit.json", "protected/a", "gates/protected/b"):
        made(tmp_path / name, TOKEN)
    assert redact_folder(str(tmp_path), SECRETS, skip=frozenset({"protected"})) == 4
    left = [path for path in tmp_path.rglob("*") if path.is_file() and TOKEN in path.read_text()]
    assert left == [tmp_path / "protected" / "a"]


@given(st.integers(1, 40), st.integers(0, 2**32))
def test_where_a_chunk_ends_never_matters(chunk: int, seed: int) -> None:
    import tempfile  # not tmp_path: hypothesis calls this many times

    source = random.Random(seed)
    pieces = [TOKEN, "T0rlowskis", TOKEN + "0rlowskis", "\\", "Zx81kQ0", "x", "\n", "3T", "0rlowskis"]
    data = "".join(source.choice(pieces) for _ in range(source.randrange(30))).encode()
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        redact_file(file.name, SECRETS, chunk=chunk)
        file.seek(0)
        assert file.read() == SECRETS.data(data)


def test_a_large_file_is_covered_from_its_first_byte_to_its_last(tmp_path: Path) -> None:
    path = tmp_path / "log"
    middle = b"x" * (1024 * 1024 - 5 - len(TOKEN))  # the second secret lies across the end of a chunk
    path.write_bytes(TOKEN.encode() + middle + TOKEN.encode() + middle + TOKEN.encode())
    assert redact_file(str(path), SECRETS) == 3
    assert TOKEN.encode() not in path.read_bytes()
