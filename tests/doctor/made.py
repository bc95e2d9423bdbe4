"""A world in which all is well, to be changed in one place."""

from __future__ import annotations

from orchestrator.doctor.report import Check, Health
from orchestrator.doctor.world import (
    Answer,
    Claude,
    Disk,
    Git,
    Login,
    Machine,
    Notifier,
    Project,
    SignIn,
    World,
)

NOW = 1_795_000_000.0  # November 2026
GB = 1_000_000_000
MACHINE = Machine(
    version="1.2.3",
    python=(3, 12, 1),
    implementation="CPython",
    executable="/usr/bin/python3",
    system="linux",
    sees_processes=True,
    sqlite="3.40.1",
    write_ahead=True,
    names="utf-8",
    output="UTF-8",
    terminal="xterm",
    colour=True,
    now=NOW,
    newest=NOW - 1000,
    newest_path="/lib/orchestrator/__init__.py",
    disks=(Disk("/p", free=50 * GB, least=16_000_000, files=True, writable=True),),
    other=None,
)
CLAUDE = Claude(
    command=("claude",),
    program="/usr/bin/claude",
    answer=Answer(0, "2.1.330 (Claude Code)"),
    launcher="",
    bypasses=True,
    root=False,
    is_sandbox=None,
    bubblewrap=False,
    nested=(),
    ours=False,
    folder="/home/me/.claude",
    folder_writable=True,
    sign_in=SignIn(stored=Login("/home/me/.claude/.credentials.json", NOW + 3600, renewable=True)),
)
GIT = Git("/usr/bin/git", Answer(0, "git version 2.39.5"), Answer(0, ".git"), marked=True)
PROJECT = Project(
    root="/p",
    found_by=".git",
    writable="",
    file_system="ext4",
    refusal=None,
    stored=None,
    holder=None,
    leftovers=(),
    employer=None,
    configured=True,
    complaints=(),
    wordings=(),
    launcher=None,
    gates=(),
    git=GIT,
    plan=None,
)
NOTIFIER = Notifier("desktop", True, "notify-send", there=True, desktop=True, server="https://ntfy.sh")
WORLD = World(MACHINE, CLAUDE, PROJECT, NOTIFIER, ())


def named(checks: tuple[Check, ...], name: str) -> Check:
    """The one check of that name."""
    (found,) = (check for check in checks if check.name == name)
    return found


def assert_bad(check: Check, health: Health, words: str, cure: str) -> None:
    assert check.health is health, check
    assert words in check.found
    assert cure in check.cure
