"""Where the project lies in what GitHub checked out."""

from __future__ import annotations

import os

from orchestrator.project import find_root, working_folder


def prefix() -> str:
    """What stands before paths of the project in those of the repository: "" or "folder/"."""
    checkout = os.environ.get("GITHUB_WORKSPACE")
    inside = os.path.relpath(find_root(working_folder()), os.path.realpath(checkout)) if checkout else "."
    return "" if inside == "." or inside.startswith("..") else f"{inside}/"
