"""What is said of the Claude Code CLI."""

from __future__ import annotations

from typing import Any

import pytest

from orchestrator.doctor.claude import checks
from orchestrator.doctor.report import Check, Health
from orchestrator.doctor.world import Answer, Login, SignIn
from tests.doctor.made import CLAUDE, NOW, assert_bad, named

WARNING, ERROR, OK = Health.WARNING, Health.ERROR, Health.OK
NOTHING = SignIn()
PATH = "/home/me/.claude/.credentials.json"


def examined(**change: Any) -> tuple[Check, ...]:
    return checks(CLAUDE._replace(**change), NOW)


def said(text: str, code: int = 0) -> dict[str, Answer]:
    return {"answer": Answer(code, text)}


def expired(*, renewable: bool) -> SignIn:
    return SignIn(stored=Login(PATH, NOW - 1, renewable))


def test_a_good_cli_has_nothing_to_cure() -> None:
    assert {check.health for check in examined()} == {OK}


@pytest.mark.parametrize(
    ("name", "change", "health", "words", "cure"),
    [
        ("claude", {"program": "", "answer": None}, ERROR, "not on your PATH", "npm install"),
        ("claude", {"launcher": "srun"}, WARNING, "behind 'srun'", "srun before `claude --version`"),
        ("claude-version", {"answer": None}, WARNING, "in time", "claude --version"),
        ("claude-version", said("", 124), WARNING, "in time", "claude --version"),
        ("claude-version", said("no such module", 1), ERROR, "exit code 1: no such module", "install it"),
        ("claude-version", said("hello"), WARNING, "no version in what it says: hello", "claude.command"),
        ("claude-version", said("2.0.72 (Claude Code)"), ERROR, "2.0.72 lacks options", "2.0.73 or newer"),
        ("claude-version", said("2.0.73"), WARNING, "older than what was tested (2.1.197", "@latest"),
        ("claude-version", said("2.1.331"), WARNING, "newer than what was tested", "@2.1.330"),
        ("sign-in", {"launcher": "ssh"}, WARNING, "cannot be told from here", "'ssh'"),
        ("sign-in", {"sign_in": NOTHING}, ERROR, "not signed in", "claude /login"),
        ("sign-in", {"sign_in": SignIn(elsewhere=True)}, WARNING, "cannot be told", "claude --print"),
        ("sign-in", {"sign_in": NOTHING, "command": ("sh", "x")}, WARNING, "cannot be told", "try"),
        ("sign-in", {"sign_in": SignIn(unreadable="f: denied")}, ERROR, "f: denied", "readable"),
        ("sign-in", {"sign_in": expired(renewable=False)}, ERROR, "has expired", "claude /login"),
        ("claude-folder", {"folder_writable": False}, WARNING, "cannot be written", "CLAUDE_CONFIG_DIR"),
        ("root", {"root": True}, ERROR, "you are root", "IS_SANDBOX=1"),
        ("root", {"root": True, "is_sandbox": "true"}, ERROR, "only the value 1 counts", "IS_SANDBOX=1"),
        ("root", {"root": True, "launcher": "bwrap"}, WARNING, "cannot be told", "as another user"),
        ("nesting", {"ours": True}, WARNING, "a session of orchestrate itself", "outside of sessions"),
    ],
)
def test_what_is_wrong_is_told_with_its_cure(
    name: str, change: dict[str, Any], health: Health, words: str, cure: str
) -> None:
    assert_bad(named(examined(**change), name), health, words, cure)


@pytest.mark.parametrize(
    ("sign_in", "words"),
    [
        (SignIn(variables=("ANTHROPIC_API_KEY",)), "ANTHROPIC_API_KEY is set; whether it is valid cannot"),
        (SignIn(clouds=("CLAUDE_CODE_USE_VERTEX",)), "the credentials of that cloud are used"),
        (SignIn(in_settings=(("apiKeyHelper", "/s.json"),)), "apiKeyHelper is set in /s.json"),
        (expired(renewable=True), "is renewed at the next start"),
        (SignIn(stored=Login("/c.json", None, renewable=False)), "stored in /c.json"),
        (SignIn(unreadable="f: denied", variables=("ANTHROPIC_API_KEY",)), "ANTHROPIC_API_KEY is set"),
    ],
)
def test_every_way_to_sign_in_is_known(sign_in: SignIn, words: str) -> None:
    check = named(examined(sign_in=sign_in), "sign-in")
    assert check.health is OK
    assert words in check.found


def test_a_key_that_takes_the_place_of_a_login_is_told() -> None:
    both = SignIn(variables=("ANTHROPIC_API_KEY",), stored=Login(PATH, None, renewable=True))
    assert f"used instead of the login in {PATH}" in named(examined(sign_in=both), "sign-in").found


@pytest.mark.parametrize("version", ["2.1.197 (Claude Code)", "2.1.300", "2.1.330"])
def test_a_version_that_was_tested_is_ok(version: str) -> None:
    assert named(examined(**said(version)), "claude-version").health is OK


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "not root"),
        ({"root": True, "bypasses": False}, "ask for permissions"),
        ({"root": True, "is_sandbox": "1"}, "IS_SANDBOX=1 is set"),
        ({"root": True, "bubblewrap": True}, "CLAUDE_CODE_BUBBLEWRAP is set"),
    ],
)
def test_who_may_work_unattended(change: dict[str, Any], words: str) -> None:
    check = named(examined(**change), "root")
    assert (check.health, words in check.found) == (OK, True)


def test_a_session_around_us_is_told_and_does_no_harm() -> None:
    check = named(examined(nested=("CLAUDECODE", "CLAUDE_PID")), "nesting")
    assert check.health is OK
    assert "started without CLAUDECODE, CLAUDE_PID" in check.found
