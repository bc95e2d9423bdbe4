"""The supervisor as a program: started as it is started, with real processes and real signals."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from orchestrator.process import supervisor
from tests.support.processes import SORTS, Family, living
from tests.support.waiting import wait_until

SUPERVISOR = str(supervisor.__file__)
PYTHON = sys.executable


def argv(*words: str, options: tuple[str, ...] = ()) -> tuple[str, ...]:
    return (PYTHON, "-I", "-S", SUPERVISOR, *options, "--", *words)


def run(*words: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv(*words, options=options), capture_output=True, text=True, timeout=60)


def begin(*words: str, options: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv(*words, options=options), start_new_session=True)


def exit_record(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "exit.json").read_text())
    return data


@pytest.fixture
def record(tmp_path: Path) -> Path:
    folder = tmp_path / "record"
    folder.mkdir()
    return folder


@pytest.fixture
def recorded(record: Path) -> tuple[str, ...]:
    return ("--record", str(record), "--grace", "0.2")


@pytest.mark.parametrize("code", [0, 1, 37, 255])
def test_the_exit_code_is_the_commands(code: int) -> None:
    assert run("/bin/sh", "-c", f"exit {code}").returncode == code


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGSEGV])
def test_a_command_ended_by_a_signal_gives_128_and_the_number(number: signal.Signals) -> None:
    assert run("/bin/sh", "-c", f"kill -{number.value} $$").returncode == 128 + number


def test_a_missing_command_gives_127_a_message_and_a_record(record: Path) -> None:
    done = run("no-such-command", options=("--record", str(record)))
    assert (done.returncode, done.stderr) == (127, "supervisor: no-such-command: command not found\n")
    assert exit_record(record)["code"] == 127


def test_a_command_that_cannot_be_executed_gives_126(tmp_path: Path) -> None:
    done = run(str(tmp_path))
    assert (done.returncode, done.stderr) == (126, f"supervisor: {tmp_path}: Permission denied\n")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--stop", "NEVER:1"), "cannot read the rung 'NEVER:1'"),
        (("--stop", "TERM"), "cannot read the rung 'TERM'"),
        (("--colour", "red"), "unknown option or missing value: --colour"),
        (("--grace", "soon"), "soon"),
    ],
)
def test_wrong_options_give_125_and_start_nothing(
    options: tuple[str, ...], complaint: str, tmp_path: Path
) -> None:
    done = run("touch", str(tmp_path / "ran"), options=options)
    assert done.returncode == 125
    assert complaint in done.stderr
    assert not (tmp_path / "ran").exists()


def test_no_command_gives_125() -> None:
    assert run().returncode == 125


def test_input_output_and_errors_are_the_commands_own() -> None:
    done = subprocess.run(
        argv("/bin/sh", "-c", "cat; echo problem >&2"),
        input=b"\xff\x00words",
        capture_output=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == (b"\xff\x00words", b"problem\n")


def test_fifty_megabytes_reach_the_file_untouched(tmp_path: Path) -> None:
    script = "import os\nfor n in range(50): os.write(1, bytes([n]) * 1_000_000)"
    with (tmp_path / "out").open("wb") as out:
        subprocess.run(argv(PYTHON, "-c", script), stdout=out, timeout=60, check=True)
    assert (tmp_path / "out").read_bytes() == b"".join(bytes([n]) * 1_000_000 for n in range(50))


def test_the_command_runs_in_a_session_of_its_own() -> None:
    assert run(PYTHON, "-c", "import os; print(os.getsid(0) == os.getpid())").stdout == "True\n"


def test_the_command_neither_ignores_nor_blocks_what_its_starter_did() -> None:
    def ignore_and_block() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})

    words = argv("grep", "-E", "SigIgn|SigBlk", "/proc/self/status")
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, preexec_fn=ignore_and_block)
    masks = [int(line.split()[1], 16) for line in done.stdout.splitlines()]
    assert [mask & 0x7FFFFFFF for mask in masks] == [0, 0]  # 32 and 33 are the C library's own


@pytest.mark.parametrize("sort", SORTS)
def test_a_descendant_that_outlives_the_command_is_ended_and_recorded(
    sort: str, family: Family, record: Path, recorded: tuple[str, ...]
) -> None:
    done = run(*family.argv(PYTHON, "5", sort), options=recorded)
    assert (done.returncode, family.living()) == (5, [])
    expected = "sleep 1000" if "scrubbed" in sort else f"{PYTHON} -I -S {family.script}"
    left = exit_record(record)["left_behind"]
    assert [line[: len(expected)] for line in left] == [expected]
    assert exit_record(record)["stopped_by"] == ""


def test_children_that_end_at_once_by_themselves_are_not_blamed(record: Path) -> None:
    script = "import os\nfor _ in range(20):\n    if not os.fork(): os._exit(0)\nos._exit(0)"
    done = run(PYTHON, "-c", script, options=("--record", str(record)))
    assert done.returncode == 0
    assert exit_record(record)["left_behind"] == []


def test_at_most_twenty_long_command_lines_are_recorded(record: Path, recorded: tuple[str, ...]) -> None:
    word = "x" * 500
    done = run(
        *(
            "/bin/sh",
            "-c",
            f'for n in $(seq 30); do sh -c \'sleep 1000; :\' "$0{word}\\"" & done; exit 0',
            "é",
        ),
        options=recorded,
    )
    assert done.returncode == 0
    left = exit_record(record)["left_behind"]
    assert len(left) == 20
    assert max(map(len, left)) <= 200


def test_three_hundred_descendants_in_sessions_of_their_own_are_ended(
    family: Family, recorded: tuple[str, ...]
) -> None:
    sorts = tuple(f"stubborn-daemon-{n}" for n in range(300))
    assert run(*family.argv(PYTHON, "0", *sorts), options=recorded).returncode == 0
    assert len(list(family.folder.iterdir())) >= 300
    assert family.living() == []


CHAIN = """
import os, signal, sys, time
end = time.monotonic() + 30  # longer than the supervisor tries; but it must not live on when the test fails
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork():
    os._exit(0)
