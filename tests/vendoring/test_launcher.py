"""The launcher of a copy starts that copy or says what is wrong, and never anything else."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator import __version__
from orchestrator.vendoring.launcher import TEXT


def too_old() -> list[Path]:
    """Older versions of Python beside the one that runs; often there are none."""
    found = Path(sys.base_prefix).parent.glob("[23].*/bin/python")
    versions = {path: path.parent.parent.name.split(".") for path in found}
    return sorted(path for path, (major, minor, *_) in versions.items() if (int(major), int(minor)) < (3, 11))


def launch(
    launcher: Path, *words: str, python: str = sys.executable, cwd: Path | None = None
) -> tuple[int, str, str]:
    ended = subprocess.run(
        [python, "-B", str(launcher), *words], cwd=cwd, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_it_starts_what_lies_beside_it_from_anywhere(copy_of_checkout: Path, tmp_path: Path) -> None:
    launcher = copy_of_checkout / "orchestrate.py"
    link = tmp_path / "orchestrate"
    link.symlink_to(launcher)
    for way in (launcher, link):
        assert launch(way, "--version", cwd=tmp_path) == (0, f"orchestrate {__version__}\n", "")


def test_it_refuses_to_start_another_orchestrate_when_its_own_is_gone(tmp_path: Path) -> None:
    (tmp_path / "orchestrate.py").write_text(TEXT)
    code, output, errors = launch(tmp_path / "orchestrate.py", "--version")  # this environment has one
    assert (code, output) == (2, "")
    assert f"{tmp_path}/orchestrator is not complete; `orchestrate vendor DIR --update`" in errors


@pytest.mark.parametrize("old", too_old(), ids=str)
def test_a_python_that_is_too_old_is_told_which_is_needed(copy_of_checkout: Path, old: Path) -> None:
    code, output, errors = launch(copy_of_checkout / "orchestrate.py", "--version", python=str(old))
    assert (code, output) == (2, "")
    assert errors.startswith("orchestrate: Python 3.11 or newer is needed, this is ")


@pytest.mark.parametrize("newer", [ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match])
def test_it_holds_nothing_that_an_old_python_cannot_read(newer: type[ast.AST]) -> None:
    assert not any(isinstance(node, newer) for node in ast.walk(ast.parse(TEXT)))
    assert "annotations" not in TEXT
