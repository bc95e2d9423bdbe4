"""A file system of its own, as small or as closed as a test wants it; for root on Linux."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOMY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted file system in memory."""

    folder: Path

    def used(self) -> int:
        """Bytes that are taken."""
        found = os.statvfs(self.folder)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def leave(self, free: int) -> None:
        """Give it so many free bytes."""
        self.remount(f"size={self.used() + free}")

    def enlarge(self) -> None:
        self.remount(f"size={ROOMY}")

    def remount(self, option: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{option}", str(self.folder)], check=True)


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A new file system in this folder, which exists."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "none", str(folder)], check=True)
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@functools.cache
def missing() -> str:
    """Why there can be no such file system here; empty when there can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux may mount a small disk"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "none", folder], capture_output=True, check=False)
        if tried.returncode:
            return "mounting is forbidden here"
        subprocess.run(["umount", folder], check=True)
    return ""
