"""Whoever builds a release gets the same bytes, from the repository or from the source distribution."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from orchestrator._vendor import onefile
from tests.packaging.build import ROOT, Built, build, build_onefile, copied, digest, unpacked

ELSEWHERE = {"TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONHASHSEED": "7"}


def test_another_checkout_gives_the_same_wheel_sdist_and_one_file(built: Built, tmp_path: Path) -> None:
    tree = copied(tmp_path)
    wheel = build("wheel", tree, tmp_path / "dist", umask=0o077, **ELSEWHERE)
    sdist = build("sdist", tree, tmp_path / "dist", umask=0o077, **ELSEWHERE)
    onefile = build_onefile(wheel, tmp_path, **ELSEWHERE)
    again = Built(wheel, sdist, onefile)
    assert {name: digest(getattr(again, name)) for name in Built.__slots__} == {
        name: digest(getattr(built, name)) for name in Built.__slots__
    }


def test_the_source_distribution_gives_the_same_wheel_as_the_tree(built: Built, tmp_path: Path) -> None:
    tree = unpacked(built.sdist, tmp_path / "unpacked")
    assert digest(build("wheel", tree, tmp_path / "dist")) == digest(built.wheel)


def test_the_date_of_all_files_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel, one_file = build("wheel", ROOT, tmp_path, SOURCE_DATE_EPOCH="1700000000"), tmp_path / "one.pyz"
    monkeypatch.setattr(onefile, "entries", lambda _: {"a": b""})  # they take long, and know no dates
    onefile.make(str(wheel), str(one_file))
    for path in (wheel, one_file):
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time[:3] for entry in archive.infolist()} == {(2023, 11, 14)}


def test_every_mode_in_the_wheel_is_that_of_a_file_all_may_read(built: Built) -> None:
    for path in (built.wheel, built.onefile):
        with zipfile.ZipFile(path) as archive:
            assert {entry.external_attr >> 16 & 0o777 for entry in archive.infolist()} == {0o644}


def test_the_builder_is_the_same_for_whoever_builds(built: Built) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    requires = project["build-system"]["requires"]
    assert all(re.fullmatch(r"[a-z]+==[\d.]+", requirement) for requirement in requires)
    assert requires[0] in project["dependency-groups"]["dev"]
    with zipfile.ZipFile(built.wheel) as archive:
        about = next(name for name in archive.namelist() if name.endswith(".dist-info/WHEEL"))
        assert f"Generator: {requires[0].replace('==', ' ')}\n" in archive.read(about).decode()
