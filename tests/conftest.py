"""Rules for every test: a home folder of its own that stays empty, and the real CLI where it is asked for.

With ``ORCHESTRATE_TESTS_REQUIRE_CLAUDE=1`` a test that needs the Claude Code CLI fails when the CLI
is missing, and so does a run in which no such test took part. With ``ORCHESTRATE_TESTS_REQUIRE_BROWSER=1``
a test that needs a browser fails when there is none (see tests/browser/conftest.py).
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.support import claude_cli, isolation

# A machine that is busy with other tests is no failure.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

REQUIRE = "ORCHESTRATE_TESTS_REQUIRE_CLAUDE"
REQUIRE_BROWSER = "ORCHESTRATE_TESTS_REQUIRE_BROWSER"
BROWSER_REQUIRED = pytest.StashKey[bool]()
_folder = pytest.StashKey[Path]()
_required = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    # Under xdist the controller has cleaned the environment before its workers read it: it tells them.
    told = getattr(config, "workerinput", {})
    config.stash[_required] = told.get("require_claude", os.environ.get(REQUIRE) == "1")
    config.stash[BROWSER_REQUIRED] = told.get("require_browser", os.environ.get(REQUIRE_BROWSER) == "1")
    config.pluginmanager.register(ClaudeTally(config))
    config.stash[_folder] = Path(tempfile.mkdtemp(prefix="orchestrate-tests-")).resolve()
    isolation.enter(config.stash[_folder])
    _heed_interrupts()


def _heed_interrupts() -> None:
    """A shell has its background jobs ignore them, which every program that a test starts would inherit."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(_folder, None):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)  # known only when xdist is there
def pytest_configure_node(node: Any) -> None:
    node.workerinput["require_claude"] = node.config.stash[_required]
    node.workerinput["require_browser"] = node.config.stash[BROWSER_REQUIRED]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("claude") and (reason := claude_cli.missing()):
        if item.config.stash[_required]:
            pytest.fail(f"{REQUIRE} is set, but {reason}", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(autouse=True)
def _home_stays_empty(pytestconfig: pytest.Config) -> Iterator[None]:
    """A test that reaches the home folder would have changed that of whoever runs it."""
    home = pytestconfig.stash[_folder] / "home"
    yield
    if found := isolation.traces(home):
        shutil.rmtree(home)
        home.mkdir()
        pytest.fail(f"this test wrote into the home folder: {found}; give it a HOME of its own")


class ClaudeTally:
    """Counts the tests of the real CLI for one session; under xdist the controller sees all reports."""

    def __init__(self, config: pytest.Config) -> None:
        self._required = config.stash[_required] and not hasattr(config, "workerinput")
        self._ran = self._skipped = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if "claude" in report.keywords:
            self._skipped += report.skipped and report.when == "setup"
            self._ran += report.when == "call"

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._required and not self._ran and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._skipped:
            said = f"SKIPPED {self._skipped} end-to-end tests: {claude_cli.missing()}"
            terminalreporter.write_line(said, yellow=True, bold=True)
        if self._required and not self._ran:
            said = f"FAILED: {REQUIRE} is set, but no test ran the Claude Code CLI"
            terminalreporter.write_line(said, red=True, bold=True)
