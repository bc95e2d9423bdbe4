"""Sessions that draft, played by the stand-in: for ends that the real CLI cannot be brought to in time."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from orchestrator.drafting.check import Asked, Sound
from orchestrator.drafting.prompt import Request
from orchestrator.drafting.session import Room, draft
from orchestrator.drafting.source import parts
from orchestrator.errors import EXIT_BLOCKED, EXIT_STOPPED, DraftError, Stopped
from orchestrator.model.configuration import Budget, ClaudeSettings, Settings
from orchestrator.model.happening import DraftRefused, DraftStarted, Happening, SessionSaid
from orchestrator.process.wake import Wake
from orchestrator.project import ProjectFiles
from orchestrator.redaction import Secrets
from orchestrator.trouble.wordings import NO_WORDINGS
from tests.drafting.made import IDEA, answer
from tests.support.standin import standin
from tests.support.waiting import wait_until

ANSWER = "begin; cat ../answer; finish"
LOST = (
    r"""printf '{"type":"result","subtype":"error_during_execution","is_error":true,"num_turns":0,"""
    r""""errors":["No conversation found with session ID: x"]}\n'; exit 1"""
)
SECRET = "correct-horse-battery-staple"


class Stage:
    """A project with a stand-in for the CLI."""

    def __init__(
        self, folder: Path, script: str, data: dict[str, Any] | None = None, **settings: Any
    ) -> None:
        self.root = folder / "project"
        self.root.mkdir()
        self.folder = folder / "evidence"
        (folder / "answer").write_text(called(answer() if data is None else data), "utf-8")
        self.heard: list[Happening] = []
        self.wake = Wake()
        self.claude = ClaudeSettings(command=(standin(folder, f'echo "$@" >> ../called\n{script}'),))
        self.settings = Settings(claude=self.claude, **settings)

    def go(self) -> tuple[Sound, int]:
        room = Room(
            root=str(self.root),
            folder=str(self.folder),
            settings=self.settings,
            environment={"PATH": "/usr/bin:/bin"},
            secrets=Secrets([("API_KEY", SECRET)]),
            wordings=NO_WORDINGS,
            wake=self.wake,
            report=self.heard.append,
        )
        asked = Asked(
            "IDEA.md",
            parts(IDEA),
            "docs",
            ProjectFiles(str(self.root), "/usr/bin:/bin"),
            {},
            taken=lambda _path: False,
        )
        try:
            return draft(room, Request("IDEA.md", IDEA, asked.parts), asked)
        finally:
            self.wake.close()

    def reasons(self) -> list[str]:
        return [each.why for each in self.heard if isinstance(each, DraftStarted)]

    def calls(self) -> list[str]:
        """The command lines of the CLI."""
        return (self.root.parent / "called").read_text("utf-8").splitlines()

    def prompt(self, number: int) -> str:
        name = "prompt.md" if number == 1 else f"prompt-{number}.md"
        return (self.folder / name).read_text("utf-8")


def called(data: dict[str, Any]) -> str:
    """The line of the stream that tells of a call of the answer's tool."""
    block = {"type": "tool_use", "id": "t1", "name": "StructuredOutput", "input": data}
    message = {"id": "m1", "role": "assistant", "model": "stand-in", "content": [block]}
    return json.dumps({"type": "assistant", "message": message, "parent_tool_use_id": None}) + "\n"


def refused_by_the_cli() -> str:
    block = {"type": "tool_result", "tool_use_id": "t1", "is_error": True, "content": "no such shape"}
    return json.dumps({"type": "user", "message": {"role": "user", "content": [block]}})


def test_the_session_is_called_in_a_way_that_lets_it_read_only(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ANSWER, phase_budget=Budget(usd=2.0), budget=Budget(usd=5.0))
    sound, sessions = stage.go()
    assert (sound.plan.path, sessions) == ("docs/master-plan.md", 1)
    [call] = stage.calls()
    assert "--permission-mode default" in call
    assert "--dangerously-skip-permissions" not in call
    assert "--tools Read,Grep,Glob --disallowedTools Bash,Edit,Write," in call
    assert "--strict-mcp-config --json-schema {" in call
    assert "--max-budget-usd 2.0000" in call


