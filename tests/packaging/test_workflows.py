"""What GitHub runs for this repository and its forks: our own make targets, and few actions of others."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.build import ROOT, Built

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = {"actions/checkout", "actions/setup-python", "actions/setup-node", "actions/upload-artifact"}


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job.get("steps", [])]


def shell(path: Path) -> list[str]:
    return [step["run"] for step in steps(path) if "run" in step]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_only_actions_of_github_itself_are_used(path: Path) -> None:
    used = {step["uses"] for step in steps(path) if "uses" in step}
    assert used
    assert {name.partition("@")[0] for name in used} <= ACTIONS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_may_read_and_has_a_bound_in_time_unless_it_says_otherwise(path: Path) -> None:
    assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job or "uses" in job for job in jobs(path).values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_target_of_make_that_is_called_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {target for line in shell(path) for target in re.findall(r"^make ([a-z-]+)", line)} <= targets


def test_a_release_is_tested_and_what_is_published_is_what_was_built() -> None:
    release = jobs(ROOT / ".github" / "workflows" / "release.yml")
    assert release["test"]["uses"] == "./.github/workflows/test.yml"
    assert (release["build"]["needs"], release["publish"]["needs"]) == ("test", "build")
    assert [name for name, job in release.items() if "permissions" in job] == ["publish"]


@pytest.mark.parametrize(("tag", "code"), [("v{}", 0), ("v9.9.9", 1), ("{}.1", 1)])
def test_a_tag_of_another_version_makes_no_release(tag: str, code: int, built: Built, tmp_path: Path) -> None:
    [check] = [line for line in shell(ROOT / ".github/workflows/release.yml") if "GITHUB_REF_NAME#v" in line]
    version = built.wheel.name.split("-")[1]
    (tmp_path / "dist").symlink_to(built.wheel.parent)
    ended = subprocess.run(
        ["/bin/sh", "-c", check], cwd=tmp_path, env={"GITHUB_REF_NAME": tag.format(version)}, check=False
    )
    assert ended.returncode == code
