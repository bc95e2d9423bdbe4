"""The wheel that is released: complete, without requirements, and working where nothing else is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from orchestrator._vendor.bundle import BUNDLED
from tests.packaging.build import ROOT, Built

# -I and -S leave nothing on the path but the standard library.
ALONE = "import sys; sys.path.insert(0, sys.argv.pop(1)); "


def pip(home: Path, *arguments: str | Path) -> None:
    """pip asks other tools who they are, and one of those writes into its home folder."""
    command = [sys.executable, "-m", "pip", "--no-cache-dir", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*command, *map(str, arguments)], check=True, env={**os.environ, "HOME": str(home)})


@pytest.fixture(scope="module")
def wheel(built: Built) -> Path:
    return built.wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    home = tmp_path_factory.mktemp("home")
    pip(home, "install", "--no-deps", "--no-index", "--target", folder, wheel)
    return folder


def run_alone(installed: Path, code: str) -> str:
    """What this code prints in a Python that finds nothing but the installed wheel."""
    command = [sys.executable, "-I", "-S", "-c", ALONE + code, str(installed)]
    ended = subprocess.run(command, cwd=installed, check=True, capture_output=True, text=True)
    return ended.stdout.strip()


def test_the_wheel_holds_the_package_and_the_bundled_library_with_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    vendor = {name for name in names if name.startswith("orchestrator/_vendor/")}
    assert vendor == {
        f"orchestrator/_vendor/{name}"
        for name in (
            "__init__.py",
            "six.LICENSE",
            "six.py",
            "transitions.LICENSE",
            "transitions/__init__.py",
            "transitions/core.py",
            "transitions/version.py",
        )
    }
    files = (path for ending in ("py", "txt") for path in (ROOT / "orchestrator").rglob(f"*.{ending}"))
    package = {path.relative_to(ROOT).as_posix() for path in files}
    makers = "abbreviating bundle fstrings onefile packed pages renaming slicing spacing stripping texts"
    assert package - names == {f"orchestrator/_vendor/{name}.py" for name in makers.split()}
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "orchestrator",
        "phase_orchestrator",
    }


def test_the_schemas_are_inside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if name.startswith("orchestrator/schemas/")}
        assert all(archive.read(name) == (ROOT / name.partition("/")[2]).read_bytes() for name in shipped)
    assert shipped == {f"orchestrator/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")}


def test_the_licence_texts_are_those_of_the_authors(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        ours = next(name for name in archive.namelist() if name.endswith(".dist-info/licenses/LICENSE"))
        assert archive.read(ours) == (ROOT / "LICENSE").read_bytes()
        theirs = {name: archive.read(f"orchestrator/_vendor/{name}.LICENSE").decode() for name in BUNDLED}
    assert "Alexander Neumann" in theirs["transitions"]
    assert "Benjamin Peterson" in theirs["six"]


def test_of_the_bundled_library_only_what_is_loaded_is_shipped(installed: Path) -> None:
    code = """
from orchestrator.lifecycle import Lifecycle, Tracked, Trigger
Lifecycle(print).fire(Tracked("1"), Trigger.START)
files = (getattr(module, "__file__", None) or "" for module in sys.modules.values())
print(*sorted(file.partition("/_vendor/")[2] for file in files if "/_vendor/" in file), sep="|")
"""
    loaded = run_alone(installed, code).splitlines()[-1].split("|")
    wanted = {path for _, modules in BUNDLED.values() for path in modules}
    assert set(loaded) - {"__init__.py"} == wanted


def test_the_wheel_requires_nothing_but_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        path = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(path).decode())
    assert metadata.get_all("Requires-Dist") is None
    assert metadata["Requires-Python"] == ">=3.11"


def test_the_bundled_library_is_found_and_works_alone(installed: Path) -> None:
    code = """
import orchestrator._vendor
import transitions
machine = transitions.Machine(states=["a", "b"], initial="a")
machine.add_transition("go", "a", "b")
machine.go()
print(transitions.__file__, machine.state)
"""
    file = installed / "orchestrator" / "_vendor" / "transitions" / "__init__.py"
    assert run_alone(installed, code) == f"{file} b"


def test_the_installed_command_line_can_be_imported_alone(installed: Path) -> None:
    code = "from orchestrator import __version__; from orchestrator.cli.main import main; print(__version__)"
    version = next(installed.glob("phase_orchestrator-*.dist-info")).name.split("-")[1]
    assert run_alone(installed, code) == version.removesuffix(".dist")


def test_the_command_is_installed_by_its_name(installed: Path) -> None:
    assert (installed / "bin" / "orchestrate").exists()
