from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.support import isolation


def test_nothing_of_the_persons_own_is_left_in_the_environment(tmp_path: Path) -> None:
    own = {
        "ANTHROPIC_API_KEY": "secret",
        "CLAUDECODE": "1",
        "ORCHESTRATE_MODEL": "opus",
        "GIT_DIR": "/somewhere/.git",
        "NO_COLOR": "1",
        "HOME": "/home/person",
    }
    changed = isolation.isolated(own | {"PATH": "/bin"}, tmp_path)
    assert changed["PATH"] == "/bin"
    assert changed["HOME"] == str(tmp_path / "home")
    assert not changed.keys() & (own.keys() - {"HOME"})


def test_these_tests_run_in_the_isolated_environment() -> None:
    assert "orchestrate-tests-" in os.environ["HOME"]
    assert Path.home() == Path(os.environ["HOME"])
    assert not [name for name in os.environ if name.startswith(("ANTHROPIC_", "ORCHESTRATE_"))]


def test_git_knows_an_author_and_a_first_branch_without_the_persons_configuration(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init")
    git("commit", "--allow-empty", "-m", "first")
    assert git("log", "--format=%an <%ae> %D") == "Test Author <author@example.invalid> HEAD -> main"


def test_traces_in_a_home_folder_are_found(tmp_path: Path) -> None:
    assert isolation.traces(tmp_path) == []
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "a").write_text("x")
    assert isolation.traces(tmp_path) == [".config", ".config/a"]
