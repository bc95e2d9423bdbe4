"""Where definitions of sub-agents are found: real folders, and what the real CLI listed for the same ones."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from orchestrator.agents import BUILT_IN, defined

GOOD = "---\nname: {}\ndescription: d\n---\nYou help.\n"
RECORDINGS = Path(__file__).parent / "data" / "recordings"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project below a repository, beside a home folder."""
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/project").mkdir()
    (tmp_path / "home").mkdir()
    return tmp_path / "repo/project"


def names(root: Path, *arguments: str, **more: str) -> set[str]:
    """What is defined besides the CLI's own."""
    home = {"HOME": str(root.parents[1] / "home")}
    return set(defined(str(root), home | more, arguments).names) - set(BUILT_IN)


def test_the_agents_of_the_cli_itself_are_known(root: Path) -> None:
    assert set(defined(str(root), {"HOME": str(root)}, ()).names) >= set(BUILT_IN)


def test_every_agent_that_a_recorded_session_knew_without_a_definition_is_built_in() -> None:
    listed = {
        name
        for path in RECORDINGS.rglob("*.jsonl")
        for found in re.findall(
            r'"subtype":"init".*?"agents":(\[[^]]*\])', path.read_text("utf-8", "replace")
        )
        for name in json.loads(found)
    }
    assert listed - {"doc-sync"} == set(BUILT_IN) - {"output-style-setup"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD.format("uno"), {"uno"}),
        (GOOD.format('"quo ted" # why'), {"quo ted"}),
        (GOOD.format("'uno'"), {"uno"}),
        (GOOD.format("uno   # why"), {"uno"}),
        ("\ufeff" + GOOD.format("uno").replace("\n", "\r\n"), {"uno"}),
        ("---\ndescription: >\n  name: x\nname: uno\n---\n", {"uno"}),
        ("---\nname: uno\n---\n", set()),
        ("---\ndescription: d\n---\n", set()),
        ("---\nname: uno\ndescription: d\n", set()),
        ("name: uno\ndescription: d\n", set()),
        ("You help.\n", set()),
        ("", set()),
    ],
)
def test_a_definition_needs_a_name_and_a_description(root: Path, text: str, expected: set[str]) -> None:
    write(root / ".claude/agents/file.md", text)
    assert names(root) == expected


def test_a_definition_that_the_cli_passes_over_is_remembered_by_both_its_names(root: Path) -> None:
    write(root / ".claude/agents/stem.md", "---\nname: said\n---\n")
    write(root / ".claude/agents/bytes.md", "")
    (root / ".claude/agents/bytes.md").write_bytes(b"\xff\xfe")
    found = defined(str(root), {"HOME": str(root)}, ()).incomplete
    assert (found["stem"], found["said"]) == (".claude/agents/stem.md", ".claude/agents/stem.md")
    assert found["bytes"] == ".claude/agents/bytes.md"


def test_a_pipe_among_the_definitions_holds_nobody_up(root: Path) -> None:
    write(root / ".claude/agents/a.md", GOOD.format("uno"))
    os.mkfifo(root / ".claude/agents/b.md")
    assert names(root) == {"uno"}


def test_folders_and_links_are_followed_and_a_circle_ends(root: Path) -> None:
    write(root / ".claude/agents/deep/er/a.md", GOOD.format("deep"))
    write(root.parents[1] / "elsewhere/b.md", GOOD.format("linked"))
    write(root / ".claude/agents/c.txt", GOOD.format("no-markdown"))
    (root / ".claude/agents/link").symlink_to(root.parents[1] / "elsewhere")
    (root / ".claude/agents/circle").symlink_to(root / ".claude/agents")
    assert names(root) == {"deep", "linked"}


def test_folders_above_count_up_to_the_repository(root: Path) -> None:
    write(root.parent / ".claude/agents/a.md", GOOD.format("of-repository"))
    write(root.parents[1] / ".claude/agents/a.md", GOOD.format("above-it"))
    assert names(root) == {"of-repository"}
    (root.parent / ".git").rmdir()
    assert names(root, HOME=str(root.parents[1])) == {"of-repository", "above-it"}
    assert names(root, HOME=str(root.parent)) == {"of-repository"}


def test_the_users_own_are_in_the_home_or_where_the_variable_says(root: Path) -> None:
    write(root.parents[1] / "home/.claude/agents/a.md", GOOD.format("of-home"))
    write(root.parents[1] / "config/agents/a.md", GOOD.format("of-config"))
    assert names(root) == {"of-home"}
    assert names(root, CLAUDE_CONFIG_DIR=str(root.parents[1] / "config")) == {"of-config"}


def test_arguments_of_the_cli_define_add_and_leave_out(root: Path) -> None:
    write(root / ".claude/agents/a.md", GOOD.format("of-project"))
    write(root.parents[1] / "home/.claude/agents/a.md", GOOD.format("of-home"))
    write(root / "more/.claude/agents/a.md", GOOD.format("of-more"))
    write(root / "agents.json", '{"of-file": {"description": "d", "prompt": "p"}}')
    both = {"of-project", "of-home"}
    assert names(root, "--agents", '{"given": {"description": "d"}}') == both | {"given"}
    assert names(root, '--agents={"given": {}}', "-v") == both | {"given"}
    assert names(root, "--agents", "agents.json") == both | {"of-file"}
    assert names(root, "--add-dir", "x", "more", "--verbose", "y") == both | {"of-more"}
    assert names(root, "--setting-sources", "user") == {"of-home"}
    assert names(root, "--setting-sources=project,local") == {"of-project"}


@pytest.mark.parametrize("value", ["nonsense", "{", "[1]", '["a"]', ""])
def test_agents_that_cannot_be_read_are_none(root: Path, value: str) -> None:
    assert names(root, "--agents", value) == set()


def test_the_places_that_were_looked_at_are_told(root: Path) -> None:
    home = root.parents[1] / "home"
    (root.parent / ".claude/agents").mkdir(parents=True)
    places = list(defined(str(root), {"HOME": str(home)}, ()).places)
    assert places[:3] == [".claude/agents", str(root.parent / ".claude/agents"), str(home / ".claude/agents")]
    assert places[-2:] == ["--agents of claude.arguments", "the CLI's own"]
