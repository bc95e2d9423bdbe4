"""A real Chromium for the tests of pages: one for a worker of pytest, a context of its own for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000  # milliseconds; other tests may need the processors at the same time
DESKTOP, PHONE = (1280, 900), (360, 740)


def missing() -> str:
    """Why no page can be opened here; empty when one can."""
    return "" if program() else f"there is no {', '.join(NAMES)} on PATH: install Chromium"


def program() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser(home: Path) -> Iterator[Browser]:
    """A headless Chromium that keeps its files in a folder of its own."""
    own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    own |= {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "CACHE", "DATA", "STATE")}
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program(), args=list(ARGUMENTS), env={**os.environ, **own}
        )
        try:
            yield opened
        finally:
            opened.close()


class Watched(NamedTuple):
    """A page, and what it did that a person would not see."""

    page: Page
    complaints: list[str]  # errors and warnings of the console, violations of the CSP, uncaught errors
    requests: list[str]  # addresses, in order


@contextmanager
def opened(
    chromium: Browser,
    size: tuple[int, int] = DESKTOP,
    *,
    dark: bool = False,
    script: bool = True,
    still: bool = False,
) -> Iterator[Watched]:
    """An empty page in a context of its own; every wait in it ends after some time."""
    context: BrowserContext = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce" if still else "no-preference",
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield _watched(context.new_page())
    finally:
        context.close()


def _watched(page: Page) -> Watched:
    watched = Watched(page, [], [])
    page.on(
        "console",
        lambda said: watched.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("request", lambda request: watched.requests.append(request.url))
    return watched


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def violations(page: Page) -> str:
    """What axe-core finds wrong for people who see, hear or move less well; empty: nothing."""
    found = Axe().run(page)
    return str(found.generate_report()) if found.violations_count else ""
