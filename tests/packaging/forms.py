"""The forms in which people have orchestrate, each put where nothing else is, and a plan to try it with."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from orchestrator._vendor.bundle import BUNDLED
from tests.packaging.build import ROOT, Built
from tests.support.standin import standin

FORMS = ("wheel", "one file", "tree")
PLAN = "docs/master-plan.md"
MASTER = """\
# One - Master Plan

## Phases

| Phase | Title | Focus | Risk | Status |
|-------|-------|-------|------|--------|
| 1 | [Work](phase1-work.md) | Make a file | Low | Pending |

## Dependencies

None
"""
PHASE = """\
# Phase 1: Work

**Depends On:** N/A

## Process Wrapper
- [ ] Write notes to: `notes/NOTES_phase_1.md`

## Gates
- test -f made.txt: it is there

## Tasks
- [ ] 1.1: Create `made.txt`
"""
# A session that calls what the CLI and the worker call in it, by the program on its PATH.
WORKS = r"""
attempt=$(dirname "$ORCHESTRATOR_SPOOL")
ends='{"hook_event_name":"Stop","stop_hook_active":false}'
edit='{"cwd":"'$PWD'","tool_name":"Write","tool_input":{"file_path":"ci/gates.yml"}}'
begin
printf '%s' "$edit" | orchestrate hook protect "$attempt" > ../edit.json 2> ../edit.error
printf '%s' "$ends" | orchestrate hook stop "$attempt" > ../held.json 2> ../held.error
touch made.txt
write_notes
tick
orchestrate done --phase "$phase" --status completed --report '{"made": 1}' > ../done.txt 2> ../done.error
printf '%s' "$ends" | orchestrate hook stop "$attempt" > ../end.json 2> ../end.error
finish
"""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to start the program."""

    command: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, cwd: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run it with an almost empty environment and, where the system lets us, without a network."""
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), **self.variables, **more}
        return subprocess.run(
            [*without_network(), *self.command, *words],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )


@cache
def without_network() -> tuple[str, ...]:
    """The words before a command that cut it off; none where that is not allowed."""
    unshare = shutil.which("unshare")
    for options in (("--net",), ("--net", "--map-root-user")):
        if unshare and subprocess.run([unshare, *options, "true"], capture_output=True).returncode == 0:
            return (unshare, *options)
    return ()


def installed(form: str, python: str, built: Built, folder: Path) -> Form:
    """Make a form of the program ready for an interpreter."""
    if form == "wheel":
        return Form((str(_environment(python, built.wheel, folder) / "bin" / "orchestrate"),))
    if form == "one file":
        return Form((python, "-I", "-S", str(shutil.copy(built.onefile, folder))))
    return Form((python, "-m", "orchestrator"), {"PYTHONPATH": f"{ROOT}:{_library(folder)}"})


def _environment(python: str, wheel: Path, folder: Path) -> Path:
    """A virtual environment that holds nothing, not even pip, but the wheel."""
    place = folder / "environment"
    subprocess.run([python, "-I", "-m", "venv", "--without-pip", place], check=True, capture_output=True)
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "--no-cache-dir"]
    subprocess.run(
        [*without_network(), *pip, "install", "--quiet", "--no-deps", "--no-index", wheel],
        env={**os.environ, "HOME": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        check=True,
    )
    return place


def _library(folder: Path) -> Path:
    """What the tree needs, as its development environment supplies it."""
    place = folder / "library"
    for name, (_, modules) in BUNDLED.items():
        for file in importlib.metadata.files(name) or ():
            if file.as_posix() in modules:
                target = place / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), target)
    return place


def project(folder: Path) -> Path:
    """A project with a plan of one phase; what its session sees of the program lands in `folder`."""
    place = folder / "project"
    for path, text in {
        PLAN: MASTER,
        "docs/phase1-work.md": PHASE,
        ".orchestrator/config.yaml": f"claude:\n  command: [{standin(folder, WORKS)}]\n"
        "notifications:\n  provider: none\nprotect: [ci/]\n",
    }.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, "utf-8")
    return place
