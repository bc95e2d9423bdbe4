"""Keeps the tests away from the person who runs them: home folder, configuration, credentials."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_DROPPED = ("ORCHESTRATE_", "ORCHESTRATOR_", "CLAUDE", "ANTHROPIC_", "GIT_", "XDG_")
_DROPPED_NAMES = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "AI_AGENT", "IS_SANDBOX"}
_GIT_CONFIG = """\
[user]
    name = Test Author
    email = author@example.invalid
[init]
    defaultBranch = main
[commit]
    gpgSign = false
[tag]
    gpgSign = false
[core]
    hooksPath = /dev/null
[maintenance]
    auto = false
[gc]
    auto = 0
"""


def isolated(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """An environment without anything of the person's own.

    Args:
        environ: the environment to start from.
        folder: an empty folder for what takes the place of it; see `prepare`.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(_DROPPED) and name not in _DROPPED_NAMES
    }
    home = folder / "home"
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",  # no notice on the desktop of whoever runs the tests
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def prepare(folder: Path) -> None:
    """Make what `isolated` names: an empty home folder and the configuration of git."""
    (folder / "home").mkdir()
    (folder / "gitconfig").write_text(_GIT_CONFIG, "utf-8")


def enter(folder: Path) -> None:
    """Put this process, and so its children, into the isolated environment."""
    prepare(folder)
    changed = isolated(os.environ, folder)
    for name in set(os.environ) - set(changed):
        del os.environ[name]
    os.environ.update(changed)


def traces(home: Path) -> list[str]:
    """What was written into the home folder: nothing should be."""
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*"))
