"""Which versions of Python are on this machine, beside the one that runs the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13")
TOO_OLD = ("3.10", "3.9", "3.8", "2.7")
_LOOK = "import sys, sqlite3, zlib; print('%d.%d' % sys.version_info[:2])"


@cache
def find(version: str) -> str | None:
    """An interpreter of this version that works, absolute; None when there is none."""
    return next((path for path in _candidates(version) if _is(path, version)), None)


def _candidates(version: str) -> Iterator[str]:
    yield sys.executable
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    # Where several are kept side by side: pyenv (the tests' HOME is another one), and other managers.
    pyenv = os.environ.get("PYENV_ROOT") or os.path.join(pwd.getpwuid(os.getuid()).pw_dir, ".pyenv")
    for home in (Path(pyenv, "versions"), Path(sys.base_prefix).parent):
        for place in sorted(home.glob(f"{version}.*"), reverse=True):
            yield str(place / "bin" / "python")


def _is(path: str, version: str) -> bool:
    try:
        said = subprocess.run([path, "-c", _LOOK], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.stdout.strip() == version
