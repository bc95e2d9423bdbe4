"""Every test of processes proves at its end that none of its processes is alive."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.processes import Family, carrying


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TEST_MARK", str(tmp_path))
    yield
    left = carrying(f"TEST_MARK={tmp_path}\0")
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert left == []


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return Family(tmp_path / "family")
