from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.programs import CHECKOUT
from tests.vendoring.forms import orchestrate


@pytest.fixture(scope="session")
def copy_of_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole program, vendored by this checkout; not to be changed."""
    folder = tmp_path_factory.mktemp("copy") / "tools"
    made = orchestrate(CHECKOUT, "vendor", folder)
    assert (made.returncode, made.stderr) == (0, "")
    return folder


@pytest.fixture(scope="session")
def wheel_installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in a wheel of this checkout, unpacked as an installer does it; not to be changed."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--no-cache-dir", "--disable-pip-version-check", "--quiet", "wheel"]
    subprocess.run(
        [*pip, CHECKOUT, "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path_factory.mktemp("home"))},
        check=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(folder / "site")
    shutil.copytree(CHECKOUT / "schemas", folder / "site/orchestrator/schemas", dirs_exist_ok=True)
    return folder / "site"
