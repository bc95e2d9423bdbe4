"""The log of a phase as rows, while it grows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.cli import log_rows
from orchestrator.cli.log_rows import LogRows
from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.session.files import SessionFiles
from orchestrator.store.folder import StateFolder
from orchestrator.views.styled import ASCII, UNICODE
from orchestrator.views.watch_pane import texts

RUN, PHASE = "20261122-140740-3fa2", "2"


def write(folder: StateFolder, attempt: int, *lines: str, ordinal: int = 1) -> None:
    """A session says these lines."""
    place = folder.attempt(RUN, PHASE, attempt)
    os.makedirs(place, exist_ok=True)
    with open(SessionFiles(place, ordinal).stream, "a") as file:
        for line in lines:
            content = [{"type": "text", "text": line}]
            file.write(json.dumps({"type": "assistant", "message": {"content": content}}) + "\n")


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(str(tmp_path))


@pytest.fixture
def log(folder: StateFolder) -> Iterator[LogRows]:
    made = LogRows(folder, RUN, PHASE, NO_SECRETS)
    made.fit(20, ASCII)
    yield made
    made.close()


def shown(log: LogRows) -> list[str]:
    return [line.rstrip("- ") for line in texts(log.window(log.start, 10_000))]


def read(
    log: LogRows, *sessions: tuple[int, int], verdicts: dict[int, str] | None = None, ended: bool = False
) -> None:
    while log.read(sessions, verdicts or {}, ended=ended):
        pass


def test_lines_come_with_a_head_for_each_session(folder: StateFolder, log: LogRows) -> None:
    read(log)
    assert shown(log) == []
    write(folder, 1, "one")
    read(log, (1, 1))
    write(folder, 1, "two")
    write(folder, 1, "three", ordinal=2)
    read(log, (1, 1), (1, 2))
    write(folder, 2, "four")
    read(log, (1, 1), (1, 2), (2, 1))
    assert shown(log) == [
        *("-- attempt 1", "one", "two", "-- attempt 1, sessi~", "three", "-- attempt 2", "four"),
    ]


def test_a_verdict_stands_behind_what_the_sessions_said(folder: StateFolder, log: LogRows) -> None:
    write(folder, 1, "one")
    read(log, (1, 1))
    write(folder, 2, "two")
    read(log, (1, 1), (2, 1), verdicts={1: "full retry"})
    assert shown(log)[1:] == ["one", "verdict: full retry", "-- attempt 2", "two"]
    for _ in range(2):
        read(log, (1, 1), (2, 1), verdicts={1: "full retry", 2: "accept"}, ended=True)
    assert shown(log)[4:] == ["two", "verdict: accept"]


def test_a_look_begins_with_the_last_attempt(folder: StateFolder, log: LogRows) -> None:
    write(folder, 1, "one")
    write(folder, 2, "two")
    read(log, (1, 1), (2, 1), ended=True)
    assert shown(log) == ["-- attempt 2", "two"]


def test_a_new_width_folds_all_lines_anew(folder: StateFolder, log: LogRows) -> None:
    write(folder, 1, "a line that is too long")
    read(log, (1, 1))
    assert shown(log)[1:] == ["a line that is too", "  long"]
    assert log.fit(40, UNICODE)
    assert not log.fit(40, UNICODE)
    assert shown(log)[1:] == ["a line that is too long"]
    assert log.end() == 2


def test_only_the_last_lines_are_kept_and_rows_keep_their_numbers(
    folder: StateFolder, log: LogRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_rows, "KEPT", 5)
    write(folder, 1, "first", "a line that is too long", *map(str, range(6)))
    read(log, (1, 1))
    assert (log.start, log.end()) == (5, 10)  # the head, the first, two rows of the long one, and "0" went
    assert shown(log) == ["1", "2", "3", "4", "5"]
    assert texts(log.window(7, 2)) == ["3", "4"]


def test_a_long_log_begins_near_its_end_and_is_read_in_slices(
    folder: StateFolder, log: LogRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_rows, "SLICE", 0.0)
    write(folder, 1, *map(str, range(5000)))
    assert log.read([(1, 1)], {}, ended=False)
    assert len(shown(log)) == 2
    read(log, (1, 1))
    assert shown(log)[-1] == "4999"
    assert log.end() == log_rows.BEFORE + 1


def test_secrets_are_covered_while_a_session_writes(folder: StateFolder) -> None:
    write(folder, 1, "it is hunter2-hunter2")
    log = LogRows(folder, RUN, PHASE, Secrets([("MY_TOKEN", "hunter2-hunter2")]))
    log.fit(60, UNICODE)
    read(log, (1, 1))
    assert "hunter2" not in "".join(shown(log))
    assert "MY_TOKEN" in "".join(shown(log))
    log.close()


def test_evidence_that_is_gone_leaves_what_was_read(folder: StateFolder, log: LogRows) -> None:
    write(folder, 1, "one")
    read(log, (1, 1))
    Path(SessionFiles(folder.attempt(RUN, PHASE, 1), 1).stream).unlink()
    read(log, (1, 1), (2, 1), ended=True)
    assert shown(log) == ["-- attempt 1", "one"]
