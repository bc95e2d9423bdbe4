from __future__ import annotations

import pytest

from tests.packaging.build import ROOT, Built, build, build_onefile


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A release of this tree."""
    folder = tmp_path_factory.mktemp("dist")
    wheel = build("wheel", ROOT, folder)
    return Built(wheel, build("sdist", ROOT, folder), build_onefile(wheel, folder))
