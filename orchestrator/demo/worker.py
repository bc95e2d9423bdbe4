"""The worker of the demonstration: it stands in for Claude and follows a script; no model is called.

A program of its own, for the standard library alone. It speaks the stream format of the Claude Code CLI
on standard output, and what it says it does it really does: files are written, commands run, the phase is
reported with `orchestrate done` from the PATH. Its one lie is in the script: in phase 2 it claims that the
tests pass without having run them.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

MODEL = "scripted-not-claude"
PACE = "ORCHESTRATOR_DEMO_PACE"  # seconds between two steps
DEFAULT_PACE = 0.15
NOTHING_USED = {"input_tokens": 0, "output_tokens": 0}

WRONG, RIGHT = "return left // right", "return left / right"
CALCULATOR = '''\
"""A small calculator."""
'''
FUNCTIONS = f"""

def add(left: float, right: float) -> float:
    return left + right


def divide(left: float, right: float) -> float:
    {WRONG}
"""
TESTS = """\
import unittest

import calculator


class CalculatorTest(unittest.TestCase):
    def test_adds(self) -> None:
        self.assertEqual(calculator.add(2, 3), 5)

    def test_divides_without_rounding(self) -> None:
        self.assertEqual(calculator.divide(7, 2), 3.5)


if __name__ == "__main__":
    unittest.main()
"""
NOTES = """\
# Notes of phase {phase}

## Summary
{summary}

## Key Decisions
{decision}

