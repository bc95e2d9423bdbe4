"""Makes `orchestrate.pyz` of a wheel: `python onefile.py WHEEL TARGET`. Not shipped in the wheel.

All sources are in it, so that it runs on every Python that we support. Byte code belongs to one version of
Python and is larger than its source, so only what a session calls again and again gets it: the report and the
look at each edit. It is that of the building Python; every other one passes it over and reads the source.
Wheel and Python given, the result is the same byte for byte.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import os
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress

# What `orchestrate done` and `orchestrate hook protect` begin with.
CALLED_IN_SESSIONS = (
    "orchestrator.__main__",
    "orchestrator.cli.done",
    "orchestrator.cli.hook",
    "orchestrator.hooks.protect",
    "orchestrator.signals",
    "orchestrator.text",
)
SHEBANG = b"#!/usr/bin/env python3\n"
# Any Python can read this. The working folder may change before a module is loaded, and the file's name was
# given relative to it.
MAIN = b"""\
import os
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("orchestrate: this Python is %d.%d; use 3.11 or newer\\n" % sys.version_info[:2])
    sys.exit(2)
sys.path[0] = os.path.abspath(sys.path[0])

from orchestrator.__main__ import main

main()
"""
UNCHECKED = (1).to_bytes(4, "little")  # byte code with the source's digest, which is not compared at a start
FILE, PROGRAM = 0o100644, 0o755
Date = tuple[int, int, int, int, int, int]


def make(wheel: str, target: str) -> None:
    """Write the one file; it is there as a whole or not at all."""
    with zipfile.ZipFile(wheel) as archive:
        date = archive.infolist()[0].date_time  # the same for all, see SOURCE_DATE_EPOCH
        content = {name: archive.read(name) for name in archive.namelist()}
    aside = f"{target}.{os.getpid()}.tmp"
    try:
        _write(aside, entries(content), date)
        os.chmod(aside, PROGRAM)
        os.replace(aside, target)
    except BaseException:
        with suppress(FileNotFoundError):  # there may be no such folder
            os.unlink(aside)
        raise


def _write(path: str, files: Mapping[str, bytes], date: Date) -> None:
    with open(path, "wb") as file:
        file.write(SHEBANG)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in sorted(files.items()):
                entry = zipfile.ZipInfo(name, date)
                entry.create_system, entry.external_attr = 3, FILE << 16  # as on Unix, wherever it is made
                archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)


def entries(wheel: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the one file holds, by name, of what a wheel holds."""
    kept = {name: data for name, data in wheel.items() if ".dist-info/" not in name}
    licence = next(data for name, data in wheel.items() if name.endswith(".dist-info/licenses/LICENSE"))
    compiled = {name + "c": byte_code(name, kept[name]) for name in closure(CALLED_IN_SESSIONS, kept)}
    return {**kept, **compiled, "LICENSE": licence, "__main__.py": MAIN}


def byte_code(name: str, source: bytes) -> bytes:
    """A module as `.pyc`."""
    code = compile(source, name, "exec", dont_inherit=True)
    digest = importlib.util.source_hash(source)
    return importlib.util.MAGIC_NUMBER + UNCHECKED + digest + marshal.dumps(code)


def closure(modules: tuple[str, ...], files: Mapping[str, bytes]) -> set[str]:
    """The files of these modules and of all that comes along when they are imported."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        base = module.replace(".", "/")
        for name in (f"{base}.py", f"{base}/__init__.py"):
            if name in files and name not in found:
                found.add(name)
                waiting += imported(ast.parse(files[name]).body)
        if "." in module:
            waiting.append(module.rpartition(".")[0])
    return found


def imported(body: list[ast.stmt]) -> Iterator[str]:
    """What the statements of a module import while it is loaded, and what may be a module of that."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


if __name__ == "__main__":
    make(*sys.argv[1:3])
