"""The files that a worker may not change, found by their patterns, ignored by version control or not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from orchestrator.errors import WorkspaceError
from orchestrator.globs import Globs
from orchestrator.workspace import places

MOST_FILES = 50_000
# What tools make and remake; entered only when a pattern names the folder, so that running the tests or
# installing a dependency is no attack on them.
GENERATED = frozenset(
    {
        *(".git", ".hg", ".svn", ".orchestrator", "node_modules", ".venv", "venv", ".tox", ".nox", ".eggs"),
        *("__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".gradle", ".idea"),
    }
)
# In our own folder; the rest is ours to change.
_WRITTEN_BY_PEOPLE = frozenset({"config.yaml", "wordings.txt", ".gitignore"})


def protected_state(root: str, globs: Globs) -> dict[str, str]:
    """Every protected file with a digest of what matters: type, the owner's rights, content.

    Raises:
        WorkspaceError: the patterns name too many files.
    """
    state = {}
    for path in protected_files(root, globs):
        seen = places.look(root, path)
        if seen is not None:
            state[path] = digest(seen)
    return state


def digest(seen: places.Look) -> str:
    """What is compared of a protected file."""
    return f"{seen.kind.value}:{rights(seen):o}:{seen.digest}"


def rights(seen: places.Look) -> int:
    """Whether the owner may read it and run it; other bits depend on the umask of whoever checks it out."""
    return (seen.mode & (stat.S_IRUSR | stat.S_IXUSR)) >> 6


def protected_files(root: str, globs: Globs) -> Iterator[str]:
    """Their paths. A link is named and never followed, also one to a folder whose files are protected.

    Raises:
        WorkspaceError: the patterns name too many files.
    """
    for count, path in enumerate(_walk(root, globs)):
        if count >= MOST_FILES:
            raise WorkspaceError(
                f"more than {MOST_FILES} files are protected; under `protect` name only what decides about "
                "the work, such as 'tests/' or 'ci/'"
            )
        yield path


def _walk(root: str, globs: Globs) -> Iterator[str]:
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for name, is_folder, is_link in entries(os.path.join(root, folder)):
            path = f"{folder}/{name}" if folder else name
            if folder == ".orchestrator" and name not in _WRITTEN_BY_PEOPLE:
                continue
            if is_folder:
                if globs.reaches_below(path) and (name not in GENERATED or globs.name(name)):
                    waiting.append(path)
            elif globs.matches(path) or (is_link and globs.cover(path)):
                yield path


def entries(full: str) -> list[tuple[str, bool, bool]]:
    """Names in a folder, and whether each is a folder or a link; none when it cannot be listed."""
    try:
        with os.scandir(full) as found:
            return [(e.name, e.is_dir(follow_symlinks=False), e.is_symlink()) for e in found]
    except OSError:
        return []
