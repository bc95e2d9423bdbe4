"""One project and one parent of victims for all tests of a process: both take a second to make."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.crash.bench import Undisturbed, undisturbed
from tests.crash.project import Template
from tests.crash.scenarios import AFTER_A_BLOCK
from tests.crash.victims import Stable


@pytest.fixture(scope="session")
def stable() -> Iterator[Stable]:
    with Stable(os.environ) as made:
        yield made


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("crash") / "template")


@pytest.fixture(scope="session")
def calm(stable: Stable, template: Template, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(stable, template, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture(scope="session")
def blocked(stable: Stable, template: Template, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Of a run that ended blocked, and that a person resumed."""
    return undisturbed(stable, template, tmp_path_factory.mktemp("blocked"), AFTER_A_BLOCK)