## Files Modified
{files}
"""


class Step(NamedTuple):
    """A call of a tool, or (without a tool) something that is said."""

    tool: str
    input: dict[str, str]
    inner: tuple[Step, ...] = ()  # what a sub-agent does


def say(text: str) -> Step:
    """Words."""
    return Step("", {"text": text})


def read(path: str) -> Step:
    """A look into a file."""
    return Step("Read", {"file_path": path})


def write(path: str, content: str) -> Step:
    """A new file."""
    return Step("Write", {"file_path": path, "content": content})


def edit(path: str, old: str, new: str) -> Step:
    """Every `old` in a file becomes `new`."""
    return Step("Edit", {"file_path": path, "old_string": old, "new_string": new, "replace_all": "true"})


def run(command: str) -> Step:
    """A command for the shell."""
    return Step("Bash", {"command": command})


def notes(phase: int, summary: str, decision: str, files: str) -> Step:
    """The notes that a phase leaves."""
    text = NOTES.format(phase=phase, summary=summary, decision=decision, files=files)
    return write(f"notes/NOTES_phase_{phase}.md", text)


def finish(phase: int, phase_file: str, last_words: str) -> tuple[Step, ...]:
    """Boxes ticked, phase reported."""
    report = run(f"orchestrate done --phase {phase} --status completed")
    return edit(phase_file, "- [ ]", "- [x]"), report, say(last_words)


SETUP = (
    read("docs/phase1-setup.md"),
    write("calculator.py", CALCULATOR),
    write("test_calculator.py", TESTS),
    notes(
        1,
        "The module is there, still empty; so are its tests.",
        "Tests first: they say what is to be built.",
        "calculator.py, test_calculator.py",
    ),
    *finish(1, "docs/phase1-setup.md", "The files are in place."),
)
CLAIM = (
    read("docs/phase2-implementation.md"),
    read("notes/NOTES_phase_1.md"),
    write("calculator.py", CALCULATOR + FUNCTIONS),
    notes(2, "add and divide work.", "Plain functions, no classes.", "calculator.py"),
    *finish(2, "docs/phase2-implementation.md", "Everything works and all tests pass."),
)
REPAIR = (
    say("The check is right: divide cuts the fraction off."),
    read("calculator.py"),
    edit("calculator.py", WRONG, RIGHT),
    run(f"{shlex.quote(sys.executable)} -B -m unittest -q"),
    notes(
        2,
        "add and divide work; divide no longer rounds.",
        "True division, as the tests ask for.",
        "calculator.py",
    ),
    *finish(2, "docs/phase2-implementation.md", "Repaired. This time the tests were run, and pass."),
)
REVIEW = (
    read("docs/phase3-review.md"),
    read("notes/NOTES_phase_2.md"),
    Step(
        "Agent",
        {
            "subagent_type": "reviewer",
            "description": "review the calculator",
            "prompt": "Review calculator.py against its tests.",
        },
        (read("calculator.py"), say("Small, tested, nothing to add.")),
    ),
    write(
        "USAGE.md", "# Calculator\n\n    >>> import calculator\n    >>> calculator.divide(7, 2)\n    3.5\n"
    ),
    notes(3, "The reviewer found nothing to change.", "The usage is shown by an example.", "USAGE.md"),
    *finish(3, "docs/phase3-review.md", "Reviewed and documented."),
)
INTRODUCTION = say("I am a scripted worker: no model is called, but every file and command is real.")


def script(phase: str) -> tuple[Step, ...]:
    """What is done for a phase, as the files ask for it: a fault that is there is repaired."""
    if phase == "2":
        return REPAIR if WRONG in _content("calculator.py") else CLAIM
    known = {"1": SETUP, "3": REVIEW}
    return known.get(phase) or (
        run(f"orchestrate done --phase '{phase}' --status blocked --reason 'the script ends at phase 3'"),
        say("I only know the phases 1 to 3 of the demonstration."),
    )


class Stream:
    """Events of one session, written as they happen."""

    def __init__(self, session_id: str, pace: float) -> None:
        self._session_id = session_id
        self._pace = pace
        self._count = 0
        self._began = time.monotonic()

    def begin(self) -> None:
        """The first event of every session."""
        self._send(
            {
                "type": "system",
                "subtype": "init",
                "cwd": os.getcwd(),
                "tools": ["Agent", "Bash", "Edit", "Read", "Write"],
                "mcp_servers": [],
                "model": MODEL,
                "permissionMode": "bypassPermissions",
                "apiKeySource": "none",
                "claude_code_version": "scripted",
                "agents": ["reviewer"],
            }
        )

    def act(self, steps: Sequence[Step], parent: str | None = None) -> str:
        """Do one step after the other; the last words."""
        words = ""
        for step in steps:
            time.sleep(self._pace)
            if step.tool:
                self._use(step, parent)
            else:
                words = step.input["text"]
                self._say({"type": "text", "text": words}, parent)
        return words

    def end(self, words: str) -> None:
        """The final result: nothing was used, nothing is paid."""
        used = {"inputTokens": 0, "outputTokens": 0, "costUSD": 0}
        self._send(
            {
                "type": "result",
                "subtype": "success",
                "is_error": False,
                "duration_ms": int((time.monotonic() - self._began) * 1000),
                "num_turns": self._count,
                "result": words,
                "stop_reason": "end_turn",
                "total_cost_usd": 0,
                "usage": NOTHING_USED,
                "modelUsage": {MODEL: used},
                "permission_denials": [],
            }
        )

    def _use(self, step: Step, parent: str | None) -> None:
        call = f"toolu_{self._count:04}"
        self._say({"type": "tool_use", "id": call, "name": step.tool, "input": step.input}, parent)
        failed, text = self._delegate(step, call) if step.tool == "Agent" else perform(step)
        result = {"type": "tool_result", "tool_use_id": call, "content": text, "is_error": failed}
        message = {"role": "user", "content": [result]}
        self._send({"type": "user", "message": message, "parent_tool_use_id": parent})

    def _delegate(self, step: Step, call: str) -> tuple[bool, str]:
        """A sub-agent: its own events carry the id of the call."""
        description = step.input["description"]
        task = {"task_id": uuid.uuid4().hex[:17], "tool_use_id": call}
        about = {"subagent_type": step.input["subagent_type"], "description": description}
        self._send({"type": "system", "subtype": "task_started", "task_type": "local_agent", **task, **about})
        words = self.act(step.inner, call)
        usage = {"total_tokens": 0, "tool_uses": len(step.inner), "duration_ms": 0}
        told = {"status": "completed", "summary": description, "usage": usage}
        self._send({"type": "system", "subtype": "task_notification", **task, **told})
        return False, words

    def _say(self, block: dict[str, Any], parent: str | None) -> None:
        self._count += 1
        message = {
            "id": f"msg_{self._count:04}",
            "type": "message",
            "role": "assistant",
            "model": MODEL,
            "content": [block],
            "stop_reason": None,
            "usage": NOTHING_USED,
        }
        self._send({"type": "assistant", "message": message, "parent_tool_use_id": parent})

    def _send(self, event: dict[str, Any]) -> None:
        print(json.dumps({**event, "session_id": self._session_id, "uuid": str(uuid.uuid4())}), flush=True)


def perform(step: Step) -> tuple[bool, str]:
    """Really do it; whether it failed, and what the tool answers."""
    try:
        return _TOOLS[step.tool](step.input)
    except OSError as error:
        return True, str(error)


def _read(given: dict[str, str]) -> tuple[bool, str]:
    with open(given["file_path"], encoding="utf-8") as file:
        return False, file.read()


def _write(given: dict[str, str]) -> tuple[bool, str]:
    path = given["file_path"]
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(given["content"])
    return False, f"File created successfully at: {path}"


def _edit(given: dict[str, str]) -> tuple[bool, str]:
    text = _content(given["file_path"])
    changed = text.replace(given["old_string"], given["new_string"])
    _write({"file_path": given["file_path"], "content": changed})
    return False, f"The file {given['file_path']} has been updated successfully."


def _run(given: dict[str, str]) -> tuple[bool, str]:
    done = subprocess.run(
        given["command"], shell=True, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    text = (done.stdout + done.stderr).strip()
    return done.returncode != 0, f"Exit code {done.returncode}\n{text}" if done.returncode else text


_TOOLS = {"Read": _read, "Write": _write, "Edit": _edit, "Bash": _run}


def _content(path: str) -> str:
    """What a file holds; nothing when it is not there."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def _after(option: str, words: Sequence[str]) -> str:
    return words[words.index(option) + 1] if option in words[:-1] else ""


def _pace() -> float:
    try:
        return max(0.0, float(os.environ.get(PACE, DEFAULT_PACE)))
    except ValueError:
        return DEFAULT_PACE


def main(words: Sequence[str]) -> int:
    """One session; returns the exit code."""
    sys.stdin.read()  # the prompt; a script has no use for it
    session_id = _after("--resume", words) or _after("--session-id", words) or str(uuid.uuid4())
    stream = Stream(session_id, _pace())
    stream.begin()
    stream.end(stream.act((INTRODUCTION, *script(os.environ.get("ORCHESTRATOR_PHASE", "")))))
    return 0


def program() -> None:
    """Carry out the words of the command line, and leave."""
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # told to stop: no traceback into the evidence
        sys.exit(130)


if __name__ == "__main__":
    program()
