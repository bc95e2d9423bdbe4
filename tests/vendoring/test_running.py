"""A copy runs where nothing is installed, and where something else of the same name is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.demo.worker import PACE
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, project
from tests.support.standin import configured

FOREIGN = "raise ImportError('this is not the one that was vendored')\n"
MODULES = ("transitions/__init__.py", "transitions/core.py", "six.py")
OLD = {"orchestrator/__init__.py": "__version__ = '0.0.1'\n", "orchestrator/__main__.py": FOREIGN}


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with another orchestrator and other libraries installed."""
    folder = tmp_path_factory.mktemp("crowded")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    site = next(folder.glob("lib/python*/site-packages"))
    for path, text in {**dict.fromkeys(MODULES, FOREIGN), **OLD}.items():
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).write_text(text)
    python = folder / "bin/python"
    installed = subprocess.run(
        [python, "-c", "import transitions"], capture_output=True, text=True, check=False
    )
    assert "not the one that was vendored" in installed.stderr
    return python


def python_of(minor: int) -> str:
    """A Python 3 of that minor version."""
    beside = sorted(Path(sys.base_prefix).parent.glob(f"3.{minor}.*/bin/python3.{minor}"))
    candidates = [sys.executable if sys.version_info[1] == minor else None, *beside]
    for candidate in (*candidates, shutil.which(f"python3.{minor}")):
        if (
            candidate
            and not subprocess.run([candidate, "-c", ""], check=False, capture_output=True).returncode
        ):
            return str(candidate)
    pytest.skip(f"there is no Python 3.{minor} here")


def demo(
    folder: Path, *command: object, variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The demonstration, in a folder that holds nothing, with nobody's environment."""
    return subprocess.run(
        [*map(str, command), "demo", "here"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": os.environ["HOME"], PACE: "0", **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_all_done(done: subprocess.CompletedProcess[str], folder: Path, copy: Path) -> None:
    """Every phase is done, and what the worker reported with came from the copy."""
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Done: 3 phases done, 0 blocked" in done.stdout
    shims = list(folder.glob("here/.orchestrator/runs/*/*/*/bin/orchestrate"))
    assert shims
    for shim in shims:
        assert repr(str(copy)) in shim.read_text().replace("'\"'\"'", "'")


def test_the_launcher_runs_a_plan_beside_other_versions(
    copy_of_checkout: Path, crowded: Path, tmp_path: Path
) -> None:
    done = demo(tmp_path, crowded, copy_of_checkout / "orchestrate.py")
    assert_all_done(done, tmp_path, copy_of_checkout)


def test_the_module_runs_a_plan_beside_other_versions(
    copy_of_checkout: Path, crowded: Path, tmp_path: Path
) -> None:
    path = {"PYTHONPATH": str(copy_of_checkout)}
    done = demo(tmp_path, crowded, "-m", "orchestrator", variables=path)
    assert_all_done(done, tmp_path, copy_of_checkout)


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_the_launcher_runs_a_plan_on_a_bare_python(
    copy_of_checkout: Path, minor: int, tmp_path: Path
) -> None:
    done = demo(tmp_path, python_of(minor), "-I", "-S", "-B", copy_of_checkout / "orchestrate.py")
    assert_all_done(done, tmp_path, copy_of_checkout)


def test_a_copy_that_has_run_is_still_unchanged(copy_of_checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    shutil.copytree(copy_of_checkout, tools)
    launcher = [sys.executable, "-I", "-S", str(tools / "orchestrate.py")]
    checked = [
        subprocess.run(
            [*launcher, "vendor", str(tools), "--check"], capture_output=True, text=True, check=False
        )
        for _ in range(2)
    ]
    assert list(tools.rglob("__pycache__"))
    assert [(ended.returncode, ended.stderr) for ended in checked] == [(0, ""), (0, "")]


def judged(folder: Path, copy: Path, does: str) -> tuple[Path, set[str]]:
    """A phase run by a copy within the project that is protected: the copy, the kinds of findings.

    Args:
        does: what the worker does besides, in shell.
    """
    script = f"begin; write_notes; tick; {does}; orchestrate done --phase 1 --status completed >&2; finish"
    settings = "max_retries: 0\nnotifications:\n  provider: none\nprotect: [tools/]\n"
    made = project(folder, PhaseFile("1", "Set up"), config=configured(folder, script, settings))
    tools = made.root / "tools"
    shutil.copytree(copy, tools)
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "Vendor orchestrate")
    program = [sys.executable, "-I", "-S", "tools/orchestrate.py"]
    subprocess.run([*program, "run", MASTER_PLAN], cwd=made.root, capture_output=True, check=False)
    shown = subprocess.run([*program, "show", "1", "--json"], cwd=made.root, capture_output=True, check=True)
    (attempt,) = json.loads(shown.stdout)["attempts"]
    assert made.git("status", "--porcelain", "tools") == ""
    return tools, {finding["kind"] for finding in attempt["findings"]}


def test_a_copy_can_be_protected_from_the_phases_that_it_judges(
    copy_of_checkout: Path, tmp_path: Path
) -> None:
    tools, kinds = judged(tmp_path, copy_of_checkout, "echo '# mine' >> tools/orchestrator/globs.py")
    assert kinds == {"protected file changed"}
    assert (tools / "orchestrator/globs.py").read_bytes() == (
        copy_of_checkout / "orchestrator/globs.py"
    ).read_bytes()


def test_the_byte_code_of_a_protected_copy_counts_as_no_change(
    copy_of_checkout: Path, tmp_path: Path
) -> None:
    tools, kinds = judged(tmp_path, copy_of_checkout, "true")
    assert kinds == set()
    assert list(tools.rglob("*.pyc"))
