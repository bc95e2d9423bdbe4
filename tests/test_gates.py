"""Gates as they really run: shell, supervisor, process tree and all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import Stopped
from orchestrator.gates import TAIL_BYTES, GateRoom, run_gate, run_gates, tail
from orchestrator.model.evidence import GateResult
from orchestrator.model.plan import Gate
from orchestrator.process.wake import Wake
from tests.support.made import gate
from tests.support.processes import SORTS, Family
from tests.support.waiting import wait_until

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture
def wake() -> Iterator[Wake]:
    flag = Wake()
    yield flag
    flag.close()


@pytest.fixture
def room(tmp_path: Path, wake: Wake) -> GateRoom:
    (tmp_path / "gates").mkdir()
    return GateRoom(str(tmp_path), str(tmp_path), dict(os.environ), 30.0, (), wake)


def run(room: GateRoom, command: str, **other: Any) -> GateResult:
    return run_gate(gate(command), 1, f"{room.root}/gates", replace(room, **other))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("true", 0),
        ("false", 1),
        ("exit 77", 77),
        ("no-such-program-anywhere", 127),
        ("kill -9 $$", 137),
        ("cat", 0),  # there is nothing to read
        ("echo a && echo 'b c' | grep -q 'b  *c'", 0),
        ("if", 2),
    ],
)
def test_the_exit_code_decides(room: GateRoom, command: str, code: int) -> None:
    result = run(room, command)
    assert result.exit_code == code
    assert result.passed == (code == 0)


def test_a_gate_runs_in_the_project_with_the_given_environment(room: GateRoom, tmp_path: Path) -> None:
    result = run(
        GateRoom(room.root, room.project, {**room.environment, "X": "a 'b'"}, 30.0, (), room.wake),
        'pwd; echo "$X"',
    )
    assert result.tail == f"{tmp_path}\na 'b'\n"
    assert result.output_path == "gates/1.log"


def test_both_outputs_are_kept_whole_and_in_order(room: GateRoom, tmp_path: Path) -> None:
    run(room, "echo out; echo err >&2; echo out again")
    assert (tmp_path / "gates/1.log").read_text() == "out\nerr\nout again\n"
    assert (tmp_path / "gates/1.log").stat().st_mode & 0o777 == 0o600


def test_of_a_large_output_the_file_is_whole_and_the_tail_begins_with_a_line(
    room: GateRoom, tmp_path: Path
) -> None:
    result = run(room, "seq -f 'line %.0f' 1 200000")
    assert (tmp_path / "gates/1.log").read_text().count("\n") == 200_000
    assert len(result.tail) <= TAIL_BYTES
    assert result.tail.startswith("line ")
    assert result.tail.endswith("line 200000\n")


def test_bytes_that_are_no_utf8_are_shown_as_such(room: GateRoom) -> None:
    assert run(room, r"printf 'caf\351\n'").tail == "caf\ufffd\n"


def test_a_tail_of_one_endless_line_is_the_end_of_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("x" * TAIL_BYTES * 2 + "end")
    assert tail(str(path)).endswith("xend")
    path.write_text("y" * TAIL_BYTES)
    assert tail(str(path)) == "y" * TAIL_BYTES
    path.write_text("")
    assert tail(str(path)) == ""


def test_at_its_timeout_a_gate_is_ended_with_everything_it_started(room: GateRoom, tmp_path: Path) -> None:
    family = Family(tmp_path / "family")
    words = " ".join(family.argv(sys.executable, "stay", *SORTS))
    result = run(room, f"echo begun; {words}", timeout=2.0)
    assert result.exit_code is None
    assert not result.passed
    assert result.tail == "begun\n"
    assert 1.9 < result.seconds < 20
    assert set(family.pids(*SORTS)) == {*SORTS, "leader"}
    assert family.living() == []


def test_what_a_gate_leaves_behind_is_ended_and_named(room: GateRoom, tmp_path: Path) -> None:
    family = Family(tmp_path / "family")
    result = run(room, " ".join(family.argv(sys.executable, "0", "setsid", "daemon")))
    assert result.passed
    assert family.living() == []
    assert len(result.left_behind) == 2


def test_a_gate_that_was_stopped_from_outside_has_not_passed_even_with_exit_code_0(room: GateRoom) -> None:
    result = run(room, "trap 'exit 0' TERM; kill -TERM $PPID; while :; do sleep 0.01; done")
    assert result.exit_code not in (0, None)
    assert not result.passed


def test_all_gates_run_though_the_first_one_fails(room: GateRoom) -> None:
    shown: list[Gate | GateResult] = []
    gates = (gate("false"), gate("true"), gate("exit 3"))
    results = run_gates(gates, f"{room.root}/gates", room, shown.append)
    assert [result.exit_code for result in results] == [1, 0, 3]
    assert shown == [gates[0], results[0], gates[1], results[1], gates[2], results[2]]
    assert [result.output_path for result in results] == [f"gates/{number}.log" for number in (1, 2, 3)]


def test_the_same_gate_run_again_keeps_only_the_new_output(room: GateRoom, tmp_path: Path) -> None:
    run(room, "echo a long first output; exit 1")
    assert run(room, "echo new").exit_code == 0
    assert (tmp_path / "gates/1.log").read_text() == "new\n"


def test_a_run_that_is_stopped_ends_the_gate_and_starts_no_other(
    room: GateRoom, tmp_path: Path, wake: Wake
) -> None:
    family = Family(tmp_path / "family")
    first = gate(" ".join(family.argv(sys.executable, "stay", "setsid")))
    shown: list[Gate | GateResult] = []

    def show(what: Gate | GateResult) -> None:
        shown.append(what)
        wake.set()

    with pytest.raises(Stopped, match="gate"):
        run_gates((first, gate("true")), f"{room.root}/gates", room, show)
    assert shown == [first]
    wait_until(lambda: family.living() == [])


def test_a_gate_that_removes_its_own_output_is_judged_by_its_exit_code(room: GateRoom) -> None:
    result = run(room, "rm -rf gates/*.log; exit 3")
    assert (result.exit_code, result.tail) == (3, "(its output was removed while it ran)")


def test_a_gate_that_waits_for_input_gets_none_and_goes_on(room: GateRoom) -> None:
    result = run(room, "read -r answer; echo $?; python3 -c 'import sys; print(repr(sys.stdin.read()))'")
    assert (result.exit_code, result.tail) == (0, "1\n''\n")


# Has a terminal of its own, as a person's shell has, and runs a gate.
AT_A_TERMINAL = """
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    from orchestrator.gates import GateRoom, run_gate
    from orchestrator.model.plan import Gate, GateOrigin
    from orchestrator.process.wake import Wake
    open("/dev/tty").close()  # there is one here
    ask = "read -r password < /dev/tty || echo nobody to ask"
    room = GateRoom(sys.argv[1], sys.argv[1], os.environ, 30.0, (), Wake())
    result = run_gate(Gate(ask, ask, "", GateOrigin.WRITTEN, 1), 1, sys.argv[1], room)
    os._exit(7 if result.tail.endswith("nobody to ask\\n") else 1)
