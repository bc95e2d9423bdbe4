"""`orchestrate demo`: a rejection and a remediation in seconds, without an account, a network or git."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from orchestrator.cli import run as run_command
from orchestrator.cli.options import parser
from orchestrator.demo import project
from orchestrator.demo import worker as worker_program
from orchestrator.errors import EXIT_DONE
from orchestrator.session.shim import program_code
from orchestrator.store.folder import StateFolder
from orchestrator.text import printable

DEFAULT = "orchestrate-demo"
EXAMPLES = """\
  orchestrate demo
  orchestrate demo /tmp/try-it"""

START = """\
A demonstration in {folder}: a plan of three phases ({plan}).
The worker is scripted: no model is called, nothing is paid. All else is real, as in `orchestrate run`.
In phase 2 it will claim success although a gate fails.
"""
SEEN = """
What you have seen: in phase 2 the worker claimed that all tests pass. The gates were run again, the claim
was rejected, and the same session was told exactly what was wrong. Look at the evidence in {folder}:
  {runs}/2/1/verdict.json        why its first attempt was rejected
  {runs}/2/1/gates/              what the gates printed
  {runs}/2/2/prompt.md           what the worker was told then
  {runs}/2/2/session.jsonl       all that its session sent"""
NEXT = """
What to try next:
  cd {folder}
  {program} status
  {program} logs 2 --attempt all
  {program} report --output report.html
  {program} run {plan} --dry-run"""


def run(arguments: Sequence[str]) -> int:
    """Write the project of the demonstration and run its plan; the exit code of that run."""
    folder = os.path.abspath(options().parse_args(arguments).folder)
    project.create(folder, sys.executable, _worker())
    print(printable(START.format(folder=folder, plan=project.PLAN)), flush=True)
    with _inside(folder):
        code = run_command.run([project.PLAN])
    if code == EXIT_DONE:
        print(printable(SEEN.format(folder=folder, runs=_run_folder(folder))))
    print(printable(NEXT.format(folder=shlex.quote(folder), plan=project.PLAN, program=_program())))
    return code


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("demo", "See how orchestrate works: a small plan, run with a scripted worker.", EXAMPLES)
    made.add_argument(
        "folder", metavar="FOLDER", nargs="?", default=DEFAULT, help=f"a new folder (default {DEFAULT})"
    )
    return made


def _worker() -> tuple[str, ...]:
    """The words that start the worker: its file, but in a zip file there is none."""
    file = os.path.abspath(worker_program.__file__)
    if os.path.isfile(file):
        return (file,)
    return ("-c", program_code(worker_program.__name__, worker_program.program.__name__))


def _program() -> str:
    """How whoever called us can do so again from another folder."""
    if shutil.which("orchestrate"):
        return "orchestrate"
    called = os.path.abspath(sys.argv[0])
    if os.path.basename(called) == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m orchestrator"
    launcher = f"{shlex.quote(sys.executable)} " if called.endswith((".py", ".pyz")) else ""
    return f"{launcher}{shlex.quote(called)}"


@contextmanager
def _inside(folder: str) -> Iterator[None]:
    """Work in that folder, by its own configuration alone: a variable must not call the real Claude."""
    before = os.getcwd()
    overruling = {name: value for name, value in os.environ.items() if name.startswith("ORCHESTRATE_")}
    os.chdir(folder)
    try:
        for name in overruling:
            del os.environ[name]
        yield
    finally:
        os.environ.update(overruling)
        os.chdir(before)


def _run_folder(folder: str) -> str:
    """The folder of the only run, relative to the project."""
    state = StateFolder(folder)
    runs = os.path.join(state.path, "runs")
    return state.relative(os.path.join(runs, *sorted(os.listdir(runs))[:1]))
