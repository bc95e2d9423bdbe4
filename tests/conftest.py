"""Rules for every test: a home folder of its own that stays empty, and the real CLI where it is asked for.

With ``ORCHESTRATE_TESTS_REQUIRE_CLAUDE=1`` a test that needs the Claude Code CLI fails when the CLI
is missing, and so does a run in which no such test took part.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import claude_cli, isolation

REQUIRE = "ORCHESTRATE_TESTS_REQUIRE_CLAUDE"
_folder = pytest.StashKey[Path]()
_required = pytest.StashKey[bool]()
_ran = pytest.StashKey[int]()
_skipped = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    # Under xdist the controller has cleaned the environment before its workers read it: it tells them.
    told = getattr(config, "workerinput", {}).get("require_claude")
    config.stash[_required] = told if told is not None else os.environ.get(REQUIRE) == "1"
    config.stash[_ran] = config.stash[_skipped] = 0
    config.stash[_folder] = Path(tempfile.mkdtemp(prefix="orchestrate-tests-")).resolve()
    isolation.enter(config.stash[_folder])


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(_folder, None):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)  # known only when xdist is there
def pytest_configure_node(node: Any) -> None:
    node.workerinput["require_claude"] = node.config.stash[_required]


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


def pytest_report_teststatus(report: Any, config: pytest.Config) -> None:
    """Counts; under xdist this is asked in the controller, where all reports come together."""
    if "claude" not in getattr(report, "keywords", {}):
        return
    if report.skipped and report.when == "setup":
        config.stash[_skipped] += 1
    elif report.when == "call":
        config.stash[_ran] += 1


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    stash = session.config.stash
    in_worker = hasattr(session.config, "workerinput")
    if stash[_required] and not stash[_ran] and not in_worker and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    ran, skipped = config.stash[_ran], config.stash[_skipped]
    if skipped:
        terminalreporter.write_line(
            f"SKIPPED {skipped} end-to-end tests: {claude_cli.missing()}", yellow=True, bold=True
        )
    if config.stash[_required] and not ran:
        terminalreporter.write_line(
            f"FAILED: {REQUIRE} is set, but no test ran the Claude Code CLI", red=True, bold=True
        )