def test_what_it_says_is_shown_and_what_it_drafted_is_kept(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ANSWER)
    stage.go()
    said = [each.line.text for each in stage.heard if isinstance(each, SessionSaid)]
    assert said == ["[StructuredOutput]"]
    kept = (stage.folder / "draft-1" / "2.md").read_text("utf-8")
    assert kept.startswith("<!-- phase1-rows.md -->\n# Phase 1: Rows")
    assert stage.folder.stat().st_mode & 0o777 == 0o700


def test_a_session_that_broke_off_is_asked_to_go_on(tmp_path: Path) -> None:
    stage = Stage(tmp_path, f"begin; first_time died && kill -9 $$; {ANSWER}")
    _, sessions = stage.go()
    assert sessions == 2
    assert stage.reasons() == ["first", "broke off"]
    assert "was ended by SIGKILL before it sent a result" in stage.prompt(2)
    assert "--resume" in stage.calls()[1]


def test_a_conversation_that_is_lost_is_started_over_with_what_was_wrong(tmp_path: Path) -> None:
    bad = "printf '%s\\n' '" + called({"files": [], "coverage": []}).strip() + "'"
    script = (
        f"if first_time one; then begin; {bad}; finish; elif first_time two; then {LOST}; else {ANSWER}; fi"
    )
    stage = Stage(tmp_path, script)
    _, sessions = stage.go()
    assert sessions == 3
    assert stage.reasons() == ["first", "sent back", "started over"]
    assert stage.prompt(3).startswith("Draft a plan")
    assert "1. your answer: it has 0 files" in stage.prompt(3)
    first, second, third = (call.split("--json-schema")[0] for call in stage.calls())
    assert "--session-id" in first
    assert "--resume" in second
    assert "--session-id" in third


def test_an_answer_that_the_cli_refused_is_none(tmp_path: Path) -> None:
    script = f"begin; cat ../answer; printf '%s\\n' '{refused_by_the_cli()}'; finish"
    stage = Stage(tmp_path, script, max_retries=0)
    with pytest.raises(DraftError, match="no plan came of 1 attempt"):
        stage.go()
    [refused] = [each for each in stage.heard if isinstance(each, DraftRefused)]
    assert [complaint.code for complaint in refused.complaints] == ["no-answer"]


def test_the_end_of_the_last_session_is_told_when_it_gave_no_answer(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "begin; exit 3", max_retries=1)
    with pytest.raises(DraftError, match="the last session ended with exit code 3") as raised:
        stage.go()
    assert raised.value.exit_code == EXIT_BLOCKED
    assert stage.reasons() == ["first", "broke off"]


def test_a_usage_limit_is_not_waited_for(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "begin; limited 3600")
    with pytest.raises(DraftError, match="usage limit: You have hit your session limit") as raised:
        stage.go()
    assert raised.value.exit_code == EXIT_STOPPED
    assert "`orchestrate plan` again once the limit has reset" in str(raised.value)
    assert stage.reasons() == ["first"]


def test_to_be_told_to_stop_ends_the_session(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "begin; stay ../stays")

    def stop() -> None:
        wait_until((tmp_path / "stays").exists)
        stage.wake.set()
        stage.wake.set()  # at once: the stand-in is a shell that would not hear a polite word

    thread = Thread(target=stop)
    thread.start()
    with pytest.raises(Stopped):
        stage.go()
    thread.join()
    assert stage.reasons() == ["first"]


def test_a_secret_reaches_neither_the_plan_nor_the_evidence(tmp_path: Path) -> None:
    data = answer(plan=None)
    data["files"][1]["content"] += f"- [ ] 1.2: use {SECRET}\n"
    stage = Stage(tmp_path, ANSWER, data)
    sound, _ = stage.go()
    assert "[API_KEY]" in sound.files[0].text
    written = [sound.files[0].text, *(p.read_text("utf-8") for p in stage.folder.rglob("*.*") if p.is_file())]
    assert len(written) > 4
    assert not any(SECRET in text for text in written)
