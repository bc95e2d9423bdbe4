"""Every form of the program makes the same copy of itself, or says why it cannot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.vendoring.manifest import LAUNCHER
from tests.support.programs import CHECKOUT
from tests.vendoring.copies import contents
from tests.vendoring.forms import START, orchestrate

Made = dict[str, bytes]


@pytest.fixture(scope="session")
def expected(copy_of_checkout: Path) -> Made:
    return contents(copy_of_checkout)


def test_a_copy_holds_the_package_the_library_all_licences_and_the_launcher(expected: Made) -> None:
    package = {
        path.relative_to(CHECKOUT).as_posix()
        for ending in ("py", "txt", "typed", "css", "js")
        for path in (CHECKOUT / "orchestrator").rglob(f"*.{ending}")
        if "_vendor" not in path.parts
    }
    schemas = {f"orchestrator/schemas/{path.name}" for path in (CHECKOUT / "schemas").iterdir()}
    names = {"__init__.py", "six.LICENSE", "six.py", "transitions.LICENSE"}
    names |= {f"transitions/{name}.py" for name in ("__init__", "core", "version")}
    vendor = {f"orchestrator/_vendor/{name}" for name in names}
    own = {f"orchestrator/{name}" for name in ("LICENSE", "vendored.json", ".gitignore", ".gitattributes")}
    assert set(expected) == package | schemas | vendor | own | {LAUNCHER}
    assert expected["orchestrator/LICENSE"] == (CHECKOUT / "LICENSE").read_bytes()


def test_a_copy_says_nothing_of_where_it_was_made_or_lies(expected: Made, copy_of_checkout: Path) -> None:
    for path, content in expected.items():
        for place in (CHECKOUT, copy_of_checkout.parent):
            assert os.fsencode(place) not in content, path
        assert b"\r" not in content or path.startswith("orchestrator/_vendor/"), path


@pytest.mark.parametrize("form", ["wheel_installed", "copy_of_checkout"])
def test_every_form_makes_the_same_copy_byte_for_byte(
    form: str, expected: Made, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    home: Path = request.getfixturevalue(form)
    made = orchestrate(home, "vendor", tmp_path / "tools")
    assert (made.returncode, made.stderr) == (0, "")
    assert contents(tmp_path / "tools") == expected
    checked = orchestrate(home, "vendor", tmp_path / "tools", "--check")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_checkout_that_was_used_gives_the_same_copy(expected: Made, tmp_path: Path) -> None:
    used = tmp_path / "checkout"
    for part in ("orchestrator", "schemas"):
        shutil.copytree(CHECKOUT / part, used / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "LICENSE", used)
    (used / "orchestrator/cli/__pycache__").mkdir()
    (used / "orchestrator/cli/__pycache__/run.cpython-311.pyc").write_bytes(b"")
    (used / "orchestrator/.run.py.swp").write_bytes(b"")
    (used / "orchestrator/_vendor/transitions").mkdir()
    (used / "orchestrator/_vendor/transitions/__init__.py").write_bytes(b"left behind by a build")
    made = orchestrate(used, "vendor", tmp_path / "tools", bare=False)
    assert (made.returncode, made.stderr) == (0, "")
    assert contents(tmp_path / "tools") == expected


def refusal(home: Path, tmp_path: Path) -> str:
    made = orchestrate(home, "vendor", tmp_path / "tools")
    assert (made.returncode, made.stdout) == (2, "")
    assert not (tmp_path / "tools").exists()
    return made.stderr


def test_a_checkout_without_the_library_says_where_to_get_it(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", START, CHECKOUT, "vendor", tmp_path / "tools"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "the library 'transitions' is not installed here; run `pip install -e .`" in ended.stderr


@pytest.mark.parametrize(
    ("removed", "told"),
    [
        ("*.dist-info", "without its licence; install a wheel of ours again"),
        ("orchestrator/_vendor/[st]*", "without its bundled library; vendor with one from a wheel"),
    ],
)
def test_an_installation_that_is_not_complete_makes_no_copy(
    wheel_installed: Path, tmp_path: Path, removed: str, told: str
) -> None:
    home = tmp_path / "site"
    shutil.copytree(wheel_installed, home)
    for path in home.glob(removed):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (home / "LICENSE").write_text("of another package")
    assert told in refusal(home, tmp_path)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("change", "orchestrator/globs.py of the copy that runs was changed; restore it in "),
        ("remove", r"the copy that runs is damaged: .*orchestrator/globs\.py"),
        ("manifest", "the copy that runs is damaged: it has no format; "),
    ],
)
def test_a_copy_that_was_changed_is_not_passed_on(
    copy_of_checkout: Path, tmp_path: Path, damage: str, told: str
) -> None:
    home = tmp_path / "changed"
    shutil.copytree(copy_of_checkout, home)
    module = home / "orchestrator/globs.py"
    if damage == "change":
        module.write_text(module.read_text() + "\n# mine\n")
    elif damage == "remove":
        module.unlink()
    else:
        (home / "orchestrator/vendored.json").write_text("{}")
    assert re.search(told, refusal(home, tmp_path))


def test_what_was_added_to_a_copy_is_not_passed_on(
    copy_of_checkout: Path, expected: Made, tmp_path: Path
) -> None:
    shutil.copytree(copy_of_checkout, tmp_path / "changed")
    (tmp_path / "changed/orchestrator/mine.py").write_text("mine = 1\n")
    assert orchestrate(tmp_path / "changed", "vendor", tmp_path / "tools").returncode == 0
    assert contents(tmp_path / "tools") == expected
