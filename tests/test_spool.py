from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from orchestrator.errors import UsageError
from orchestrator.model.evidence import Signal, SignalStatus
from orchestrator.signals import collect
from orchestrator.spool import ATTEMPT, MAX_BYTES, PHASE, SPOOL, TOKEN, drop


@pytest.fixture
def session(tmp_path: Path) -> dict[str, str]:
    """What a worker finds in its environment."""
    return {SPOOL: str(tmp_path), TOKEN: "secret", PHASE: "3.1", ATTEMPT: "2"}


def test_what_the_worker_drops_is_what_the_orchestrator_reads(
    session: dict[str, str], tmp_path: Path
) -> None:
    path = Path(drop(session, "3.1", "blocked", "no \u00e9 \udcff", {"tests": 12}))
    assert path.parent == tmp_path
    assert path.stat().st_mode & 0o777 == 0o600
    (signal,) = (signal for _, signal in collect(str(tmp_path), "3.1", "secret").signals)
    assert signal == Signal(SignalStatus.BLOCKED, "no \u00e9 \udcff", {"tests": 12}, signal.at)


def test_two_reports_are_two_files_in_order(session: dict[str, str], tmp_path: Path) -> None:
    for status in ("blocked", "completed"):
        drop(session, "3.1", status, "", None)
    signals = [signal.status.value for _, signal in collect(str(tmp_path), "3.1", "secret").signals]
    assert signals == ["blocked", "completed"]


@pytest.mark.parametrize("name", [SPOOL, TOKEN, PHASE, ATTEMPT])
@pytest.mark.parametrize("empty", [True, False])
def test_outside_of_a_session_it_says_so(session: dict[str, str], name: str, empty: bool) -> None:
    if empty:
        session[name] = ""
    else:
        del session[name]
    with pytest.raises(UsageError, match="this is not a session that orchestrate started"):
        drop(session, "3.1", "completed", "", None)


def test_a_session_cannot_speak_for_another_phase(session: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"works on phase 3\.1, not on phase 4; report with --phase 3\.1"):
        drop(session, "4", "completed", "", None)
    assert list(tmp_path.iterdir()) == []


def test_a_spool_that_is_gone_is_told(session: dict[str, str], tmp_path: Path) -> None:
    session[SPOOL] = str(tmp_path / "gone")
    with pytest.raises(UsageError, match="gone: No such file or directory; the signal could not be left"):
        drop(session, "3.1", "completed", "", None)


def test_a_report_that_is_too_large_is_refused(session: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="larger than 1 MiB"):
        drop(session, "3.1", "completed", "", {"x": "y" * MAX_BYTES})
    assert list(tmp_path.iterdir()) == []


def test_half_a_file_is_never_seen(session: dict[str, str], tmp_path: Path) -> None:
    """A reader that looks all the time sees every file whole from the first moment."""
    writers_done = threading.Event()

    def write() -> None:
        for _ in range(50):
            drop(session, "3.1", "completed", "", {"x": "y" * 100_000})
        writers_done.set()

    writer = threading.Thread(target=write)
    writer.start()
    looks = 0
    while not writers_done.is_set():
        looks += 1
        for path in tmp_path.glob("[!.]*"):
            assert json.loads(path.read_text())["status"] == "completed"
    writer.join()
    assert looks
    assert len(list(tmp_path.iterdir())) == 50
