"""Small copies: what `orchestrate vendor` makes, with less in it."""

from __future__ import annotations

from pathlib import Path

from orchestrator.model.vendoring import Manifest
from orchestrator.vendoring.folder import changing, replace
from orchestrator.vendoring.manifest import PATH, manifest_of, written

Files = dict[str, bytes]


def files_of(version: str) -> Files:
    """Three files whose content tells the version."""
    paths = ("orchestrate.py", "orchestrator/__init__.py", "orchestrator/plan/gates.py")
    return {path: f"# {path} of {version}\n".encode() for path in paths}


def made_of(version: str) -> Manifest:
    return manifest_of(version, files_of(version))


def whole(version: str) -> Files:
    """What lies in the folder of such a copy."""
    return files_of(version) | {PATH: written(made_of(version))}


def put(folder: Path, version: str) -> None:
    """A copy in a folder that is there."""
    with changing(str(folder)):
        replace(str(folder), files_of(version), made_of(version))


def contents(folder: Path) -> Files:
    """All that is below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
