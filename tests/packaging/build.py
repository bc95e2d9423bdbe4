"""Builds what is released, with the tools and libraries of this environment: no network is needed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKER = "orchestrator._vendor.onefile"
# What .gitignore keeps out of a checkout, but the folders of that name that are ours: `orchestrator/demo`.
NOT_COPIED = (".git", "node_modules", "__pycache__", ".venv*", ".*_cache", ".hypothesis", "*.egg-info")
NOT_COPIED_FROM_THE_TOP = ("build", "dist", "demo")


@dataclass(frozen=True, slots=True)
class Built:
    """The files of a release."""

    wheel: Path
    sdist: Path
    onefile: Path


def build(target: str, tree: Path, folder: Path, umask: int = 0o022, **variables: str) -> Path:
    """Build a `wheel` or an `sdist` of a tree; the file."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        command, cwd=tree, env={**kept, **variables}, umask=umask, check=True, capture_output=True, text=True
    )
    return next(folder.glob("*.whl" if target == "wheel" else "*.tar.gz"))


def build_onefile(wheel: Path, folder: Path, python: str = sys.executable, **variables: str) -> Path:
    """Build the one file of a wheel."""
    target = folder / "orchestrate.pyz"
    command = [python, "-m", MAKER, str(wheel), str(target)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=True, capture_output=True)
    return target


def copied(folder: Path) -> Path:
    """Our tree, as somebody else checked it out: with other times, and modes of their umask."""
    tree = folder / "tree"
    anywhere, top = shutil.ignore_patterns(*NOT_COPIED), shutil.ignore_patterns(*NOT_COPIED_FROM_THE_TOP)

    def left_out(place: str, names: list[str]) -> set[str]:
        return anywhere(place, names) | (top(place, names) if Path(place) == ROOT else set())

    shutil.copytree(ROOT, tree, ignore=left_out)
    for path in tree.rglob("*"):
        path.chmod(0o700 if path.is_dir() or path.stat().st_mode & 0o100 else 0o600)
        os.utime(path, (1, 1))
    return tree


def unpacked(sdist: Path, folder: Path) -> Path:
    """The tree in a source distribution."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
