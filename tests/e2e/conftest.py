"""Fixtures for tests of the whole: the scripted API, and the environment of whoever calls `orchestrate`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.support.commands import environment
from tests.support.scripted_api import ScriptedAPI


@pytest.fixture
def api() -> Iterator[ScriptedAPI]:
    """A scripted API; give it its script with `api.play(script(...))`.

    The test fails when a request matched nothing or an expectation was not met.
    """
    with ScriptedAPI() as running:
        yield running
    assert running.problems == []


@pytest.fixture
def env(tmp_path: Path, api: ScriptedAPI) -> dict[str, str]:
    """The environment for `run_orchestrate` and its like."""
    return environment(tmp_path, api.url)
