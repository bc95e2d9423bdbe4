"""The rules of conftest.py, seen from outside: a small test file, run by a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REQUIRE, REQUIRE_BROWSER

ROOT = Path(__file__).parents[1]
NEEDS_CLAUDE = "import pytest\n@pytest.mark.claude\ndef test_it():\n    assert True\n"
NO_BROWSER = """
from tests.support import browser
from tests.browser.conftest import chromium
browser.missing = lambda: 'it is not here'
def test_it(chromium): assert chromium
"""
NO_CLAUDE = "from tests.support import claude_cli\nclaude_cli.missing = lambda: 'it is not here'\n"


def run_pytest(tmp_path: Path, test: str, *arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and output of a pytest that knows nothing but conftest.py and this test."""
    (tmp_path / "test_inner.py").write_text(test, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    claude: needs the CLI\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-rs"]
    ended = subprocess.run(
        [*command, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_a_test_that_writes_into_the_home_folder_fails(tmp_path: Path) -> None:
    test = "from pathlib import Path\ndef test_it():\n    (Path.home() / 'x').touch()\n    assert True\n"
    code, output = run_pytest(tmp_path, test)
    assert code == 1
    assert "this test wrote into the home folder: ['x']" in output


def test_a_test_of_the_cli_is_skipped_in_plain_words_when_there_is_none(tmp_path: Path) -> None:
    code, output = run_pytest(tmp_path, NO_CLAUDE + NEEDS_CLAUDE)
    assert code == 0
    assert "1 skipped" in output
    assert "SKIPPED 1 end-to-end tests" in output


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_missing_cli_is_a_failure_where_it_is_required(tmp_path: Path, workers: tuple[str, ...]) -> None:
    code, output = run_pytest(tmp_path, NO_CLAUDE + NEEDS_CLAUDE, *workers, **{REQUIRE: "1"})
    assert code == 1
    assert f"{REQUIRE} is set, but it is not here" in output


def test_where_the_cli_is_required_a_run_without_it_fails(tmp_path: Path) -> None:
    code, output = run_pytest(tmp_path, "def test_it():\n    assert True\n", **{REQUIRE: "1"})
    assert code == 1
    assert "no test ran the Claude Code CLI" in output


def test_a_run_with_the_cli_is_content(tmp_path: Path) -> None:
    found = "from tests.support import claude_cli\nclaude_cli.missing = lambda: ''\n"
    code, output = run_pytest(tmp_path, found + NEEDS_CLAUDE, "-n", "1", **{REQUIRE: "1"})
    assert code == 0
    assert "1 passed" in output


def test_a_test_in_a_browser_is_skipped_where_there_is_none(tmp_path: Path) -> None:
    code, output = run_pytest(tmp_path, NO_BROWSER)
    assert code == 0
    assert "1 skipped" in output


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_missing_browser_is_a_failure_where_it_is_required(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    code, output = run_pytest(tmp_path, NO_BROWSER, *workers, **{REQUIRE_BROWSER: "1"})
    assert code == 1
    assert f"{REQUIRE_BROWSER} is set, but it is not here" in output
