"""Whether the real Claude Code CLI is there, in the version that the tests are written for."""

from __future__ import annotations

import json
import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "claude_cli"
BIN = FOLDER / "node_modules" / ".bin"
_PACKAGE = "@anthropic-ai/claude-code"


def pinned(folder: Path = FOLDER) -> str:
    """The version that the tests want."""
    return str(json.loads((folder / "package.json").read_text("utf-8"))["dependencies"][_PACKAGE])


def missing(folder: Path = FOLDER) -> str:
    """Why the CLI cannot be used; empty when it can."""
    modules = folder / "node_modules"
    if not os.access(modules / ".bin" / "claude", os.X_OK):
        return "the Claude Code CLI is not installed; run `make claude` (it needs npm)"
    installed = json.loads((modules / _PACKAGE / "package.json").read_text("utf-8"))["version"]
    if installed != pinned(folder):
        return f"the Claude Code CLI is {installed}, the tests want {pinned(folder)}; run `make claude`"
    return ""
