"""The scripted worker as the program that it is: without site packages, without the package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.demo import project, worker
from orchestrator.model.session import AgentRun, AgentStatus, Ending, StreamSummary
from orchestrator.stream.decode import decode
from orchestrator.stream.outcome import judge
from orchestrator.stream.summary import Accumulator

ASKED = "asked"  # what the stand-in for `orchestrate` was called with


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project of the demonstration, and a program `orchestrate` that notes how it is called."""
    project.create(str(tmp_path / "project"), sys.executable, (worker.__file__,))
    program = tmp_path / "bin" / "orchestrate"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/{ASKED}\n')
    program.chmod(0o700)
    return tmp_path / "project"


def start(folder: Path, phase: str, *words: str, pace: str = "0") -> tuple[int, bytes]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", worker.__file__, "--print", *words],
        cwd=folder,
        env={
            "PATH": f"{folder.parent}/bin:{os.environ['PATH']}",
            "ORCHESTRATOR_PHASE": phase,
            worker.PACE: pace,
        },
        input=b"the prompt",
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout


def summary_of(stream: bytes) -> StreamSummary:
    accumulator = Accumulator()
    for line in stream.splitlines():
        for event in decode(line):
            accumulator.add(event)
    return accumulator.summary()


@pytest.mark.parametrize("phase", ["1", "2", "3", "other"])
def test_its_stream_is_one_that_a_session_of_claude_could_send(folder: Path, phase: str) -> None:
    code, stream = start(folder, phase, "--session-id", "an-id")
    summary = summary_of(stream)
    assert (summary.malformed, summary.unknown, summary.session_id) == (0, 0, "an-id")
    assert summary.usage.cost_usd == 0
    assert judge(summary, code).ending is Ending.CLAIMS_DONE


def test_a_continued_session_keeps_its_id(folder: Path) -> None:
    assert summary_of(start(folder, "1", "--resume", "the-first")[1]).session_id == "the-first"


def test_its_first_words_say_that_it_is_scripted(folder: Path) -> None:
    first = start(folder, "1")[1].splitlines()[1]
    assert b"scripted worker: no model is called" in first


def test_its_files_and_its_report_are_real(folder: Path) -> None:
    start(folder, "1")
    assert (folder / "test_calculator.py").read_text() == worker.TESTS
    assert "- [ ]" not in (folder / "docs/phase1-setup.md").read_text()
    assert (folder.parent / ASKED).read_text() == "done --phase 1 --status completed\n"


def test_it_lies_first_and_repairs_the_fault_when_it_is_asked_again(folder: Path) -> None:
    start(folder, "1")
    assert b"all tests pass" in start(folder, "2")[1]
    assert worker.WRONG in (folder / "calculator.py").read_text()
    assert b"Ran 2 tests" in start(folder, "2")[1]
    assert worker.RIGHT in (folder / "calculator.py").read_text()


def test_the_reviewer_is_a_sub_agent_that_really_ran(folder: Path) -> None:
    start(folder, "1")
    (run,) = summary_of(start(folder, "3")[1]).agents
    assert run == AgentRun("reviewer", run.tool_use_id, AgentStatus.COMPLETED)


def test_a_phase_that_is_not_in_the_script_is_reported_blocked(folder: Path) -> None:
    start(folder, "other")
    assert "--status blocked" in (folder.parent / ASKED).read_text()


def test_a_tool_that_fails_says_so_in_its_answer(folder: Path) -> None:
    (folder / "docs/phase1-setup.md").unlink()
    assert b'"is_error": true' in start(folder, "1")[1]


def test_a_pace_that_is_no_number_is_the_default_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(worker.PACE, "quick")
    assert worker._pace() == worker.DEFAULT_PACE
