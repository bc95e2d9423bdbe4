"""The running program as the files of a copy: a checkout, an installed wheel or another copy."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import orchestrator
from orchestrator.errors import UsageError
from orchestrator.vendoring import manifest
from orchestrator.vendoring.launcher import TEXT
from orchestrator.vendoring.manifest import LAUNCHER, PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

    Bundled = Mapping[str, tuple[str, tuple[str, ...]]]  # library -> its version and the modules we need

VENDOR = "_vendor"
BUNDLE = "bundle.py"  # builds wheels; only a checkout has it, so that it tells one
LICENCE = "LICENSE"
PACKED = (
    "orchestrate.pyz holds no sources as they were written, so that it can neither make a copy nor check one;"
    " use an orchestrate that was installed from a wheel, or a checkout"
)
# For git in the repository that takes the copy in: no caches, and the same bytes everywhere.
FOR_GIT = {
    ".gitattributes": b"* -text linguist-vendored\n",
    ".gitignore": b"__pycache__/\n",
}


def package_folder() -> str:
    """Where the running package lies; within a zip file that is no folder of the disk."""
    return os.path.dirname(os.path.abspath(orchestrator.__file__))


def program_files() -> dict[str, bytes]:
    """What a copy consists of, but for its manifest: path in the copy -> content.

    The same version gives the same files, whatever form of it runs.

    Raises:
        UsageError: something of it is not there, it is a copy that was changed, or it runs out of one file.
        OSError: something of it cannot be read.
    """
    from pathlib import Path  # takes time to load, and few commands need it

    package = Path(package_folder())
    if not package.is_dir():
        raise UsageError(PACKED)
    home = package.parent
    if (package / manifest.NAME).is_file():
        return _of_copy(home, package)
    files = {f"{PACKAGE}/{path}": content for path, content in _contents(package)}
    checkout = (package / VENDOR / BUNDLE).is_file()
    files |= _of_checkout(home, files) if checkout else _of_release(home, files)
    files |= {f"{PACKAGE}/{name}": content for name, content in FOR_GIT.items()}
    files[LAUNCHER] = TEXT.encode()
    return {path: files[path] for path in sorted(files)}


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, but for caches and hidden ones: its path there, its content."""
    for entry in folder.iterdir():
        if entry.name.startswith(".") or entry.name == "__pycache__" or entry.name.endswith(".pyc"):
            continue
        if entry.is_dir():
            yield from ((f"{entry.name}/{path}", content) for path, content in _contents(entry))
        else:
            yield entry.name, entry.read_bytes()


def _of_copy(home: Path, package: Path) -> dict[str, bytes]:
    """Another copy is handed on as it was made; what was changed in it must not become part of ours."""
    try:
        made = manifest.read((package / manifest.NAME).read_bytes())
        files = {path: home.joinpath(*path.split("/")).read_bytes() for path in made.files}
    except (ValueError, FileNotFoundError) as error:
        raise UsageError(f"the copy that runs is damaged: {error}; {_elsewhere(home)}") from error
    for path, content in files.items():
        if manifest.digest(content) != made.files[path]:
            raise UsageError(f"{path} of the copy that runs was changed; {_elsewhere(home)}")
    return files


def _elsewhere(home: Path) -> str:
    return f"restore it in {home}, or vendor with another orchestrate"


def _of_release(home: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a wheel keeps beside the package."""
    vendor = f"{PACKAGE}/{VENDOR}/"
    if all(path == f"{vendor}__init__.py" for path in files if path.startswith(vendor)):
        raise UsageError(
            "this orchestrate was installed without its bundled library; vendor with one from a wheel of ours"
        )
    if f"{PACKAGE}/{LICENCE}" in files:
        return {}
    # A LICENSE beside other installed packages would be somebody else's.
    for licence in home.glob(f"phase_orchestrator-*.dist-info/licenses/{LICENCE}"):
        return {f"{PACKAGE}/{LICENCE}": licence.read_bytes()}
    raise UsageError("this orchestrate was installed without its licence; install a wheel of ours again")


def _of_checkout(home: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    """What the build of a wheel would add; what only the build itself needs is taken out of `files`."""
    vendor = f"{PACKAGE}/{VENDOR}/"
    bundled = _bundled(files[vendor + BUNDLE].decode())
    for path in list(files):
        if path.startswith(vendor) and path != f"{vendor}__init__.py":
            del files[path]
    more = {f"{PACKAGE}/{LICENCE}": home.joinpath(LICENCE).read_bytes()}
    more |= {f"{PACKAGE}/schemas/{path}": content for path, content in _contents(home / "schemas")}
    return more | {vendor + path: content for path, content in _libraries(bundled)}


def _bundled(source: str) -> Bundled:
    """The table BUNDLED of the build hook: read, for importing it takes the tools that build wheels."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "BUNDLED":
            table: Bundled = ast.literal_eval(node.value)
            return table
    raise AssertionError(f"{BUNDLE} has no table BUNDLED")


def _libraries(bundled: Bundled) -> Iterator[tuple[str, bytes]]:
    """The modules of the bundled libraries and their licences, as installed here: path, content."""
    from importlib.metadata import PackageNotFoundError, distribution
    from pathlib import Path

    cure = "run `pip install -e .` in the checkout, or vendor with an installed orchestrate"
    for name, (pin, modules) in bundled.items():
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            raise UsageError(f"the library '{name}' is not installed here; {cure}") from None
        if installed.version != pin:
            raise UsageError(f"{name} {installed.version} is installed, a copy holds {pin}; {cure}")
        files = {file.as_posix(): Path(str(file.locate())) for file in installed.files or ()}
        licence = next((path for path in files if path.endswith(f"/{LICENCE}")), "")
        if not {licence, *modules} <= files.keys():
            raise UsageError(f"the library '{name}' or its licence is not complete here; {cure}")
        yield f"{name}.{LICENCE}", files[licence].read_bytes()
        yield from ((module, files[module].read_bytes()) for module in modules)
