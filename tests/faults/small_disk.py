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

from tests.support.waiting import wait_until

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
        assert self._remounted(f"size={self.used() + free}")

    def enlarge(self) -> None:
        assert self._remounted(f"size={ROOMY}")

    def close(self) -> None:
        """Let nobody write any more, as soon as nobody does."""
        wait_until(lambda: self._remounted("ro"), what="the end of all writing")

    def _remounted(self, option: str) -> bool:
        words = ["mount", "-o", f"remount,{option}", str(self.folder)]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0


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
