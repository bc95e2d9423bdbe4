"""A program named `orchestrate` for the worker's PATH, so that it can report with nothing installed."""

from __future__ import annotations

import os
import shlex
import sys

import orchestrator
from orchestrator.files import make_private

NAME = "orchestrate"
# -I, -S: whatever the worker did to its Python environment, this program starts, and at once.
_SHIM = """\
#!/bin/sh
# Made by orchestrate for one attempt of one phase.
exec {python} -I -S -c {code} "$@"
"""
_CODE = """\
import sys
sys.path.insert(0, {home!r})
from orchestrator.__main__ import main
main()
"""


def install(folder: str) -> str:
    """Write the program into `folder/bin`; the path of that folder, to put first on PATH."""
    bin_folder = os.path.join(folder, "bin")
    make_private(bin_folder)
    path = os.path.join(bin_folder, NAME)
    home = os.path.dirname(os.path.dirname(os.path.abspath(orchestrator.__file__)))
    python = shlex.quote(sys.executable or "python3")
    text = _SHIM.format(python=python, code=shlex.quote(_CODE.format(home=home)))
    with open(path, "w", encoding="utf-8", errors="surrogateescape", opener=_executable) as file:
        file.write(text)
    return bin_folder


def _executable(path: str, flags: int) -> int:
    return os.open(path, flags, 0o700)
