from __future__ import annotations

import json
import re
from pathlib import Path

from tests.support import claude_cli

PACKAGE = "@anthropic-ai/claude-code"


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), "utf-8")


def installed(folder: Path, version: str) -> Path:
    """A folder that looks like an installation of this version, where 2.0.0 is wanted."""
    write_json(folder / "package.json", {"dependencies": {PACKAGE: "2.0.0"}})
    write_json(folder / "node_modules" / PACKAGE / "package.json", {"version": version})
    command = folder / "node_modules" / ".bin" / "claude"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    return folder


def test_the_pinned_version_is_exact() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", claude_cli.pinned())


def test_the_lock_file_holds_the_pinned_version_and_no_address() -> None:
    lock = (claude_cli.FOLDER / "package-lock.json").read_text("utf-8")
    package = json.loads(lock)["packages"][f"node_modules/{PACKAGE}"]
    assert package["version"] == claude_cli.pinned()
    assert package["integrity"].startswith("sha512-")
    assert "resolved" not in lock


def test_an_installation_in_the_pinned_version_is_usable(tmp_path: Path) -> None:
    assert claude_cli.missing(installed(tmp_path, "2.0.0")) == ""


def test_another_version_is_as_good_as_none(tmp_path: Path) -> None:
    assert "is 1.9.9, the tests want 2.0.0; run `make claude`" in claude_cli.missing(
        installed(tmp_path, "1.9.9")
    )


def test_a_missing_installation_names_its_cure(tmp_path: Path) -> None:
    assert "not installed; run `make claude`" in claude_cli.missing(tmp_path)
