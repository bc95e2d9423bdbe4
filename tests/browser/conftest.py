"""A real browser for the tests in this folder; they are skipped, with a word, where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import BROWSER_REQUIRED, REQUIRE_BROWSER
from tests.support import browser
from tests.support.browser import Watched

Open = Callable[..., Watched]


@pytest.fixture(scope="package")
def chromium(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of this folder, which is gone before others look at their child processes."""
    if reason := browser.missing():
        if pytestconfig.stash[BROWSER_REQUIRED]:
            pytest.fail(f"{REQUIRE_BROWSER} is set, but {reason}", pytrace=False)
        pytest.skip(reason)
    expect.set_options(timeout=browser.PATIENCE)
    with browser.browser(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens empty pages, see `browser.opened`; they are closed after the test."""
    with ExitStack() as stack:
        context: Callable[..., AbstractContextManager[Watched]] = partial(browser.opened, chromium)

        def open_one(*arguments: object, **options: object) -> Watched:
            return stack.enter_context(context(*arguments, **options))

        yield open_one
