"""What happens when a session wants to end: real gates, real files."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.hooks import contract, stop
from orchestrator.model.configuration import Settings
from orchestrator.session import shim
from tests.hooks.made import DEFAULTS, NOTES, PHASE_FILE, Room, room
from tests.support.processes import carrying, living
from tests.support.waiting import wait_until


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path) -> Iterator[None]:
    yield
    assert carrying(f"TEST_MARK={tmp_path}\0") == []


def finished(folder: Path, *gates: str, settings: Settings = DEFAULTS, age: float = 0.0) -> Room:
    """All is there but, perhaps, what a gate asks for."""
    made = room(folder, *gates, settings=settings, age=age)
    made.environment["TEST_MARK"] = str(folder)
    made.finish()
    return made


def test_work_that_would_be_accepted_may_end(tmp_path: Path) -> None:
    made = finished(tmp_path, "true", "test -f docs/phase1.md")
    assert made.stop() == ""
    assert made.stops() == [(False, stop.LET_GO_GOOD)]
    assert made.errors() == ""


def test_every_failing_gate_is_told_with_its_output(tmp_path: Path) -> None:
    made = finished(tmp_path, "echo one; exit 3", "true", "echo two >&2; exit 4")
    reason = made.stop()
    assert "gate 'echo one; exit 3' failed with exit code 3" in reason
    assert "    one\n" in reason
    assert "failed with exit code 4" in reason
    assert "    two\n" in reason
    record = json.loads((made.folder / "hooks" / "stop-1.json").read_text())
    assert [gate["exit_code"] for gate in record["gates"]] == [3, 0, 4]
    assert (made.root / record["gates"][0]["output"]).read_text() == "one\n"


def test_a_repair_is_seen_at_the_next_end(tmp_path: Path) -> None:
    made = finished(tmp_path, "test -e fixed")
    assert made.stop() != ""
    made.write("fixed", "")
    assert made.stop(stop_hook_active=True) == ""
    assert made.stops() == [(True, "1 wanting"), (False, stop.LET_GO_GOOD)]


def test_nobody_is_held_back_for_ever(tmp_path: Path) -> None:
    made = finished(tmp_path, "echo ran >> count; false")
    reasons = [made.stop(stop_hook_active=bool(number)) for number in range(5)]
    assert ["(check 1 of 3)" in reasons[0], "(check 3 of 3)" in reasons[2]] == [True, True]
    assert reasons[3:] == ["", ""]
    assert made.stops()[3:] == [(False, stop.LET_GO_ENOUGH)] * 2
    assert (made.root / "count").read_text() == "ran\n" * 3


def test_who_reports_blocked_is_let_go_without_a_gate(tmp_path: Path) -> None:
    made = finished(tmp_path, "touch ran; false")
    made.report("blocked")
    assert made.stop() == ""
    assert made.stops() == [(False, stop.LET_GO_BLOCKED)]
    assert not (made.root / "ran").exists()


def test_what_is_missing_besides_gates_is_told_too(tmp_path: Path) -> None:
    made = room(tmp_path, "true")
    reason = made.stop()
    assert f"the notes {NOTES} are missing" in reason
    assert f"1 task not ticked in {PHASE_FILE}" in reason
    assert "the work was not reported" in reason


def test_what_weighs_little_holds_nobody_back_where_it_would_be_accepted(tmp_path: Path) -> None:
    made = room(tmp_path, "true", settings=Settings(strict_compliance=False))
    made.write(NOTES, "## Summary\nx\n## Key Decisions\nx\n## Files Modified\nx\n")
    assert made.stop() == ""


def test_nobody_is_held_back_when_the_time_is_nearly_up(tmp_path: Path) -> None:
    made = finished(tmp_path, "touch ran; false", settings=Settings(timeout=100.0), age=91.0)
    assert made.stop() == ""
    assert made.stops() == [(False, stop.LET_GO_LATE)]
    assert not (made.root / "ran").exists()


def test_a_gate_that_the_end_of_the_time_cuts_short_holds_nobody_back(tmp_path: Path) -> None:
    made = finished(tmp_path, "tail -f /dev/null", "touch ran", settings=Settings(timeout=2.0))
    assert made.stop() == ""
    assert made.stops() == [(False, stop.LET_GO_LATE)]
    assert not (made.root / "ran").exists()


def test_a_gate_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    hang = "trap '' TERM; setsid tail -f /dev/null & echo $! > pid; wait; wait"
    made = finished(tmp_path, hang, settings=Settings(gate_timeout=0.5))
    assert "without an end" in made.stop()
    assert not living(int((made.root / "pid").read_text()))


def test_a_gate_leaves_nothing_that_would_be_laid_at_the_sessions_door(tmp_path: Path) -> None:
    made = finished(tmp_path, "setsid tail -f /dev/null > /dev/null 2>&1 & echo $! > pid")
    assert made.stop() == ""
    assert not living(int((made.root / "pid").read_text()))


def test_a_gate_runs_as_if_there_were_no_session(tmp_path: Path) -> None:
    made = finished(tmp_path, "env > seen; pwd > where")
    made.environment.update(CLAUDECODE="1", CLAUDE_PROJECT_DIR="/x", MINE="kept")
    assert made.stop() == ""
    seen = dict(line.partition("=")[::2] for line in (made.root / "seen").read_text().splitlines())
    assert not stop.NOT_FOR_GATES & set(seen)
    assert seen["MINE"] == "kept"
    assert (made.root / "where").read_text().strip() == str(made.root)


def test_who_was_held_back_but_is_not_counted_is_let_go(tmp_path: Path) -> None:
    made = finished(tmp_path, "false")
    assert made.stop(stop_hook_active=True) == ""
    assert made.stops() == [(False, stop.LET_GO_LOST)]


def test_who_cannot_be_counted_is_not_held_back(tmp_path: Path) -> None:
    made = finished(tmp_path, "false")
    (made.folder / "hooks").write_text("no folder")
    assert made.stop() == ""


@pytest.mark.parametrize("forged", ['{"version": 1}', "no json", '{"version": 1, "gates": 5}'])
def test_a_forged_contract_lets_go_and_is_noted(tmp_path: Path, forged: str) -> None:
    made = finished(tmp_path, "false")
    (made.folder / contract.NAME).write_text(forged)
    assert made.stop() == ""
    assert '"event": "stop"' in made.errors()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a supervisor hears of its parent's death")
def test_when_the_cli_ends_the_hook_its_gate_ends_too(tmp_path: Path) -> None:
    made = finished(tmp_path, "echo $$ > pid; tail -f /dev/null")
    program = os.path.join(shim.install(str(made.folder)), "orchestrate")
    words = shlex.join([program, "hook", "stop", str(made.folder)])
    hook = subprocess.Popen(
        ["/bin/sh", "-c", f"exec {words}"], env=made.environment, stdin=subprocess.DEVNULL
    )
    pid = made.root / "pid"
    wait_until(lambda: pid.exists() and pid.read_text().strip(), what="the gate's beginning")
    hook.send_signal(signal.SIGKILL)
    hook.wait()
    wait_until(lambda: not carrying(f"TEST_MARK={tmp_path}\0"), what="the end of the gate")
    assert not living(int(pid.read_text()))
