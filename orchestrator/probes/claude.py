"""Looks for the Claude Code CLI and for what it would sign in by; never at what a key or a token is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.doctor.world import Answer, Claude, Login, SignIn
from orchestrator.files import read_file
from orchestrator.model.configuration import Settings
from orchestrator.probes.programs import ask, find
from orchestrator.session.command import FORCED, NESTED, brings_settings
from orchestrator.spool import SPOOL
from orchestrator.text import read_json

MOST_BYTES = 16 * 1024 * 1024  # of a file of the CLI's; its own one grows with every project
# As the CLI takes them, the first one first (2.1.330, told by `claude auth status`).
CLOUDS = ("CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY")
KEYS = ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN")
HELPER = "apiKeyHelper"
_MANAGED = ("/etc/claude-code", "/Library/Application Support/ClaudeCode")


def gather(root: str, settings: Settings, environment: Mapping[str, str]) -> Claude:
    """What is found, for sessions in the project `root`."""
    command = settings.claude.command
    launcher = settings.launcher[0] if settings.launcher else ""
    program = "" if launcher else find(command[0], root, environment)
    folder = configuration_folder(environment)
    return Claude(
        command=command,
        program=program,
        answer=_version(program, command, root, environment) if program else None,
        launcher=launcher,
        bypasses=settings.claude.permission_mode == "bypassPermissions",
        root=os.geteuid() == 0,
        is_sandbox=environment.get("IS_SANDBOX"),
        bubblewrap=bool(environment.get("CLAUDE_CODE_BUBBLEWRAP")),
        nested=tuple(sorted(NESTED & set(environment))),
        ours=SPOOL in environment,
        folder=folder,
        folder_writable=_writable(folder),
        sign_in=sign_in(root, folder, settings, environment),
    )


def configuration_folder(environment: Mapping[str, str]) -> str:
    """Where the CLI keeps what belongs to the user."""
    told = environment.get("CLAUDE_CONFIG_DIR")
    return told or os.path.join(environment.get("HOME") or os.path.expanduser("~"), ".claude")


def sign_in(root: str, folder: str, settings: Settings, environment: Mapping[str, str]) -> SignIn:
    """By what the CLI would sign in, as far as it can be told from variables and files."""
    unreadable, stored = "", None
    try:
        stored = _login(folder) or _key(folder, environment)
    except OSError as error:
        unreadable = f"{error.filename or folder}: {error.strerror}"
    return SignIn(
        clouds=tuple(name for name in CLOUDS if environment.get(name)),
        variables=tuple(name for name in KEYS if environment.get(name)),
        in_settings=tuple(_in_settings(root, folder)),
        stored=stored,
        unreadable=unreadable,
        elsewhere=sys.platform == "darwin" or brings_settings(settings.claude),
    )


def _version(program: str, command: tuple[str, ...], root: str, environment: Mapping[str, str]) -> Answer:
    outside = {name: value for name, value in environment.items() if name not in NESTED}
    return ask(program, (*command[1:], "--version"), root, outside | FORCED)


def _writable(folder: str) -> bool:
    """Whether the CLI could write there, or make the folder."""
    while not os.path.exists(folder):
        parent = os.path.dirname(folder)
        if parent == folder or not parent:
            return False
        folder = parent
    return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)


def _in_settings(root: str, folder: str) -> Iterator[tuple[str, str]]:
    """Keys that settings bring: a program that prints one, or a variable that they set."""
    project = os.path.join(root, ".claude")
    managed = (os.path.join(place, "managed-settings.json") for place in _MANAGED)
    local = (os.path.join(project, name) for name in ("settings.local.json", "settings.json"))
    for path in (*managed, *local, os.path.join(folder, "settings.json")):
        try:
            found = _read(path)
        except OSError:  # whoever cannot read them is not helped by them, either
            continue
        variables = found.get("env")
        for name in (*CLOUDS, *KEYS):
            if isinstance(variables, dict) and variables.get(name):
                yield name, path
        if found.get(HELPER):
            yield HELPER, path


def _login(folder: str) -> Login | None:
    """What `claude /login` stored for an account."""
    path = os.path.join(folder, ".credentials.json")
    login = _read(path).get("claudeAiOauth")
    if not isinstance(login, dict) or not login.get("accessToken"):
        return None
    expires = login.get("expiresAt")  # milliseconds
    seconds = expires / 1000 if isinstance(expires, int | float) else None
    return Login(path, seconds, renewable=bool(login.get("refreshToken")))


def _key(folder: str, environment: Mapping[str, str]) -> Login | None:
    """What `claude /login` stored for those who pay by use: a key, in a file beside the folder."""
    beside = folder if environment.get("CLAUDE_CONFIG_DIR") else os.path.dirname(folder)
    path = os.path.join(beside, ".claude.json")
    return Login(path, None, renewable=False) if _read(path).get("primaryApiKey") else None


def _read(path: str) -> dict[str, Any]:
    """An object from a JSON file; empty when there is no such file, or it holds something else.

    Raises:
        OSError: it is there, but cannot be read.
    """
    try:
        found = read_json(read_file(path, MOST_BYTES))
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return {}
    except OSError as error:
        error.filename = path
        raise
    return found if isinstance(found, dict) else {}
