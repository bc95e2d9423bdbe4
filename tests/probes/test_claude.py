"""The CLI is found, and what it signs in by; values of keys are never looked at."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from orchestrator.doctor.world import Answer, Claude, Login, SignIn
from orchestrator.model.configuration import ClaudeSettings, Settings
from orchestrator.probes.claude import CLOUDS, KEYS, configuration_folder, gather, sign_in
from tests.probes.made import program

TOKEN = "sk-ant-oat01-never-to-be-seen"
SECRET = "sk-ant-api03-never-to-be-seen"


class Home:
    """The home folder of a user, and a project."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder / "home", folder / "project"
        (self.folder / ".claude").mkdir(parents=True)
        (self.root / ".claude").mkdir(parents=True)
        self.environment = {"HOME": str(self.folder), "PATH": os.defpath}

    def write(self, path: str, data: object) -> Path:
        found = self.folder / path
        found.parent.mkdir(parents=True, exist_ok=True)
        found.write_text(data if isinstance(data, str) else json.dumps(data))
        return found

    def sign_in(self, settings: Settings | None = None, /, **variables: str) -> SignIn:
        environment = self.environment | variables
        folder = configuration_folder(environment)
        found = sign_in(str(self.root), folder, settings or Settings(), environment)
        assert "never-to-be-seen" not in repr(found)
        return found

    def claude(self, settings: Settings | None = None, /, **variables: str) -> Claude:
        return gather(str(self.root), settings or Settings(), self.environment | variables)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def login(**change: Any) -> dict[str, Any]:
    given = {"accessToken": TOKEN, "refreshToken": TOKEN, "expiresAt": 1_795_000_000_000, **change}
    return {"claudeAiOauth": given}


def test_nothing_is_found_where_nothing_is(home: Home) -> None:
    assert home.sign_in()._replace(elsewhere=False) == SignIn()


@pytest.mark.parametrize("name", KEYS)
def test_a_variable_with_a_key_is_found_and_an_empty_one_is_not(home: Home, name: str) -> None:
    assert home.sign_in(**{name: SECRET}).variables == (name,)
    assert home.sign_in(**{name: ""}).variables == ()


@pytest.mark.parametrize("name", CLOUDS)
def test_a_cloud_is_found(home: Home, name: str) -> None:
    assert home.sign_in(**{name: "1"}).clouds == (name,)


def test_a_login_is_found_with_its_end(home: Home) -> None:
    path = str(home.write(".claude/.credentials.json", login()))
    assert home.sign_in().stored == Login(path, 1_795_000_000.0, renewable=True)
    home.write(".claude/.credentials.json", login(refreshToken="", expiresAt=None))
    assert home.sign_in().stored == Login(path, None, renewable=False)


def test_the_folder_of_the_cli_may_be_another(home: Home) -> None:
    path = str(home.write("other/.credentials.json", login()))
    told = str(home.folder / "other")
    found = home.sign_in(CLAUDE_CONFIG_DIR=told).stored
    assert (found and found.path) == path
    key = str(home.write("other/.claude.json", {"primaryApiKey": SECRET}))
    home.write("other/.credentials.json", {})
    assert home.sign_in(CLAUDE_CONFIG_DIR=told).stored == Login(key, None, renewable=False)
    assert home.sign_in().stored is None


def test_a_stored_key_is_found_beside_the_folder(home: Home) -> None:
    path = str(home.write(".claude.json", {"primaryApiKey": SECRET}))
    assert home.sign_in().stored == Login(path, None, renewable=False)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"claudeAiOauth": 5}', '{"claudeAiOauth": {}}', "[" * 100_000]
)
def test_a_login_that_is_none_is_none(home: Home, text: str) -> None:
    home.write(".claude/.credentials.json", text)
    found = home.sign_in()
    assert (found.stored, found.unreadable) == (None, "")


def test_a_login_that_cannot_be_read_is_told(home: Home) -> None:
    path = home.folder / ".claude/.credentials.json"
    os.mkfifo(path)  # nobody writes there: whoever opened it as usual would wait for ever
    assert home.sign_in().unreadable == f"{path}: Not a regular file"


def test_settings_may_bring_a_key(home: Home) -> None:
    user = home.write(".claude/settings.json", {"apiKeyHelper": "print-key"})
    project = home.write("../project/.claude/settings.json", {"env": {"ANTHROPIC_API_KEY": SECRET}})
    local = home.write("../project/.claude/settings.local.json", {"env": {"CLAUDE_CODE_USE_VERTEX": 1}})
    found = [(what, os.path.realpath(path)) for what, path in home.sign_in().in_settings]
    assert found == [
        ("CLAUDE_CODE_USE_VERTEX", str(local.resolve())),
        ("ANTHROPIC_API_KEY", str(project.resolve())),
        ("apiKeyHelper", str(user)),
    ]


def test_settings_that_are_none_bring_nothing(home: Home) -> None:
    home.write(".claude/settings.json", {"env": ["ANTHROPIC_API_KEY"], "apiKeyHelper": ""})
    os.mkfifo(home.root / ".claude/settings.json")
    assert home.sign_in().in_settings == ()


def test_settings_on_the_command_line_cannot_be_looked_into(home: Home) -> None:
    brings = Settings(claude=ClaudeSettings(arguments=("--settings", "x.json")))
    assert home.sign_in(brings).elsewhere


def test_the_cli_is_asked_for_its_version_as_a_session_would_call_it(home: Home) -> None:
    program(home.root / "tools", "cli", 'echo "2.1.300 $* $CLAUDECODE $DISABLE_AUTOUPDATER"')
    settings = Settings(claude=ClaudeSettings(command=("tools/cli", "--fast")))
    found = home.claude(settings, CLAUDECODE="1", ORCHESTRATOR_SPOOL="/s", IS_SANDBOX="yes")
    assert os.path.samefile(found.program, home.root / "tools/cli")
    assert found.answer == Answer(0, "2.1.300 --fast --version 1")
    assert (found.nested, found.ours, found.is_sandbox) == (("CLAUDECODE",), True, "yes")
    assert (found.bypasses, found.launcher, found.bubblewrap) == (True, "", False)


def test_a_cli_that_is_not_there_is_not_asked(home: Home) -> None:
    found = home.claude(Settings(claude=ClaudeSettings(command=("no-such-program",))))
    assert (found.program, found.answer) == ("", None)


def test_behind_a_launcher_nothing_is_asked(home: Home) -> None:
    program(home.root / "tools", "cli", "touch asked")
    settings = Settings(launcher=("srun", "-n1"), claude=ClaudeSettings(command=("tools/cli",)))
    found = home.claude(settings)
    assert (found.launcher, found.program, found.answer) == ("srun", "", None)
    assert not (home.root / "asked").exists()


def test_a_folder_that_is_not_there_yet_can_be_made(home: Home) -> None:
    assert home.claude().folder_writable
    assert home.claude(CLAUDE_CONFIG_DIR=str(home.folder / "a/b")).folder_writable
    home.write("file", "")
    assert not home.claude(CLAUDE_CONFIG_DIR=str(home.folder / "file/x")).folder_writable


def test_without_a_home_there_is_still_a_folder() -> None:
    assert configuration_folder({}) == os.path.join(os.path.expanduser("~"), ".claude")