while time.monotonic() < end:  # a chain: at each moment one process, never for long the same
    if os.fork():
        os._exit(0)
    if sys.argv[1] == "setsid":
        os.setsid()
"""


@pytest.mark.parametrize("manner", ["group", "setsid"])
def test_processes_that_fork_and_exit_for_ever_do_not_outrun_it(
    manner: str, record: Path, recorded: tuple[str, ...]
) -> None:
    assert run(PYTHON, "-I", "-S", "-c", CHAIN, manner, options=recorded).returncode == 0
    assert not any("could not" in line for line in exit_record(record)["left_behind"])


def test_processes_that_fork_when_told_to_end_are_ended_with_what_they_fork(
    tmp_path: Path, recorded: tuple[str, ...]
) -> None:
    script = tmp_path / "hydra.py"
    script.write_text(
        "import os, signal\n"
        "def multiply(*_):\n"
        "    for _ in range(3):\n"
        "        if not os.fork():\n"
        "            os.setsid()\n"
        "            open(f'{os.path.dirname(__file__)}/head-{os.getpid()}', 'w').close()\n"
        "            break\n"
        "signal.signal(signal.SIGTERM, multiply)\n"
        "if os.fork():\n    os._exit(0)\n"
        "while True: signal.pause()\n"
    )
    assert run(PYTHON, "-I", "-S", str(script), options=recorded).returncode == 0
    heads = [int(path.name[5:]) for path in tmp_path.glob("head-*")]
    assert len(heads) >= 3
    assert not any(map(living, heads))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_ends_everything(
    number: signal.Signals, family: Family, record: Path, recorded: tuple[str, ...]
) -> None:
    with begin(*family.argv(PYTHON, "stay", *SORTS), options=recorded) as process:
        family.pids(*SORTS)
        process.send_signal(number)
        assert process.wait(20) == 128 + signal.SIGTERM
    assert family.living() == []
    assert exit_record(record)["stopped_by"] == "request"


POLITE = """
import signal, sys, time

def end(number, _):
    open(f"{sys.argv[1]}/got-{number}", "w").close()
    if number == int(sys.argv[2]):
        sys.exit(42)

for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, end)
open(f"{sys.argv[1]}/ready", "w").close()
while True:
    signal.pause()
