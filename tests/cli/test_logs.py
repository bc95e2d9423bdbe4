"""`orchestrate logs` on real runs: when they are over, and while their streams grow."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.store.database import Database
from tests.e2e.support.commands import Running, environment, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.standin import configured
from tests.support.waiting import wait_until

WORDS = r"""
say() {
    printf '{"type":"assistant","message":{"content":[{"type":"text","text":"%s"}]}}\n' "$1"
}

tool() { # COMMAND ANSWER IS_ERROR
    printf '{"type":"assistant","message":{"content":[{"type":"tool_use","id":"%s","name":"Bash",' "$1"
    printf '"input":{"command":"%s"}}]}}\n' "$1"
    printf '{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"%s",' "$1"
    printf '"is_error":%s,"content":"%s"}]}}\n' "$3" "$2"
}
"""
GATE = "test -e second"
SCRIPT = (
    f'{WORDS}begin; say "I work on $phase"; tool look seen false; tool break "Exit code 1" true'
    "; echo no json; all_done; test -e first && touch second; echo x > first; finish"
)
SLOW = (
    f'{WORDS}begin; say "at work"; touch "began$phase"; until test -e "go_on$phase"; do sleep 0.02; done'
    '; say "nearly there"; all_done; test -e first && touch second; echo x > first; finish'
)
QUIET = "notifications:\n  provider: none\nmax_retries: 1\n"
ONE = PhaseFile("1", "Setup", gates=(f"`{GATE}`: it came to the second attempt",))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("logs")
    made = project(
        folder,
        ONE,
        PhaseFile("2", "Stuck", gates=("false: never",)),
        PhaseFile("3", "After", depends_on=("2",)),
        config=configured(folder, SCRIPT, QUIET),
    )
    ended = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return made


@pytest.fixture
def here(made: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, "http://127.0.0.1:9")


def logs(capfd: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["logs", *words]) == 0
    printed = capfd.readouterr()
    assert printed.err == ""
    return printed.out.splitlines()


@pytest.mark.usefixtures("here")
def test_the_last_attempt_is_told_with_what_became_of_it(capfd: pytest.CaptureFixture[str]) -> None:
    told = logs(capfd, "1")
    assert told[:-4] == [
        "attempt 2, session 1 (targeted fix)",
        "I work on 1",
        "[Bash: look]",
        "[Bash: break]",
        "[ERROR: Exit code 1]",
        "[Unreadable output: not JSON: Expecting value: line 1 column 1 (char 0)]",
        "  1 of its lines could not be read; see them with --raw",
    ]
    assert told[-4].startswith("Session claims done (0 tokens, $0.00, ")
    assert told[-3].startswith(f"  gate {GATE}: passed (")
    assert told[-2:] == ["Verdict: accept: everything the contract asks for is there", "Phase 1 is done"]


@pytest.mark.usefixtures("here")
def test_another_attempt_or_all_can_be_named(capfd: pytest.CaptureFixture[str]) -> None:
    first, every = logs(capfd, "1", "--attempt", "1"), logs(capfd, "1", "-a", "all")
    assert first[0] == "attempt 1, session 1"
    assert first[-4].startswith("Session claims done (2 tokens, $0.01, ")
    assert any(line.startswith(f"  gate {GATE}: failed, exit code 1; see ") for line in first)
    assert any(line.startswith("  [high] gate ") for line in first)
    assert first[-1].startswith("Verdict: targeted fix: ")
    assert every == first + logs(capfd, "1")


@pytest.mark.usefixtures("here")
def test_only_tools_with_their_answers(capfd: pytest.CaptureFixture[str]) -> None:
    told = logs(capfd, "1", "--tools")
    assert told[1:-2] == ["[Bash: look]", "  seen", "[Bash: break]", "[ERROR: Exit code 1]"]


@pytest.mark.usefixtures("here")
def test_only_errors_and_what_failed(capfd: pytest.CaptureFixture[str]) -> None:
    told = logs(capfd, "1", "--errors", "--attempt", "all")
    assert [line.partition(" (")[0].partition(";")[0] for line in told] == [
        "attempt 1, session 1",
        "[ERROR: Exit code 1]",
        "  1 of its lines could not be read",
        f"  gate {GATE}: failed, exit code 1",
        f"  [high] gate '{GATE}' failed with exit code 1",
        f"Verdict: targeted fix: gate '{GATE}' failed with exit code 1",
        "attempt 2, session 1",
        "[ERROR: Exit code 1]",
        "  1 of its lines could not be read",
    ]


def test_raw_is_the_streams_byte_for_byte(here: Project, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    streams = [next(here.root.glob(f".orchestrator/runs/*/1/{n}/session.jsonl")) for n in (1, 2)]
    assert main(["logs", "1", "--raw"]) == 0
    assert capfdbinary.readouterr().out == streams[1].read_bytes()
    assert main(["logs", "1", "--raw", "--attempt", "all", "--follow"]) == 0
    assert capfdbinary.readouterr().out == streams[0].read_bytes() + streams[1].read_bytes()


@pytest.mark.usefixtures("here")
def test_a_phase_without_any_session_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    told = "No session was held for phase 3; it is blocked: phase 2, which it depends on, is blocked"
    assert logs(capfd, "3") == [told]
    assert logs(capfd, "3", "--follow") == [told]
    assert main(["logs", "3", "--raw"]) == 2
    assert told in capfd.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_phase_that_is_at_rest_is_not_waited_for(capfd: pytest.CaptureFixture[str]) -> None:
    assert logs(capfd, "1", "-f") == logs(capfd, "1")
    assert logs(capfd, "2", "-f", "-a", "all")[-1].startswith("Phase 2 is blocked: ")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("4",), "has no phase '4'; known: 1, 2, 3"),
        (("1", "--attempt", "7"), "phase 1 has no attempt 7; it has 1, 2"),
        (("1", "--follow", "--attempt", "7"), "phase 1 has no attempt 7; it has 1, 2"),
        (("1", "--attempt", "0"), "'0' is no whole number from 1 to 2147483647, nor 'all'"),
        (("1", "--run", "nothing"), "there is no run 'nothing'"),
        (("1", "--raw", "--tools"), "--tools and --raw exclude each other"),
        ((), "PHASE"),
    ],
)
def test_what_is_not_there_is_an_error_that_says_what_is(
    words: tuple[str, ...], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["logs", *words]) == 2
    assert told in capfd.readouterr().err


def test_a_project_without_runs_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["logs", "1"]) == 2
    assert "this project has no runs yet; start one with" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def copied(made: Project, to: Path) -> Path:
    shutil.copytree(made.root, to)
    return to


def test_evidence_that_was_cleaned_away_is_told_and_the_rest_as_well(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copied(made, tmp_path / "copy")
    shutil.rmtree(root / ".orchestrator/runs")
    with closing(Database(str(root / ".orchestrator/state.db"))) as db, db.atomic():
        db.write("UPDATE run SET cleaned_at = '2026-11-23T00:00:00.000Z'")
    monkeypatch.chdir(root)
    told = logs(capfd, "1")
    assert told[1] == "  (its evidence was removed on 2026-11-23 by `orchestrate clean`)"
    assert told[2].startswith("Session claims done (")
    assert told[-1] == "Phase 1 is done"
    assert main(["logs", "1", "--raw"]) == 2
    assert "was removed on 2026-11-23" in capfd.readouterr().err


def test_a_stream_that_is_gone_is_named(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copied(made, tmp_path / "copy")
    (stream,) = root.glob(".orchestrator/runs/*/1/2/session.jsonl")
    stream.unlink()
    monkeypatch.chdir(root)
    assert logs(capfd, "1")[1] == f"  (nothing to read: {stream.relative_to(root)} is not there)"


def test_a_session_whose_end_nobody_saw_is_read_to_its_end(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copied(made, tmp_path / "copy")
    with closing(Database(str(root / ".orchestrator/state.db"))) as db, db.atomic():
        db.write("UPDATE run SET ended_at = NULL, exit_code = NULL")
        db.write("UPDATE phase SET state = 'running' WHERE phase_id = '1'")
        db.write("UPDATE session SET ending = NULL, ended_at = NULL WHERE phase_id = '1' AND attempt = 2")
        db.write("UPDATE attempt SET decision = NULL WHERE phase_id = '1' AND number = 2")
    monkeypatch.chdir(root)
    told = logs(capfd, "1", "--follow")
    assert "I work on 1" in told
    assert "The end of the session was not seen" in told
    assert told[-1].startswith("Phase 1 is running, but no orchestrator works on it; ")


def test_what_became_secret_later_is_covered(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copied(made, tmp_path / "copy")
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOME_API_KEY", "I work on 1")
    assert "[SOME_API_" in logs(capfd, "1")[1]
    assert "I work on 1" not in "\n".join(logs(capfd, "1", "--raw"))
    (root / ".orchestrator/config.yaml").write_text("no configuration at all")
    assert "[SOME_API_" in logs(capfd, "1")[1]


def test_a_reader_who_has_seen_enough_is_no_error(here: Project) -> None:
    command = f"{sys.executable} -m orchestrator logs 1 | head -n 1; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=here.root,
        env=programs.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ended.stdout, ended.stderr) == ("attempt 2, session 1 (targeted fix)\n0\n", "")


def test_it_is_coloured_on_a_terminal(here: Project) -> None:
    ours, terminal = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "orchestrator", "logs", "1", "--tools"],
        cwd=here.root,
        env=programs.environment({"TERM": "xterm"}),
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        check=True,
    )
    os.close(terminal)
    with open(ours, "rb", buffering=0) as screen:
        shown = screen.read(10_000).decode()
    assert "\x1b[1mattempt 2, session 1 (targeted fix)\x1b[0m" in shown
    assert "\x1b[36m[Bash: look]\x1b[0m" in shown
    assert "\x1b[31m[ERROR: Exit code 1]\x1b[0m" in shown


@contextmanager
def under_way(tmp_path: Path, env: dict[str, str], *phases: PhaseFile) -> Iterator[tuple[Project, Running]]:
    """A run whose first session waits for a word."""
    made = project(tmp_path, *phases, config=configured(tmp_path, SLOW, QUIET))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "began1").exists(), 60, "the session")
        yield made, running


def test_a_log_is_followed_over_all_attempts_until_its_phase_comes_to_rest(
    tmp_path: Path, env: dict[str, str]
) -> None:
    two = PhaseFile("2", "Later", depends_on=("1",))
    with (
        under_way(tmp_path, env, ONE, two) as (made, running),
        start_orchestrate("logs", "1", "-f", cwd=made.root, env=env) as first,
        start_orchestrate("logs", "2", "--follow", cwd=made.root / "docs", env=env) as later,
        start_orchestrate("logs", "1", "-f", "-a", "1", "--raw", cwd=made.root, env=env) as raw,
    ):
        wait_until(lambda: "at work\n" in first.stdout(), 30, "the first line")
        wait_until(lambda: "has not begun" in later.stderr(), 30, "the word that it waits")
        wait_until(lambda: "at work" in raw.stdout(), 30, "the first bytes")
        assert "nearly" not in first.stdout()
        (made.root / "go_on1").touch()
        assert raw.wait().returncode == 0
        ended = first.wait()
        wait_until(lambda: "at work\n" in later.stdout(), 30, "the second phase")
        (made.root / "go_on2").touch()
        assert later.wait().returncode == 0
        assert running.wait().returncode == 0
    assert (ended.returncode, ended.stderr) == (0, "")
    heads = [line for line in ended.stdout.splitlines() if line.startswith(("attempt", "Verdict", "Phase"))]
    assert [line.partition(": gate")[0] for line in heads] == [
        "attempt 1, session 1",
        "Verdict: targeted fix",
        "attempt 2, session 1 (targeted fix)",
        "Verdict: accept: everything the contract asks for is there",
        "Phase 1 is done",
    ]
    assert ended.stdout.count("nearly there") == 2
    assert later.stdout().splitlines()[-1] == "Phase 2 is done"
    assert "Unreadable" not in ended.stdout
    (stream,) = made.root.glob(".orchestrator/runs/*/1/1/session.jsonl")
    assert raw.stdout() == stream.read_text()


def test_following_ends_when_the_run_is_interrupted(tmp_path: Path, env: dict[str, str]) -> None:
    with (
        under_way(tmp_path, env, ONE) as (made, running),
        start_orchestrate("logs", "1", "-f", cwd=made.root, env=env) as follows,
    ):
        wait_until(lambda: "at work\n" in follows.stdout(), 30, "the first line")
        running.send_signal(signal.SIGINT)
        assert running.wait().returncode == 130
        ended = follows.wait()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Session interrupted (" in ended.stdout
    last = "Phase 1 is running, but no orchestrator works on it; go on with: orchestrate resume"
    assert ended.stdout.splitlines()[-1] == last


def test_following_ends_with_130_when_it_is_interrupted_itself(tmp_path: Path, env: dict[str, str]) -> None:
    with (
        under_way(tmp_path, env, ONE) as (made, running),
        start_orchestrate("logs", "1", "-f", cwd=made.root, env=env) as follows,
    ):
        wait_until(lambda: "at work\n" in follows.stdout(), 30, "the first line")
        follows.send_signal(signal.SIGINT)
        assert follows.wait().returncode == 130
        assert follows.stderr() == ""
        assert running.process.poll() is None  # the run goes on


def test_following_ends_when_nobody_reads_any_more(tmp_path: Path, env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "orchestrator", "logs", "1", "-f"]
    with under_way(tmp_path, env, ONE) as (made, _):
        with subprocess.Popen(
            command,
            cwd=made.root,
            env={**env, "PYTHONPATH": str(programs.CHECKOUT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as follows:
            assert follows.stdout is not None
            assert follows.stderr is not None
            assert follows.stdout.readline() == b"attempt 1, session 1\n"
            follows.stdout.close()
            wait_until(lambda: follows.poll() is not None, 30, "its end")
            assert follows.stderr.read() == b""
        assert follows.returncode == 0


def test_what_is_there_is_told_while_the_session_goes_on(tmp_path: Path, env: dict[str, str]) -> None:
    with under_way(tmp_path, env, ONE) as (made, _):
        ended = programs.orchestrate("logs", "1", cwd=made.root, env=env)
    assert ended.stdout.splitlines() == [
        "attempt 1, session 1",
        "at work",
        "Phase 1 is running; see it go on with --follow",
    ]
