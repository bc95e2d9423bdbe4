"""Secrets of the environment that a worker spreads wherever it can: none is kept, shown or sent."""

from __future__ import annotations

import json
import shlex
import signal
import sqlite3
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.e2e.support.commands import CHECKOUT, Running, run_orchestrate, start, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.e2e.support.state import evidence, states, status
from tests.e2e.support.worker import (
    Step,
    all_done,
    bash,
    interrupted,
    notes,
    phase,
    read,
    say,
    script,
    sent_back,
    stay,
    tick,
    together,
)
from tests.notify.server import Received, serving
from tests.support.scripted_api import ScriptedAPI
from tests.support.waiting import wait_until

TOKEN = "ghp_Zx81kQ0vLm3TqW9eRt5yUi7oPa2sDf4gHj6k"
PASSWORD = 'correct"horse\\battery/\u00e9taple'
CODE = "x7q2k"
KEY = """\
-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu
-----END PRIVATE KEY-----"""
SECRETS = {"GITHUB_TOKEN": TOKEN, "DB_PASSWORD": PASSWORD, "SIGNING_KEY": KEY, "MY_CODE": CODE}
# Copies of the project's own files, which are the user's.
OWN_COPIES = ("shadow.git", "shadow", "protected")

PRINT = f"printenv {' '.join(SECRETS)} ANTHROPIC_API_KEY"
ENCODE = "printf 'anna:%s' \"$GITHUB_TOKEN\" | base64 | tr -d '\\n'"
LEAVE = 'setsid nohup tail -f /dev/null "$GITHUB_TOKEN" > /dev/null 2>&1 &'
SPREAD = PhaseFile("1", "Spread", gates=(f"`{PRINT}; test -f fixed.txt`: the file is there",))
STUCK = PhaseFile("2", "Stuck")


@pytest.fixture
def secret_env(env: dict[str, str]) -> dict[str, str]:
    return {**env, **SECRETS}


@pytest.fixture
def server() -> Iterator[Received]:
    with serving() as received:
        yield received


def configuration(more: str = "") -> str:
    return f"redact: [MY_CODE]\n{more}"


def told(phase_id: str, claim: str, *words: str) -> Step:
    """The worker's report, with secrets in its words."""
    command = ["orchestrate", "done", "--phase", phase_id, "--status", claim, *words]
    return bash(shlex.join(command))


def forms(value: str) -> set[bytes]:
    """How a secret may stand in a file."""
    found = {value, quote(value), quote(value, safe="")}
    for ascii_only in (True, False):
        once = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        found |= {once, json.dumps(once, ensure_ascii=ascii_only)[1:-1]}
    found |= {line for line in value.splitlines()[1:-1] if len(line) >= 16}
    plain = value.encode()
    encoded = {b64encode(b" " * shift + plain)[4:] for shift in range(3)} if len(plain) >= 8 else set()
    return {form.encode() for form in found} | {core.rstrip(b"=")[:-2] for core in encoded}


def secrets_of(env: Mapping[str, str]) -> dict[str, set[bytes]]:
    return {name: forms(env[name]) for name in (*SECRETS, "ANTHROPIC_API_KEY")}


def leaks(what: str, data: bytes, env: Mapping[str, str]) -> list[str]:
    """Which secrets these bytes hold, each with where it was found."""
    return [f"{name} in {what}" for name, ways in secrets_of(env).items() if any(way in data for way in ways)]


def kept(made: Project) -> list[Path]:
    """All files that orchestrate wrote, but for copies of the project's own."""
    folder = made.root / ".orchestrator"
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if not set(OWN_COPIES) & set(path.relative_to(folder).parts)]


def leaks_in_files(made: Project, env: Mapping[str, str]) -> list[str]:
    return [leak for path in kept(made) for leak in leaks(str(path), path.read_bytes(), env)]


def leaks_in_rows(made: Project, env: Mapping[str, str]) -> list[str]:
    """As a program reads the database, with what its write-ahead log holds."""
    path = made.root / ".orchestrator" / "state.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert "signal" in tables
        rows = [(table, row) for table in tables for row in db.execute(f"SELECT * FROM {table}")]
    return [leak for table, row in rows for leak in leaks(table, _bytes(row), env)]


def _bytes(row: tuple[object, ...]) -> bytes:
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row)


