"""The folder of a copy: what is there, and putting another one in its place.

A copy is written aside as a whole and then moved to its place: the old package away, the new one in. A kill
leaves the old package or the new one, or none between the two moves, but never a part of each; the next
change takes up what was left aside. The launcher goes first: it works with any package.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from orchestrator.errors import UsageError
from orchestrator.files import read_file
from orchestrator.model.vendoring import Copy, Manifest
from orchestrator.removal import remove_folder
from orchestrator.vendoring import manifest
from orchestrator.vendoring.manifest import LAUNCHER, PACKAGE

ASIDE = ".orchestrate-vendor"
OLD, NEW = "old", "new"
MOST_BYTES = 2**22  # of a manifest; ours has 30 kB
NO_FILE = "no regular file"  # in the place of a digest


def look(folder: str, program: Manifest | None) -> Copy | None:
    """How the copy in a folder is; None when there is neither a copy nor anything in its place.

    Args:
        program: of the copy that would be made now; None: the copy itself is the program that runs.

    Raises:
        UsageError: something else is in its place.
        OSError: it cannot be read.
    """
    ours = {} if program is None else program.files
    if not os.path.lexists(os.path.join(folder, PACKAGE)):
        return _without_package(folder, ours)
    made = _made(folder)
    found = dict(_found(folder))
    return Copy(
        made.version,
        # What is as we would write it was not edited: a kill came between the launcher and the package.
        changed=tuple(
            path
            for path, digest in sorted(made.files.items())
            if path in found and found[path] not in (digest, ours.get(path))
        ),
        missing=tuple(sorted(made.files.keys() - found.keys())),
        added=tuple(sorted(found.keys() - made.files.keys())),
        outdated=program is not None and program != made,
    )


def _without_package(folder: str, ours: Mapping[str, str]) -> Copy | None:
    """What is left of a copy that was cut off while it was made or replaced, if anything."""
    launcher = os.path.join(folder, LAUNCHER)
    if os.path.lexists(launcher) and _digest(launcher) != ours.get(LAUNCHER):
        raise UsageError(_not_ours(launcher, f"there is no {PACKAGE} beside it"))
    if os.path.lexists(launcher) or os.path.lexists(os.path.join(folder, ASIDE)):
        return Copy(None, missing=(PACKAGE,))
    return None


def _made(folder: str) -> Manifest:
    """What the copy says of itself.

    Raises:
        UsageError: it is no copy.
    """
    package, path = os.path.join(folder, PACKAGE), os.path.join(folder, manifest.PATH)
    if not stat.S_ISDIR(os.lstat(package).st_mode):
        raise UsageError(_not_ours(package, "it is no folder"))
    try:
        return manifest.read(read_file(path, MOST_BYTES))
    except FileNotFoundError:
        raise UsageError(_not_ours(package, f"it has no {manifest.NAME}")) from None
    except ValueError as error:
        raise UsageError(_not_ours(path, str(error))) from error


def _not_ours(path: str, why: str) -> str:
    return f"{path}: no copy that this program made or knows: {why}; move it away, or name another folder"


def _found(folder: str) -> Iterator[tuple[str, str]]:
    """Every file of a copy but its manifest and caches, with its digest."""
    if os.path.lexists(launcher := os.path.join(folder, LAUNCHER)):
        yield LAUNCHER, _digest(launcher)
    for place, folders, names in os.walk(os.path.join(folder, PACKAGE), onerror=_raise):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names + links:
            full = os.path.join(place, name)
            path = os.path.relpath(full, folder)
            if path != manifest.PATH:
                yield path, _digest(full)


def _digest(path: str) -> str:
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return NO_FILE
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _raise(error: OSError) -> None:
    raise error


@contextmanager
def changing(folder: str) -> Iterator[None]:
    """Nobody else changes the copy in an existing folder meanwhile; what a killed change left is taken up.

    Raises:
        UsageError: somebody else changes it.
        OSError: it cannot be written.
    """
    import fcntl  # only a change needs it

    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{folder}: another `orchestrate vendor` works there; wait for it") from None
        except OSError:
            pass  # a network file system that locks no folders
        _settle(folder)
        yield
    finally:
        os.close(descriptor)


def replace(folder: str, files: Mapping[str, bytes], made: Manifest) -> None:
    """Put a copy in place of what is there; call it within `changing`.

    Args:
        files: path in the folder -> content, without the manifest.

    Raises:
        OSError: it cannot be written; the copy that was there is in its place again.
    """
    new = os.path.join(folder, ASIDE, NEW)
    package = os.path.join(folder, PACKAGE)
    try:
        _write(new, {**files, manifest.PATH: manifest.written(made)})
        os.replace(os.path.join(new, LAUNCHER), os.path.join(folder, LAUNCHER))
        if os.path.lexists(package):
            os.rename(package, os.path.join(folder, ASIDE, OLD))
        os.rename(os.path.join(new, PACKAGE), package)
    finally:
        _settle(folder)


def _settle(folder: str) -> None:
    """Put an old package back that no new one has replaced, and remove the rest of what is aside."""
    aside, package = os.path.join(folder, ASIDE), os.path.join(folder, PACKAGE)
    old = os.path.join(aside, OLD)
    if os.path.lexists(old) and not os.path.lexists(package):
        os.rename(old, package)
    if os.path.lexists(aside):
        remove_folder(aside)


def _write(folder: str, files: Mapping[str, bytes]) -> None:
    """New files with mode 0644 in new folders with mode 0755, whatever the umask is."""
    for path, content in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "xb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(content)
    for place, _, _ in os.walk(folder):
        os.chmod(place, 0o755)
