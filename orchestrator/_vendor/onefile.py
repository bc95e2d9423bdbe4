"""Makes `orchestrate.pyz` of a wheel: `python -m orchestrator._vendor.onefile WHEEL TARGET`. Not in a wheel.

All modules are in it as text, so that it runs on every Python that we support: what is left of them says
`orchestrator._vendor.texts`. Byte code belongs to one version of Python and is larger than its source, so
only the report of a session gets it, which has to be there at once. It is that of the building Python; every
other one passes it over and reads the text. Wheel and Python given, the result is the same byte for byte.
"""

from __future__ import annotations

import ast
import importlib.util
import lzma
import marshal
import os
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path
from types import CodeType

from orchestrator._vendor import packed
from orchestrator._vendor.abbreviating import abbreviated, table_of
from orchestrator._vendor.texts import data, shortened, texts

# What `orchestrate done` begins with.
CALLED_IN_SESSIONS = (
    "orchestrator.__main__",
    "orchestrator.cli.done",
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
PACKAGE, PACKED = "orchestrator/__init__.py", "orchestrator/_packed.py"
SERVE = "from orchestrator import _packed\n_packed.serve(__spec__)\n"
# For letters of two bytes, see `packed.letters`. The whole fits into the window.
XZ = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 1, "pb": 1}]
XZ_OF_BYTES = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]
UNCHECKED = (1).to_bytes(4, "little")  # byte code with the source's digest, which is not compared at a start
FILE, PROGRAM = 0o100644, 0o755
Placed = ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.keyword | ast.alias | ast.pattern
Date = tuple[int, int, int, int, int, int]


def make(wheel: str, target: str) -> None:
    """Write the one file; it is there as a whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    if os.path.isdir(target):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), target)
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
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in sorted(files.items()):
                entry = zipfile.ZipInfo(name, date)
                entry.create_system, entry.external_attr = 3, FILE << 16  # as on Unix, wherever it is made
                how = (
                    zipfile.ZIP_STORED if name in (packed.SOURCES, packed.COMPILED) else zipfile.ZIP_DEFLATED
                )
                archive.writestr(entry, data, how, 9)


def entries(wheel: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the one file holds, by name, of what a wheel holds."""
    sources = texts(wheel)
    begins = {
        PACKAGE: (sources[PACKAGE] + SERVE).encode(),
        PACKED: shortened(Path(packed.__file__).read_text("utf-8"), own=True).encode(),
    }
    return {
        **begins,
        f"{PACKED}c": pyc(PACKED, begins[PACKED]),
        packed.SOURCES: compressed({**sources, **data(wheel)}),
        packed.COMPILED: compiled(sources),
        "__main__.py": MAIN,
        "LICENSE": licences(wheel),
    }


def licences(wheel: Mapping[str, bytes]) -> bytes:
    """Our licence, and those of the libraries in the file."""
    ours = next(text for name, text in wheel.items() if name.endswith(".dist-info/licenses/LICENSE"))
    theirs = {name: text for name, text in sorted(wheel.items()) if name.endswith(".LICENSE")}
    heads = [f"\n----\n{name.removesuffix('.LICENSE')}\n\n".encode() for name in theirs]
    return b"".join([ours, *(part for pair in zip(heads, theirs.values(), strict=True) for part in pair)])


def compressed(files: Mapping[str, str]) -> bytes:
    """All of them in one block, as `packed.Sources` reads it."""
    table = table_of(files.values())
    texts = [abbreviated(text, table) for text in files.values()]
    parts = [packed.SEPARATOR.join(part) for part in (table.values(), files, texts)]
    taken = sorted({letter for text in files.values() for letter in text if ord(letter) >= packed.FIRST})
    content = packed.END.join(["".join(taken), *parts])
    return lzma.compress(content.encode(packed.ENCODING), check=lzma.CHECK_CRC32, filters=XZ)


def compiled(sources: Mapping[str, str]) -> bytes:
    """The byte code of what sessions call, for this very Python."""
    wanted = sorted(closure(CALLED_IN_SESSIONS, sources) - {PACKAGE})
    codes = {name: byte_code(f"orchestrate.pyz/{name}", sources[name]) for name in wanted}
    parts: list[tuple[bytes, ...]] = []
    bare = {name: parted(code, parts) for name, code in codes.items()}
    content = marshal.dumps((bare, *zip(*parts, strict=True)))
    return importlib.util.MAGIC_NUMBER + lzma.compress(content, check=lzma.CHECK_CRC32, filters=XZ_OF_BYTES)


def parted(code: CodeType, parts: list[tuple[bytes, ...]]) -> CodeType:
    """Byte code without what is added to `parts`; `packed.joined` undoes it."""
    parts.append(tuple(getattr(code, name) for name in packed.COLUMNS))
    inside = tuple(parted(it, parts) if isinstance(it, CodeType) else it for it in code.co_consts)
    return code.replace(co_consts=inside, **dict.fromkeys(packed.COLUMNS, b""))  # type: ignore[arg-type]  # the columns are of bytes


def pyc(name: str, source: bytes) -> bytes:
    """A module as Python's own importer of zip files reads it."""
    digest = importlib.util.source_hash(source)
    return importlib.util.MAGIC_NUMBER + UNCHECKED + digest + marshal.dumps(byte_code(name, source))


def byte_code(name: str, source: str | bytes) -> CodeType:
    """A module compiled. It knows its lines, but not their columns, which would be a tenth of it."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, Placed):
            node.end_lineno, node.col_offset, node.end_col_offset = node.lineno, -1, -1
    code: CodeType = compile(tree, name, "exec", dont_inherit=True)
    return code


def closure(modules: tuple[str, ...], files: Mapping[str, str]) -> set[str]:
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
