from __future__ import annotations

from typing import Any

import pytest

from orchestrator.stream.tools import first_line, shorten, tool_line


@pytest.mark.parametrize(
    ("name", "arguments", "line"),
    [
        ("Read", {"file_path": "/home/u/docs/phase1-setup.md"}, "[Read: phase1-setup.md]"),
        ("Write", {"file_path": "calculator.py", "content": "x"}, "[Write: calculator.py]"),
        ("Edit", {"file_path": "src/module.py"}, "[Edit: module.py]"),
        ("MultiEdit", {"file_path": "src/module.py", "edits": []}, "[MultiEdit: module.py]"),
        ("NotebookEdit", {"notebook_path": "a/b.ipynb"}, "[NotebookEdit: b.ipynb]"),
        ("LS", {"path": "/home/u/docs/"}, "[LS: docs]"),
        ("LS", {"path": "/"}, "[LS: /]"),
        ("TodoWrite", {"todos": [1, 2, 3, 4, 5]}, "[TodoWrite: 5 items]"),
        ("TodoWrite", {"todos": [{}]}, "[TodoWrite: 1 item]"),
        ("TodoWrite", {"todos": "?"}, "[TodoWrite]"),
        ("Bash", {"command": 'echo "validation  passed"'}, '[Bash: echo "validation  passed"]'),
        ("Bash", {"command": "\n  make\nmake test\n"}, "[Bash: make …]"),
        ("Bash", {"command": "x" * 500}, f"[Bash: {'x' * 99}…]"),
        ("Grep", {"pattern": "def .*", "path": "src"}, "[Grep: def .*]"),
        ("Glob", {"pattern": "**/*.py"}, "[Glob: **/*.py]"),
        ("WebFetch", {"url": "https://u:pw@example.org/a/b?token=1#x"}, "[WebFetch: example.org/a/b]"),
        ("WebFetch", {"url": "example.org"}, "[WebFetch: example.org]"),
        ("WebSearch", {"query": "python"}, "[WebSearch: python]"),
        ("Agent", {"subagent_type": "doc-sync", "description": "d"}, "[Agent: doc-sync: d]"),
        ("Task", {"description": "d"}, "[Agent: general-purpose: d]"),
        ("Agent", {"subagent_type": "doc-sync"}, "[Agent: doc-sync]"),
        ("TaskCreate", {"subject": "do x", "description": "y"}, "[TaskCreate: do x]"),
        ("TaskUpdate", {"taskId": "3", "status": "completed"}, "[TaskUpdate: #3 completed]"),
        ("TaskList", {}, "[TaskList]"),
        ("TaskOutput", {"task_id": "b1", "block": True}, "[TaskOutput: b1]"),
        ("TaskStop", {"task_id": "b1"}, "[TaskStop: b1]"),
        ("Skill", {"skill": "commit", "args": "-m"}, "[Skill: commit]"),
        ("AskUserQuestion", {"questions": [{"question": "Which one?"}]}, "[AskUserQuestion: Which one?]"),
        ("AskUserQuestion", {"questions": ["?"]}, "[AskUserQuestion]"),
        ("ExitPlanMode", {"plan": "long plan"}, "[ExitPlanMode]"),
        ("BashOutput", {"bash_id": "b2"}, "[BashOutput: b2]"),
        ("KillShell", {"shell_id": "b2"}, "[KillShell: b2]"),
        ("Monitor", {"command": "tail -f log", "description": "d"}, "[Monitor: tail -f log]"),
        ("ToolSearch", {"query": "select:Monitor"}, "[ToolSearch: select:Monitor]"),
        ("SendMessage", {"to": "a1", "summary": "go on", "message": "m"}, "[SendMessage: a1: go on]"),
        ("StructuredOutput", {"status": "ok"}, "[StructuredOutput]"),
        ("mcp__github__create_issue", {"title": "t"}, "[mcp github: create_issue]"),
        ("mcp__my_server__do__it", {}, "[mcp my_server: do__it]"),
        ("Brandnew", {"n": 1, "long": "x" * 200, "mode": "fast", "z": "no"}, "[Brandnew: fast]"),
        ("Brandnew", {}, "[Brandnew]"),
        ("", {}, "[unnamed tool]"),
        ("Read", {"file_path": ["odd"]}, "[Read]"),
        ("Read", {"file_path": "a\x1b[31m\nb"}, "[Read: a b]"),
    ],
)
def test_a_call_is_one_short_line(name: str, arguments: dict[str, Any], line: str) -> None:
    assert tool_line(name, arguments) == line


def test_no_call_makes_a_long_line() -> None:
    big = "é\n" * 1_000_000
    for name in ("Read", "Bash", "Agent", "mcp__" + big, "N" * 9_000, "SendMessage", "TaskUpdate"):
        keys = ("file_path", "command", "subagent_type", "description", "to", "taskId", "status")
        assert len(tool_line(name, dict.fromkeys(keys, big))) < 180


def test_shortening_keeps_what_fits_and_marks_what_does_not() -> None:
    assert shorten("a  b", 4) == "a  b"
    assert shorten("abcde", 4) == "abc…"
    assert shorten("a\tb\nc\rd\u202e", 20) == r"a b cd\u202e"


def test_the_first_line_is_the_first_with_something_on_it() -> None:
    assert first_line("\n \n  x \ny") == "x"
    assert first_line(" \n") == ""
