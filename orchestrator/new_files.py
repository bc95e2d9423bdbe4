"""Files that a command adds to a project: never over others, and all of them or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress


def existing(root: str, paths: Mapping[str, str]) -> tuple[str, ...]:
    """Which of these paths (relative to `root`) are taken, by links that lead nowhere, too."""
    return tuple(path for path in paths if os.path.lexists(os.path.join(root, path)))


def create_all(root: str, texts: Mapping[str, str]) -> None:
    """Write files that are not there yet, with the folders that they need.

    Args:
        root: absolute.
        texts: by path, relative to the root.

    Raises:
        OSError: one could not be written, or is there (FileExistsError); it is named, and none was written.
    """
    files: list[str] = []
    folders: list[str] = []
    try:
        for path, text in texts.items():
            full = os.path.join(root, path)
            _make_folders(os.path.dirname(full), folders)
            with open(full, "xb") as file:
                files.append(full)
                file.write(text.encode())
    except BaseException:
        for full in files:
            with suppress(OSError):
                os.unlink(full)
        for folder in reversed(folders):
            with suppress(OSError):  # somebody else has put something in
                os.rmdir(folder)
        raise


def _make_folders(folder: str, made: list[str]) -> None:
    if os.path.isdir(folder):
        return
    _make_folders(os.path.dirname(folder), made)
    os.mkdir(folder)
    made.append(folder)