"""


def test_a_command_that_obeys_the_first_rung_is_not_sent_the_second(tmp_path: Path, record: Path) -> None:
    words = (PYTHON, "-c", POLITE, str(tmp_path), str(signal.SIGINT.value))
    with begin(*words, options=("--stop", "INT:20,TERM:20", "--record", str(record))) as process:
        wait_until((tmp_path / "ready").exists)
        process.terminate()
        assert process.wait(15) == 42
    assert {path.name for path in tmp_path.glob("got-*")} == {"got-2"}
    assert {key: exit_record(record)[key] for key in ("code", "stopped_by", "left_behind")} == {
        "code": 42,
        "stopped_by": "request",
        "left_behind": [],
    }


def test_a_command_that_does_not_obey_is_sent_rung_after_rung(tmp_path: Path) -> None:
    words = (PYTHON, "-c", POLITE, str(tmp_path), str(signal.SIGTERM.value))
    with begin(*words, options=("--stop", "INT:0.1,TERM:20")) as process:
        wait_until((tmp_path / "ready").exists)
        process.terminate()
        assert process.wait(15) == 42
    assert {path.name for path in tmp_path.glob("got-*")} == {"got-2", "got-15"}


def test_a_command_that_ignores_the_whole_ladder_is_killed(tmp_path: Path, record: Path) -> None:
    words = (PYTHON, "-c", POLITE, str(tmp_path), "0")
    with begin(
        *words, options=("--stop", "INT:0.1,TERM:0.1", "--grace", "0.1", "--record", str(record))
    ) as process:
        wait_until((tmp_path / "ready").exists)
        process.terminate()
        assert process.wait(15) == 137
    assert exit_record(record)["left_behind"] == []


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_second_request_kills_at_once(second: signal.Signals, tmp_path: Path) -> None:
    words = (PYTHON, "-c", POLITE, str(tmp_path), "0")
    with begin(*words, options=("--stop", "INT:600")) as process:
        wait_until((tmp_path / "ready").exists)
        process.terminate()
        wait_until((tmp_path / "got-2").exists)
        process.send_signal(second)
        assert process.wait(15) == 137


def test_sigquit_alone_kills_at_once(tmp_path: Path) -> None:
    words = (PYTHON, "-c", POLITE, str(tmp_path), "0")
    with begin(*words, options=("--stop", "INT:600")) as process:
        wait_until((tmp_path / "ready").exists)
        process.send_signal(signal.SIGQUIT)
        assert process.wait(15) == 137
    assert list(tmp_path.glob("got-*")) == []


def test_the_stop_file_is_a_request(family: Family, record: Path, recorded: tuple[str, ...]) -> None:
    with begin(*family.argv(PYTHON, "stay"), options=recorded) as process:
        family.pids()
        (record / "stop").touch()
        assert process.wait(15) == 143
    assert exit_record(record)["stopped_by"] == "request"


STARTER = """
import os, signal, subprocess, sys
options = ("--parent", str(os.getpid())) if sys.argv[1] == "told" else ()
words = sys.argv[2:]
split = words.index("--")
subprocess.Popen((*words[:split], *options, *words[split:]), start_new_session=True)
while True:
    signal.pause()
