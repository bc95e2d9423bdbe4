"""The README's hooks do what it says, as they are written there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.support.commands import environment, run_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.notify.server import serving
from tests.support.standin import WORKS, configured
from tests.test_readme import block, section

EXAMPLES = section("Notifications and hooks")
# Stands for GitHub's program, and records its words.
GH_STAND_IN = '#!/bin/sh\nprintf "%s\\n" "$@" >> "$(dirname "$0")/gh.said"\n'


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, "http://127.0.0.1:9")


def prepared(folder: Path, title: str, script: str, hooks: str) -> Project:
    """A project with one phase and both of the README's programs."""
    config = configured(folder, script, f"hooks:\n{hooks}")
    made = project(folder, PhaseFile("1", title), config=config)
    made.write("tools/close_issue.py", block(EXAMPLES, "python"))
    made.write("tools/tell_chat.sh", block(EXAMPLES, "sh"))
    return made


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Build the parser (#12)", ["issue", "close", "12", "--comment"]),
        ("Build the parser", []),
    ],
)
def test_the_issue_of_a_phase_that_is_done_is_closed(
    title: str, said: list[str], tmp_path: Path, env: dict[str, str]
) -> None:
    hooks = "  phase_done: python3 tools/close_issue.py\n"
    assert hooks.strip() in EXAMPLES
    made = prepared(tmp_path, title, WORKS, hooks)
    program = tmp_path / "programs" / "gh"
    program.parent.mkdir()
    program.write_text(GH_STAND_IN)
    program.chmod(0o755)
    env["PATH"] = f"{program.parent}:{env['PATH']}"
    ended = run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env)
    assert (ended.returncode, ended.stderr) == (0, "")
    record = program.with_name("gh.said")
    words = record.read_text().splitlines() if record.exists() else []
    assert words[:4] == said
    assert words[4:] == (["Phase 1 is done: its gates were run again and pass (1 attempts)."] if said else [])


def test_a_chat_hears_of_a_blocked_phase_and_of_the_end(tmp_path: Path, env: dict[str, str]) -> None:
    command = "sh tools/tell_chat.sh"
    assert f"`{command}`" in EXAMPLES
    hooks = f"  phase_blocked: {command}\n  run_finished: {command}\n"
    script = "begin; done_with blocked 'no network; rm -rf'; finish"
    made = prepared(tmp_path, "Fetch", script, hooks)
    with serving() as chat:
        env["CHAT_WEBHOOK"] = f"{chat.url}/hooks/1"
        ended = run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env)
    assert (ended.returncode, ended.stderr) == (1, "")
    (_, path, blocked), (_, _, over) = chat.requests
    assert path == "/hooks/1"
    assert "phase blocked, phase 1 (Fetch)" in blocked["text"]
    assert "no network; rm -rf" in blocked["text"]
    assert over["text"].split(": ", 1)[1].startswith("run finished, run ")
    assert over["text"].endswith(" is blocked")


def test_a_chat_that_cannot_be_reached_is_told_and_hurts_nothing(tmp_path: Path, env: dict[str, str]) -> None:
    made = prepared(tmp_path, "Fetch", WORKS, "  run_finished: sh tools/tell_chat.sh\n")
    env["CHAT_WEBHOOK"] = "http://127.0.0.1:9/"
    ended = run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env)
    assert ended.returncode == 0
    assert "the hook 'run_finished' failed with exit code 7: curl: (7)" in ended.stderr
