"""The forms in which the program runs, each started as its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.programs import CHECKOUT

START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from orchestrator.__main__ import main; main()"


def orchestrate(home: Path, *words: object, bare: bool = True) -> subprocess.CompletedProcess[str]:
    """`orchestrate` from the folder or zip file that holds the package.

    Args:
        bare: nothing else can be imported but the standard library; a checkout needs its environment.
    """
    alone = ["-I", "-S"] if bare and home != CHECKOUT else ["-I"]
    return subprocess.run(
        [sys.executable, *alone, "-c", START, str(home), *map(str, words)],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
