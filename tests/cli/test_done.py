from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli.main import main
from orchestrator.spool import ATTEMPT, PHASE, SPOOL, TOKEN

DEEP = '{"a":' * 200 + "1" + "}" * 200


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """We are a worker: a session of phase 1."""
    for name, value in {SPOOL: str(tmp_path), TOKEN: "t", PHASE: "1", ATTEMPT: "2"}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def dropped(spool: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(spool.iterdir())]


def test_a_completed_phase_is_reported(spool: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["done", "--phase", "1", "--status", "completed"]) == 0
    assert capsys.readouterr().out.startswith("Reported phase 1 as completed. It will be checked")
    (signal,) = dropped(spool)
    assert (signal["phase"], signal["attempt"], signal["status"]) == ("1", "2", "completed")
    assert (signal["token"], signal["reason"], signal["report"]) == ("t", "", None)


def test_a_blocked_phase_is_reported_with_its_reason_and_a_report(spool: Path) -> None:
    words = ["done", "-p", "1", "-s", "blocked", "-r", "no \u00e9", "--report", '{"tests": 12}']
    assert main(words) == 0
    (signal,) = dropped(spool)
    assert (signal["status"], signal["reason"], signal["report"]) == ("blocked", "no \u00e9", {"tests": 12})


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--phase", "1", "--status", "blocked"], "a blocked phase needs a reason; add --reason 'WHY'"),
        (["--phase", "1", "--status", "blocked", "--reason", "  "], "a blocked phase needs a reason"),
        (["--phase", "2", "--status", "completed"], "this session works on phase 1, not on phase 2"),
        (
            ["--phase", "1", "--status", "finished"],
            "'finished' is none of its values; known: blocked, completed",
        ),
        (["--status", "completed"], "done: nothing is given for --phase;"),
        (["--phase", "1", "--status", "completed", "--report", "{"], "--report is not JSON"),
        (
            ["--phase", "1", "--status", "completed", "--report", "[" * 100_000],
            "--report is nested too deeply",
        ),
        (["--phase", "1", "--status", "completed", "--report", DEEP], "--report is nested too deeply"),
        (["--phase", "1", "--status", "completed", "--report", "[1]"], "--report is no JSON object"),
    ],
)
def test_a_wrong_report_is_refused_and_nothing_is_left(
    spool: Path, words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["done", *words]) == 2
    assert complaint in capsys.readouterr().err
    assert dropped(spool) == []


def test_outside_of_a_session_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["done", "--phase", "1", "--status", "completed"]) == 2
    assert "this is not a session that orchestrate started" in capsys.readouterr().err
