"""Loads the program out of the one file, where this is `orchestrator._packed`. Not in the wheel.

All modules lie there in one block, for together they compress to half of what they take one by one, and the
byte code of what sessions report with in another, so that a report does not unpack the rest. To Python they
are files in folders, as in any zip file.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec  # importlib.machinery and .util offer both, but take time to load
from _frozen_importlib_external import MAGIC_NUMBER
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from types import CodeType, ModuleType
    from zipimport import zipimporter

SOURCES = "orchestrator/sources.xz"
COMPILED = f"orchestrator/compiled.{sys.implementation.cache_tag}"
# Of what is unpacked. Two bytes for every letter: then a word that is abbreviated costs what a letter does.
ENCODING, SEPARATOR, END = "utf-16-be", "\0", "\1"
FIRST = 0x100  # what is below stands for itself
# What is apart from the byte code that it is of: alike with alike compresses better.
COLUMNS = ("co_code", "co_linetable", "co_exceptiontable")
NO_LZMA = """\
orchestrate: this Python ({python}) was built without the module 'lzma', which orchestrate.pyz needs; \
call another Python 3.11 or newer, or install the wheel
"""


def serve(package: ModuleSpec) -> None:
    """From now on, load what is below the package out of the file that the package was loaded from."""
    importer: zipimporter = package.loader  # type: ignore[assignment]  # as we were packed
    packed = Packed(importer)
    sys.path_hooks.insert(0, packed.folder)
    for path in package.submodule_search_locations or ():
        sys.path_importer_cache.pop(path, None)  # it served this very module
    package.loader = Folder(packed, "")  # type: ignore[assignment]  # the importer of zip files knows no data of ours


class Packed:
    """What the file holds. The sources are unpacked when something that is not compiled is asked for."""

    def __init__(self, importer: zipimporter) -> None:
        self.archive = os.path.abspath(importer.archive)
        self._read: Callable[[str], bytes] = lambda name: importer.get_data(f"{importer.archive}/{name}")
        self._sources: Sources | None = None
        self.compiled = self._compiled()

    def _compiled(self) -> dict[str, CodeType]:
        """Byte code by path; none for another version of Python than that which packed it."""
        try:
            data = self._read(COMPILED)
        except OSError:
            return {}
        if not data.startswith(MAGIC_NUMBER):
            return {}
        codes, *columns = marshal.loads(_unpacked(data[len(MAGIC_NUMBER) :]))
        parts = zip(*columns, strict=True)
        return {path: joined(code, parts) for path, code in codes.items()}

    def sources(self) -> Sources:
        """Every module and what else the program reads."""
        if self._sources is None:  # if two threads come here at once, both do the same
            self._sources = Sources(_unpacked(self._read(SOURCES)))
        return self._sources

    def folder(self, path: str) -> Folder:
        """What Python asks for each entry of a path (`sys.path_hooks`).

        Raises:
            ImportError: it is no folder of this file.
        """
        within = os.path.abspath(path).removeprefix(f"{self.archive}/")
        if os.path.isabs(within):
            raise ImportError(path=path)
        return Folder(self, f"{within}/")


def letters(taken: Container[str]) -> Iterator[int]:
    """What stands for words, in their order: each 256 of them in another eighth of all letters.

    The second byte of a letter is compressed with the first bits of the first one in view.
    """
    for page in range(0, 0x1800, 0x100):
        for eighth in range(0x2000, 0x10000, 0x2000):
            for letter in range(eighth + page, eighth + page + 0x100):
                if chr(letter) not in taken:
                    yield letter


class Sources:
    """Texts by their path in the file. A frequent word is one letter in them until they are read."""

    def __init__(self, block: bytes) -> None:
        taken, *parts = block.decode(ENCODING).split(END)
        words, names, texts = (part.split(SEPARATOR) for part in parts)
        self._words = dict(zip(letters(taken), words, strict=False))
        self._texts = dict(zip(names, texts, strict=True))

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def __getitem__(self, path: str) -> str:
        return self._texts[path].translate(self._words)


def joined(code: CodeType, parts: Iterator[tuple[bytes, ...]]) -> CodeType:
    """Byte code with what was taken out of it and of all that is inside it, in this order."""
    taken = dict(zip(COLUMNS, next(parts), strict=True))
    inside = tuple(joined(it, parts) if isinstance(it, type(code)) else it for it in code.co_consts)
    return code.replace(co_consts=inside, **taken)  # type: ignore[arg-type]  # the columns are of bytes


def _unpacked(block: bytes) -> bytes:
    try:
        from _lzma import LZMADecompressor  # as `lzma`, which takes longer than the work itself
    except ImportError:  # a Python can be built without it
        sys.stderr.write(NO_LZMA.format(python=sys.executable))
        sys.exit(2)
    return LZMADecompressor().decompress(block)


class Folder:
    """Finds and loads the modules of one folder."""

    def __init__(self, packed: Packed, folder: str) -> None:
        self._packed, self._folder = packed, folder
        self.archive = packed.archive

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG002 - Python gives it
        """Where a module is; None: not here."""
        path = self._path(fullname)
        if path is None:
            return None
        place = f"{self.archive}/{path}"
        spec = ModuleSpec(fullname, self, origin=place, is_package=path.endswith("/__init__.py"))  # type: ignore[arg-type]  # a loader by its methods
        spec.has_location = True
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(os.path.dirname(place))
        return spec

    def _path(self, fullname: str) -> str | None:
        place = self._folder + fullname.rpartition(".")[2]
        paths = (f"{place}/__init__.py", f"{place}.py")
        compiled = next((path for path in paths if path in self._packed.compiled), None)
        return compiled or next((path for path in paths if path in self._packed.sources()), None)

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make it as always."""

    def exec_module(self, module: ModuleType) -> None:
        """Carry out the code of a module in it."""
        exec(self.get_code(module.__name__), module.__dict__)

    def get_code(self, fullname: str) -> CodeType:
        """The code of a module, compiled now unless it was before."""
        path = self._known(fullname)
        compiled = self._packed.compiled.get(path)
        if compiled is not None:
            return compiled
        return compile(self._packed.sources()[path], f"{self.archive}/{path}", "exec", dont_inherit=True)

    def get_source(self, fullname: str) -> str:
        """The text of a module, for tracebacks."""
        return self._packed.sources()[self._known(fullname)]

    def get_filename(self, fullname: str) -> str:
        """What `__file__` of a module is."""
        return f"{self.archive}/{self._known(fullname)}"

    def is_package(self, fullname: str) -> bool:
        """Whether a module is a package."""
        return self._known(fullname).endswith("/__init__.py")

    def get_data(self, path: str) -> bytes:
        """The content of a file, which is named as if the one file were a folder.

        Raises:
            OSError: there is none.
        """
        try:
            return self._packed.sources()[os.path.abspath(path).removeprefix(f"{self.archive}/")].encode()
        except KeyError:
            raise FileNotFoundError(2, os.strerror(2), path) from None

    def _known(self, fullname: str) -> str:
        path = self._path(fullname)
        if path is None:
            raise ImportError(f"orchestrate.pyz holds no {fullname}", name=fullname)
        return path
