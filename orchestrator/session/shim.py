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
_CODE = "import sys; sys.path.insert(0, {home!r}); from {module} import {function}; {function}()"


def install(folder: str) -> str:
    """Write the program into `folder/bin`; the path of that folder, to put first on PATH."""
    bin_folder = os.path.join(folder, "bin")
    make_private(bin_folder)
    path = os.path.join(bin_folder, NAME)
    python = shlex.quote(sys.executable or "python3")
    text = _SHIM.format(python=python, code=shlex.quote(program_code("orchestrator.__main__", "main")))
    with open(path, "w", encoding="utf-8", errors="surrogateescape", opener=_executable) as file:
        file.write(text)
    return bin_folder


def program_code(module: str, function: str) -> str:
    """What an interpreter without any path is told to carry out a function of ours; one line.

    Our home is a folder or a zip file; Python imports from both.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(orchestrator.__file__)))
    return _CODE.format(home=home, module=module, function=function)


def _executable(path: str, flags: int) -> int:
    return os.open(path, flags, 0o700)
