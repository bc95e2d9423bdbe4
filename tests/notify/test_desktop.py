"""The programs of the desktop, with stand-ins on PATH that record what they are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.notify import desktop
from orchestrator.notify.notice import Notice, Undelivered


def stand_in(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a script of this name first on PATH; `$RECORD` is the file that is returned."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setenv("RECORD", str(folder / "record"))
    return folder / "record"


RECORD_ARGUMENTS = """printf '%s\\0' "$@" > "$RECORD" """


def recorded(record: Path) -> list[str]:
    return record.read_text("utf-8").split("\0")[:-1]


def test_notify_send_gets_title_and_body_as_they_are_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = stand_in(tmp_path, "notify-send", RECORD_ARGUMENTS, monkeypatch)
    desktop.send(Notice("-é 🎉 <b>", "a & <b>\\n $(id) `id`\nnext\x1b"), platform="linux")
    assert recorded(record) == [
        "--app-name=orchestrate",
        "--urgency=normal",
        "--",
        "-é 🎉 <b>",
        "a &amp; &lt;b&gt;\\\\n $(id) `id`\nnext",
    ]


def test_an_urgent_notice_is_critical(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = stand_in(tmp_path, "notify-send", RECORD_ARGUMENTS, monkeypatch)
    desktop.send(Notice("t", "b", urgent=True), platform="linux")
    assert "--urgency=critical" in recorded(record)


def test_osascript_gets_the_texts_as_arguments_never_as_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = stand_in(tmp_path, "osascript", RECORD_ARGUMENTS, monkeypatch)
    title, body = '-e "; do shell script "id"', 'b" & (do shell script "id") & "'
    desktop.send(Notice(title, body), platform="darwin")
    arguments = recorded(record)
    assert arguments[0::2][:3] == ["-e", "-e", "-e"]
    assert "shell" not in "".join(arguments[:6])
    assert arguments[6:] == [f" {title}", body]


def test_a_program_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Undelivered, match=r"notify-send cannot be started; install it"):
        desktop.send(Notice("t", "b"), platform="linux")


def test_a_program_that_fails_is_named_with_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, "notify-send", "exit 3", monkeypatch)
    with pytest.raises(Undelivered, match="notify-send failed with exit code 3"):
        desktop.send(Notice("t", "b"), platform="linux")


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, "notify-send", "sleep 1000", monkeypatch)
    with pytest.raises(Undelivered, match=r"notify-send did not end within 0\.2 s"):
        desktop.send(Notice("t", "b"), platform="linux", timeout=0.2)