@pytest.mark.claude
def test_secrets_reach_nothing_that_is_kept_shown_or_sent(
    tmp_path: Path, api: ScriptedAPI, secret_env: dict[str, str], server: Received
) -> None:
    ntfy = f"notifications:\n  provider: ntfy\n  server: {server.url}\n  topic: phases\n"
    made = project(tmp_path, SPREAD, STUCK, config=configuration(f"max_retries: 1\n{ntfy}"))
    report = json.dumps({"password": PASSWORD, "key": KEY, "code": CODE})
    api.play(
        script(
            phase(
                "1",
                bash(f"mkdir -p src; {PRINT} > src/settings.py; {PRINT}; {ENCODE}; {LEAVE}"),
                read("src/settings.py"),
                together(notes(SPREAD.notes, dict.fromkeys(SECTIONS, f"{TOKEN} {CODE}")), tick(SPREAD.path)),
                told("1", "completed", "--reason", PASSWORD, "--report", report),
                *[say(f"All secrets: {', '.join(SECRETS.values())}") for _ in range(5)],
            ),
            sent_back("1", bash(f"touch fixed.txt; {LEAVE}"), told("1", "completed")),
            phase("2", told("2", "blocked", "--reason", f"{TOKEN} is refused, so is {PASSWORD}")),
        )
    )
    ended = run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=secret_env, timeout=110)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert states(status(made, secret_env)) == {"1": "done", "2": "blocked"}

    assert leaks("display", ended.stdout.encode() + ended.stderr.encode(), secret_env) == []
    assert "[GITHUB_TOKEN]" in ended.stdout
    assert leaks_in_files(made, secret_env) == []
    assert leaks_in_rows(made, secret_env) == []
    assert_it_all_happened(made)
    sent = json.dumps(server.requests).encode()
    assert b"is refused" in sent
    assert leaks("notifications", sent, secret_env) == []
    for words in (
        *(["report", "--format", form] for form in ("html", "md", "junit", "json")),
        *(["show", "1", "--attempt", "all", "--diff"], ["show", "2"], ["status"], ["history"]),
        *(["show", "1", "--attempt", "all", "--json"], ["show", "2", "--json"]),
        *(["status", "--json"], ["history", "--json"], ["history", "--stats"], ["verify", "--evidence"]),
        *(["logs", "1", "--attempt", "all"], ["logs", "1", "--tools"], ["logs", "1", "--raw"]),
    ):
        shown = run_orchestrate(*words, cwd=made.root, env=secret_env)
        assert shown.returncode == 0, (words, shown.stdout, shown.stderr)
        assert leaks(" ".join(words), shown.stdout.encode() + shown.stderr.encode(), secret_env) == []


SECTIONS = ("Summary", "Key Decisions", "Files Modified")


def assert_it_all_happened(made: Project) -> None:
    """Where a secret was there is its name now; in the project's own files it stays."""
    first = evidence(made, "1", 1)
    run = first.parents[1]
    stream = (first / "session.jsonl").read_text("utf-8")
    for line in stream.splitlines():
        json.loads(line)
    for name in ("GITHUB_TOKEN", "DB_PASSWORD", "SIGNING_KEY", "ANTHROPIC"):
        assert f"[{name}" in stream
        assert f"[{name}" in (first / "gates" / "1.log").read_text("utf-8")
        assert f"[{name}" in (first / "changes.diff").read_text("utf-8") or name == "SIGNING_KEY"
    [signal] = (first / "spool").iterdir()
    assert "[SIGNING_KEY]" in json.loads(signal.read_text("utf-8"))["report"]["key"]
    records = [path.read_text("utf-8") for path in first.rglob("exit.json")]
    assert sys.platform != "linux" or any("/dev/null [GITHUB_TOKEN]" in record for record in records)
    [refused] = (run / "2" / "1" / "spool").iterdir()
    assert "[GITHUB_TOKEN]" in json.loads(refused.read_text("utf-8"))["reason"]
    assert TOKEN in made.read("src/settings.py")
    assert TOKEN in made.read(SPREAD.notes)


@pytest.mark.claude
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_what_a_killed_run_left_uncovered_is_covered_by_the_next_one(
    tmp_path: Path, api: ScriptedAPI, secret_env: dict[str, str]
) -> None:
    quiet = PhaseFile("1", "Quiet")
    made = project(tmp_path, quiet, config=configuration())
    api.play(
        script(phase("1", bash(PRINT), stay("began")), interrupted("1", all_done(quiet))),
    )
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=secret_env) as running:
        wait_until(lambda: began(made, running), 60, "the worker's second step")
        running.send_signal(signal.SIGKILL)
        running.wait()
        wait_until(lambda: not running.survivors(), 10, "the end of everything it started")
    assert leaks_in_files(made, secret_env) != []  # else the kill came too early to prove anything
    assert run_orchestrate("resume", cwd=made.root, env=secret_env).returncode == 0
    assert leaks_in_files(made, secret_env) == []
    assert leaks_in_rows(made, secret_env) == []
    assert "[GITHUB_TOKEN]" in (evidence(made, "1", 1) / "session.jsonl").read_text("utf-8")


def began(made: Project, running: Running) -> bool:
    assert running.process.poll() is None, running.stdout() + running.stderr()
    return (made.root / "began").exists()


BUG = """
import os, sys
from orchestrator.cli import main

def broken(words):
    raise RuntimeError(os.environ["GITHUB_TOKEN"] + " " + os.environ["DB_PASSWORD"])

main._dispatch = broken
sys.exit(main.main(["status"]))
"""


def test_the_report_of_a_bug_holds_no_secrets(tmp_path: Path, secret_env: dict[str, str]) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    env = {**secret_env, "TMPDIR": str(reports), "PYTHONPATH": str(CHECKOUT)}
    with start((sys.executable, "-c", BUG), tmp_path, env) as running:
        ended = running.wait()
    assert ended.returncode == 3
    [report] = reports.iterdir()
    assert "RuntimeError: [GITHUB_TOKEN]" in report.read_text("utf-8")
    assert leaks("report", report.read_bytes(), secret_env) == []
    assert leaks("message", ended.stderr.encode(), secret_env) == []
