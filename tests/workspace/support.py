"""Projects to record: real git repositories, and fingerprints of what must not be touched."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from orchestrator.workspace.opening import Workspace, open_workspace
from orchestrator.workspace.plain import PlainWorkspace
from orchestrator.workspace.trees import GitWorkspace


def git(folder: Path, *words: str) -> str:
    """Run git as a user would; returns what it prints."""
    done = subprocess.run(("git", *words), cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def repository(folder: Path) -> Path:
    """A repository with one commit of `tracked` and `.gitignore`, which ignores `*.log` and `build/`."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet")
    (folder / "tracked").write_text("one\n")
    (folder / ".gitignore").write_text("*.log\nbuild/\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    return folder


def with_git(root: Path) -> Workspace:
    """The project's workspace, with git."""
    state = root / ".orchestrator"
    state.mkdir(exist_ok=True)
    workspace = open_workspace(str(root), str(state), os.environ)
    assert isinstance(workspace, GitWorkspace)
    return workspace


def without_git(root: Path) -> Workspace:
    """The project's workspace where PATH has no git."""
    state = root / ".orchestrator"
    state.mkdir(exist_ok=True)
    (state / "no-programs").mkdir(exist_ok=True)
    workspace = open_workspace(str(root), str(state), {"PATH": str(state / "no-programs")})
    assert isinstance(workspace, PlainWorkspace)
    return workspace


WAYS = {"git": with_git, "plain": without_git}


def fingerprint(folder: Path) -> str:
    """Changes with any byte, name, mode or time of change of anything below a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        found = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        total.update(repr((path, found.st_mode, found.st_mtime_ns, found.st_ino, content)).encode())
    return total.hexdigest()


def changes(workspace: Workspace, before: str, after: str) -> dict[str, str]:
    """Path -> what happened to it."""
    return {change.path: change.status.value for change in workspace.changed(before, after)}