"""


@pytest.mark.parametrize("manner", ["told", "guessed"])
def test_everything_ends_within_a_second_when_the_starter_is_killed(
    manner: str, family: Family, record: Path, recorded: tuple[str, ...]
) -> None:
    words = argv(*family.argv(PYTHON, "stay", *SORTS), options=recorded)
    with subprocess.Popen((PYTHON, "-c", STARTER, manner, *words)) as starter:
        family.pids(*SORTS)
        starter.kill()
        starter.wait()
        wait_until(lambda: family.living() == [], 1.0, "the end of everything")
        supervisor_pid = json.loads((record / "started.json").read_text())["pid"]
        wait_until(lambda: not living(supervisor_pid))
    assert (exit_record(record)["code"], exit_record(record)["stopped_by"]) == (137, "orphaned")


def test_nothing_is_started_when_the_starter_is_already_gone(tmp_path: Path, record: Path) -> None:
    gone = subprocess.Popen(("/bin/true",))
    gone.wait()
    done = run("touch", str(tmp_path / "ran"), options=("--parent", str(gone.pid), "--record", str(record)))
    assert (done.returncode, exit_record(record)["stopped_by"]) == (137, "orphaned")
    assert not (tmp_path / "ran").exists()


def test_started_json_tells_who_runs_here(family: Family, record: Path, recorded: tuple[str, ...]) -> None:
    with begin(*family.argv(PYTHON, "stay"), options=recorded) as process:
        leader = family.pids()["leader"]
        wait_until((record / "started.json").exists)
        started = json.loads((record / "started.json").read_text())
        stat = Path(f"/proc/{process.pid}/stat").read_text()
        process.terminate()
    assert started == {
        "pid": process.pid,
        "command_pid": leader,
        "host": os.uname().nodename,
        "boot_id": Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
        "start_ticks": int(stat.rpartition(")")[2].split()[19]),
    }


def test_the_heart_beats(family: Family, record: Path, recorded: tuple[str, ...]) -> None:
    with begin(*family.argv(PYTHON, "stay"), options=recorded) as process:
        family.pids()
        first = (record / "beat").stat().st_mtime_ns
        wait_until(lambda: (record / "beat").stat().st_mtime_ns > first, 10, "a second beat")
        process.terminate()
    assert (record / "beat").stat().st_mtime_ns - first < 10e9


def test_the_record_folder_holds_no_halves_and_is_private(record: Path, recorded: tuple[str, ...]) -> None:
    assert run("/bin/true", options=recorded).returncode == 0
    assert sorted(path.name for path in record.iterdir()) == ["beat", "exit.json", "started.json"]
    assert {path.stat().st_mode & 0o777 for path in record.iterdir()} == {0o600}
    assert exit_record(record)["seconds"] >= 0


def test_without_a_record_folder_nothing_is_written(tmp_path: Path) -> None:
    subprocess.run(argv("/bin/true"), cwd=tmp_path, check=True, timeout=60)
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_cannot_be_written_costs_neither_the_exit_code_nor_the_cleaning_up(
    family: Family, tmp_path: Path
) -> None:
    folder = str(tmp_path / "nowhere")
    done = run(*family.argv(PYTHON, "7", "setsid"), options=("--record", folder, "--grace", "0.2"))
    assert (done.returncode, family.living()) == (7, [])
    assert f"supervisor: cannot write {folder}/exit.json: No such file or directory" in done.stderr


def test_a_full_disk_costs_neither_the_exit_code_nor_the_cleaning_up(
    record: Path, recorded: tuple[str, ...]
) -> None:
    done = subprocess.run(
        argv("/bin/sh", "-c", "setsid sleep 1000 & exit 7", options=recorded),
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4, 4)),  # no file gets any longer
    )
    assert done.returncode == 7
    assert f"cannot write {record}/exit.json: File too large" in done.stderr
    assert not (record / "exit.json").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_works_for_an_ordinary_user() -> None:
    program = Path(SUPERVISOR).read_text()  # the file may lie where only root can read
    words = (interpreter_for_everyone(), "-I", "-S", "-c", program, "--grace", "0.2", "--")
    with subprocess.Popen(
        (*words, "/bin/sh", "-c", "id -u; setsid sleep 1000 & sleep 1000 & exit 3"),
        stdout=subprocess.PIPE,
        start_new_session=True,
        cwd="/",
        **NOBODY,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read() == b"65534\n"  # it ends when nobody holds the pipe any more
        assert process.wait(20) == 3


NOBODY: Any = {"user": 65534, "group": 65534, "extra_groups": ()}


def interpreter_for_everyone() -> str:
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for python in (PYTHON, "/usr/bin/python3", "/usr/local/bin/python3"):
        with suppress(OSError):
            if subprocess.run((python, "-c", check), cwd="/", timeout=60, **NOBODY).returncode == 0:
                return python
    pytest.skip("every Python >= 3.11 here lies where only root can execute it")


FAKE_KERNEL = f"""
import sys
sys.path.insert(0, {os.path.dirname(SUPERVISOR)!r})
import supervisor
%s
sys.exit(supervisor.main())
"""
LETS_NOTHING_BE_KILLED = "supervisor.GIVE_UP = 0.2; supervisor.send = lambda target, number: False"
KNOWS_NO_SUBREAPER = "supervisor.become_subreaper = lambda: False"
KNOWS_NO_PROC = f"{KNOWS_NO_SUBREAPER}; supervisor.HAS_PROC = False; supervisor.processes = dict"


def run_on_fake(kernel: str, *words: str) -> int:
    return subprocess.run((PYTHON, "-B", "-c", FAKE_KERNEL % kernel, *words), timeout=60).returncode


def test_what_the_kernel_does_not_let_it_kill_is_named_and_not_waited_for(record: Path) -> None:
    script = f"sleep 1000 & echo $! >{record}/pid; exit 3"
    words = ("--grace", "0.1", "--record", str(record), "--", "/bin/sh", "-c", script)
    code = run_on_fake(LETS_NOTHING_BE_KILLED, *words)
    pid = int((record / "pid").read_text())
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not living(pid))
    assert (code, exit_record(record)["left_behind"]) == (3, ["could not be ended: sleep 1000"])


@pytest.mark.parametrize("kernel", [KNOWS_NO_SUBREAPER, KNOWS_NO_PROC])
def test_without_a_subreaper_what_stayed_in_the_commands_session_is_ended(
    kernel: str, family: Family
) -> None:
    words = family.argv(PYTHON, "6", "child", "stubborn-child")
    assert run_on_fake(kernel, "--grace", "0.1", "--", *words) == 6
    wait_until(lambda: family.living() == [], 1.0)


def test_it_does_nothing_while_nothing_happens(family: Family) -> None:
    with begin(*family.argv(PYTHON, "stay")) as process:
        family.pids()
        wait_until(lambda: "poll" in Path(f"/proc/{process.pid}/wchan").read_text() or _sleeps(process.pid))
        before = _switches(process.pid)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        assert _switches(process.pid) == before
        process.terminate()


def _sleeps(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


def _switches(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])


@pytest.mark.parametrize("text", ["", 'a "quoted" \\ word', "line\nbreak\ttab\x01", "é漢😀"])
def test_quoted_text_is_json(text: str) -> None:
    assert json.loads(supervisor.quoted(text)) == text
