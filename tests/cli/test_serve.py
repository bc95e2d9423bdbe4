"""The command from its start to its end, with real clients and a real run."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from orchestrator.cli.main import main
from tests.cli.conftest import NEW, OLD
from tests.e2e.support.commands import Running, environment, run_orchestrate, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile
from tests.e2e.support.project import project as project_with
from tests.e2e.support.state import states, status
from tests.serving.scene import Watcher
from tests.support.standin import configured
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")

WAITS = "begin; touch began; until test -e go_on; do sleep 0.02; done; all_done; finish"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, "http://127.0.0.1:9")


@contextmanager
def served(root: Path, env: dict[str, str], *options: str) -> Iterator[tuple[Running, str]]:
    with start_orchestrate("serve", *options, cwd=root, env=env) as serving:
        wait_until(lambda: serving.stdout().count("\n") == 2, what="the address")
        yield serving, serving.stdout().splitlines()[0]


def fetch(address: str, path: str = "/") -> tuple[int, str]:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request("GET", f"{path}?{parts.query}")
        found = connection.getresponse()
        return found.status, found.read().decode()
    finally:
        connection.close()


def test_the_address_is_printed_and_an_interrupt_is_no_error(project: Path, env: dict[str, str]) -> None:
    with served(project, env) as (serving, address):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", address)
        code, page = fetch(address)
        assert (code, f"run {NEW}" in page) == (200, True)
        serving.send_signal(signal.SIGINT)
        ended = serving.wait()
        assert serving.survivors() == []
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Shows the newest run of this project to whoever has this address." in ended.stdout


def test_a_run_can_be_named_in_short(project: Path, env: dict[str, str]) -> None:
    with served(project, env, "--run", OLD[-4:]) as (serving, address):
        assert f"Shows run {OLD}" in serving.stdout()
        assert f"run {OLD}" in fetch(address, "/fragment")[1]


def test_what_cannot_be_served_is_told(
    project: Path, env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--run", "nothing"]) == 2
    assert "there is no run 'nothing'" in capsys.readouterr().err
    with served(project, env) as (_, address):
        port = str(urlsplit(address).port)
        assert main(["serve", "--port", port]) == 2
        assert f"port {port} of 127.0.0.1: Address already in use; choose another" in capsys.readouterr().err
    assert main(["serve", "--port", "70000"]) == 2
    assert "port 70000 of 127.0.0.1: there is no such port" in capsys.readouterr().err


def test_a_bug_ends_it_with_a_report(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("orchestrator.cli.serve.Server.serve", lambda _: 1 / 0)
    assert main(["serve"]) == 3
    assert "a bug of ours: ZeroDivisionError" in capsys.readouterr().err
    assert (project / ".orchestrator/state.db").exists()


def test_a_browser_is_opened_with_an_address_that_serves_once(
    project: Path, env: dict[str, str], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {told}.new && mv {told}.new {told}\n')
    browser.chmod(0o755)
    with served(project, {**env, "BROWSER": str(browser)}, "--open") as (_, address):
        wait_until(told.exists, what="the browser")
        once = told.read_text()
        assert urlsplit(address).query not in once
        parts = urlsplit(once)
        connection = HTTPConnection(parts.netloc, timeout=20)
        connection.request("GET", f"/?{parts.query}")
        found = connection.getresponse()
        assert (found.status, found.headers["Location"]) == (303, f"/?{urlsplit(address).query}")
        connection.close()
        assert fetch(once)[0] == 403


def test_where_there_is_no_browser_the_address_is_enough(project: Path, env: dict[str, str]) -> None:
    with served(project, {**env, "BROWSER": "/nonexistent/browser", "PATH": "/nowhere"}, "--open") as (
        serving,
        address,
    ):
        wait_until(lambda: "no browser was found here" in serving.stderr(), what="the word")
        assert fetch(address)[0] == 200


def test_forty_watchers_slow_and_deaf_ones_among_them_do_not_hurt_a_run(
    tmp_path: Path, env: dict[str, str]
) -> None:
    import socket

    made = project_with(tmp_path, PhaseFile("1", "One"), config=configured(tmp_path, WAITS))
    with ExitStack() as stack:
        serving, address = stack.enter_context(served(made.root, env))
        parts = urlsplit(address)
        request = f"GET /events?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
        watchers = []
        for _ in range(40):
            connection = stack.enter_context(socket.create_connection((parts.hostname, parts.port), 20))
            connection.sendall(request)
            watchers.append(Watcher(connection))
        readers = watchers[:30]  # the other ten never read
        for reader in readers:
            reader.until("event: live")
        running = stack.enter_context(start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env))
        wait_until(lambda: (made.root / "began").exists(), 60, "the session")
        for reader in readers[:10]:
            reader.until('"active":true')
        serving.send_signal(signal.SIGSTOP)  # however slow it is, a run does not wait for it
        (made.root / "go_on").touch()
        assert running.wait().returncode == 0
        serving.send_signal(signal.SIGCONT)
        for reader in readers:
            reader.until('"active":false')
        assert "all" in fetch(address, "/fragment")[1] or "1 phase verified" in fetch(address, "/fragment")[1]
        assert _resident(serving.process.pid) < 80_000_000
    assert states(status(made, env)) == {"1": "done"}


def test_a_server_that_is_killed_leaves_the_run_and_its_state_alone(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project_with(tmp_path, PhaseFile("1", "One"), config=configured(tmp_path, WAITS))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "began").exists(), 60, "the session")
        with served(made.root, env) as (serving, address):
            assert fetch(address)[0] == 200
            serving.send_signal(signal.SIGKILL)
            serving.wait()
        (made.root / "go_on").touch()
        assert running.wait().returncode == 0
    assert run_orchestrate("verify", "--evidence", cwd=made.root, env=env).returncode == 0


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1000
