"""The scripted API and the environment of the end-to-end tests, for the liars of the real CLI."""

from __future__ import annotations

from tests.e2e.conftest import api, env

__all__ = ["api", "env"]
