"""Whatever is wrong with a plan, a configuration or a command line is told in words, and nothing else is."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestrator
from orchestrator.cli.main import main
from orchestrator.errors import InputError
from orchestrator.model.plan import Complaint
from orchestrator.text import printable
from tests.bad_input.case import SOUND, Case
from tests.bad_input.prepared import many_in_a_ring
from tests.bad_input.table import CASES
from tests.support import programs

HOME = "/nonexistent"
# (class, place of the code among its arguments, what stands before it)
CODES = (("Complaint", 2, ""), ("Refused", 1, ""), ("Wrong", 0, ""), ("Outside", 0, "link-"))
BY_NAME = {case.name: case for case in CASES}


def laid(case: Case, folder: Path) -> Path:
    """A project with the files of a case."""
    root = folder.resolve() / "project"
    (root / ".git").mkdir(parents=True)
    for path, content in {**SOUND, **case.files}.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    if case.prepare:
        case.prepare(root)
    return root


def environment(case: Case) -> dict[str, str]:
    """No program can be found, and nobody is at home."""
    return {"PATH": "/nowhere", "HOME": HOME, **case.environment}


def told(case: Case, root: Path) -> str:
    return f"orchestrate: {case.told.replace('ROOT', str(root)).replace('HOME', HOME)}\n"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """What the tests change of this process."""
    for name in list(os.environ):
        if name.startswith(("ORCHESTRATE", "CLAUDE")):
            monkeypatch.delenv(name)
    return monkeypatch


def enter(case: Case, root: Path, here: pytest.MonkeyPatch) -> None:
    here.chdir(root)
    for name, value in environment(case).items():
        here.setenv(name, value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_wrong_is_told_in_exactly_these_words(
    case: Case, tmp_path: Path, here: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = laid(case, tmp_path)
    enter(case, root, here)
    code = main(case.words)
    printed = capsys.readouterr()
    assert (printed.err, printed.out, code) == (told(case, root), "", case.code)
    assert printable(printed.err) == printed.err


@pytest.mark.parametrize(
    "name",
    [
        "UTF-16 with its mark",
        "a gate with a terminal escape",
        "a pipe as the plan",
        "a plan whose name is no UTF-8",
        "a variable with bytes that are no UTF-8",
        "tabs",
        "an option that is misspelt",
        "a run that could be two",
    ],
)
def test_a_process_of_its_own_says_the_same(name: str, tmp_path: Path) -> None:
    case = BY_NAME[name]
    root = laid(case, tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "orchestrator", *case.words],
        cwd=root,
        env={"PYTHONPATH": str(programs.CHECKOUT), **environment(case)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.stderr, ended.stdout, ended.returncode) == (told(case, root), "", case.code)


def test_no_two_rows_say_the_same_thing_of_the_same_input() -> None:
    assert len(CASES) >= 60
    assert len(BY_NAME) == len(CASES)
    inputs = {(case.words, repr(case.files), repr(case.environment), case.prepare) for case in CASES}
    assert len(inputs) == len(CASES)


def test_every_line_says_what_to_do_next() -> None:
    for case in CASES:
        for line in case.told.split("\n"):
            assert "; " in line or "did you mean" in line, case.name


def codes_in(called: str, arguments: list[ast.expr]) -> Iterator[tuple[str, str]]:
    """The code that a call makes a complaint with, and what stands before it."""
    for name, place, before in CODES:
        if called == name and len(arguments) > place:
            argument = arguments[place]
            if isinstance(argument, ast.Constant):
                yield before, str(argument.value)


def known_codes() -> set[str]:
    """The codes of all complaints about plans and configurations, as they stand in the source."""
    found = set()
    package = Path(orchestrator.__file__).parent
    for path in [*(package / "plan").glob("*.py"), *(package / "configuration").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found |= {before + code for before, code in codes_in(node.func.id, node.args)}
    return found


def test_every_kind_of_complaint_is_in_the_table(tmp_path: Path, here: pytest.MonkeyPatch) -> None:
    seen: list[Complaint] = []
    as_it_is = InputError.__init__

    def remember(self: InputError, complaints: tuple[Complaint, ...]) -> None:
        seen.extend(complaints)
        as_it_is(self, complaints)

    here.setattr(InputError, "__init__", remember)
    chosen = [case for case in CASES if case.words[0] == "run" and case.prepare is not many_in_a_ring]
    for number, case in enumerate(chosen):
        root = laid(case, tmp_path / str(number))
        enter(case, root, here)
        main(case.words)
        for name in case.environment:
            here.delenv(name)
    codes = {complaint.code for complaint in seen}
    assert len(known_codes()) > 50
    assert known_codes() - codes == set()
