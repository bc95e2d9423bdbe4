"""The source distribution: all that is needed to build, test and read, and nothing of a person's machine."""

from __future__ import annotations

import tarfile

from tests.packaging.build import ROOT, Built


def test_it_holds_what_the_repository_holds_and_nothing_that_was_built(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "orchestrator").rglob("*.py")}
    schemas = {path.relative_to(ROOT).as_posix() for path in (ROOT / "schemas").iterdir()}
    assert names >= package | schemas | {"pyproject.toml", "LICENSE", "README.md", "Makefile", "PKG-INFO"}
    unwanted = ("node_modules", "__pycache__", ".venv", "_cache/", ".hypothesis", ".git/")
    assert not [name for name in names if any(part in name for part in unwanted)]
    assert not [name for name in names if name.startswith(("dist/", "demo/", "build/"))]
