from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.packaging.build import ROOT, Built, build, build_onefile


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """A release of this tree, made once for all workers: that takes a quarter of a minute."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "dist"
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            wheel = build("wheel", ROOT, folder)
            paths = (wheel, build("sdist", ROOT, folder), build_onefile(wheel, folder))
            made.write_text("\n".join(map(str, paths)))
    return Built(*map(Path, made.read_text().splitlines()))