os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_a_gate_has_no_terminal_to_ask_for_a_password(tmp_path: Path) -> None:
    words = [sys.executable, "-c", AT_A_TERMINAL, str(tmp_path)]
    assert subprocess.run(words, cwd=CHECKOUT, timeout=60, check=False).returncode == 7


def test_200_megabytes_under_the_limit_are_kept_whole(room: GateRoom, tmp_path: Path) -> None:
    result = run(room, "yes 0123456789abcde | head -c 200000000; echo; echo the end")
    assert (tmp_path / "gates/1.log").stat().st_size == 200_000_009
    assert result.passed
    assert result.tail.endswith("\nthe end\n")


@pytest.mark.parametrize(("exit_code", "passed"), [(0, True), (3, False)])
def test_of_more_than_the_limit_the_middle_is_cut_and_the_result_stays(
    room: GateRoom, tmp_path: Path, exit_code: int, passed: bool
) -> None:
    command = f"echo the beginning; yes 0123456789abcde | head -c 60000000; echo the end; exit {exit_code}"
    result = run(room, command, most_bytes=20_000_000)
    assert (result.exit_code, result.passed) == (exit_code, passed)
    assert result.tail.endswith("\nthe end\n")
    kept = (tmp_path / "gates/1.log").read_bytes()
    assert kept.startswith(b"the beginning\n0123456789abcde\n")
    assert kept.count(b"[orchestrate cut about ") == 1
    assert len(kept) <= 20_000_000


def test_that_no_test_ran_is_seen_in_what_is_left_of_a_cut_output(room: GateRoom) -> None:
    command = "yes 0123456789abcde | head -c 30000000; echo 'Ran 0 tests in 0.0s'; echo; echo OK # unittest"
    assert run(room, command).no_test == run(room, command, most_bytes=1_000_000).no_test != ""


# Runs a gate that writes as fast as it can, and prints the room that its output took, its size, our memory.
FLOODED = """
import os, sys, threading, tracemalloc
from orchestrator.gates import GateRoom, run_gate
from orchestrator.model.plan import Gate, GateOrigin
from orchestrator.process.wake import Wake
sizes, over, output = [0], threading.Event(), sys.argv[1] + "/1.log"
def sample():
    while not over.wait(0.005):
        sizes.append(os.stat(output).st_blocks * 512 if os.path.exists(output) else 0)
thread = threading.Thread(target=sample)
thread.start()
tracemalloc.start()
room = GateRoom(sys.argv[1], sys.argv[1], os.environ, 3.0, (), Wake(), 5_000_000)
result = run_gate(Gate("yes", "trap '' TERM; yes", "", GateOrigin.WRITTEN, 1), 1, sys.argv[1], room)
over.set()
thread.join()
print(result.exit_code, max(sizes), os.stat(output).st_size, tracemalloc.get_traced_memory()[1])
"""


def test_a_gate_that_floods_its_output_until_its_timeout_fills_neither_disk_nor_memory(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-c", FLOODED, str(tmp_path)]
    ended = subprocess.run(words, cwd=CHECKOUT, timeout=60, check=True, capture_output=True, text=True)
    code, largest, last, memory = ended.stdout.split()
    assert code == "None"
    assert int(largest) < 500_000_000, "100 times the limit: the disk is faster than anybody can look"
    assert int(last) <= 10_000_000
    assert int(memory) < 20_000_000
