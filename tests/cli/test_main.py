"""The door: dispatch, help, and what becomes of errors."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestrator.cli
from orchestrator import __version__
from orchestrator.cli.main import COMMANDS, GROUPS, help_text, load, main
from orchestrator.errors import (
    EXIT_BLOCKED,
    EXIT_LOCKED,
    EXIT_USAGE,
    InputError,
    LockedError,
    StoreError,
    UsageError,
)
from orchestrator.model.plan import Complaint
from tests.cli.conftest import NEW
from tests.support import programs

FOLDER = Path(str(orchestrator.cli.__file__)).parent


def command_modules() -> set[str]:
    """The modules of `cli` that offer `run(arguments)`."""
    found = set()
    for path in FOLDER.glob("*.py"):
        functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        found |= {path.stem for node in functions if node.name == "run"}
    return found


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """`orchestrate status` raises this."""

    def run(_arguments: object) -> int:
        raise error

    monkeypatch.setattr("orchestrator.cli.status.run", run)


def test_help_names_every_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert shown == help_text() + "\n"
    for heading, commands in GROUPS:
        assert re.search(rf"^{heading} +{commands[0][0]} ", shown, re.MULTILINE)
        for name, what in commands:
            assert re.search(rf"(^| ){name} +{re.escape(what)}$", shown, re.MULTILINE)


def test_help_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    fits(capsys.readouterr().out)


def fits(shown: str) -> None:
    """It can be read on a terminal of 80 columns and 24 lines, but for examples, which are not wrapped."""
    lines = shown.splitlines()
    assert len(lines) <= 24
    assert [line for line in shown.partition("examples:")[0].splitlines() if len(line) > 80] == []


def test_the_commands_are_the_modules_that_can_be_run() -> None:
    assert command_modules() == set(COMMANDS)


@pytest.mark.parametrize("words", [["-h"], ["help"]])
def test_help_can_be_asked_for_in_other_ways(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out == help_text() + "\n"


def test_without_a_command_help_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == EXIT_USAGE
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", help_text() + "\n")


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_the_version(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 0
    assert capsys.readouterr().out == f"orchestrate {__version__}\n"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("statsu", "did you mean 'status'?"),
        ("resum", "did you mean 'resume'?"),
        ("xyzzy", f"known: {', '.join(sorted(COMMANDS))}"),
    ],
)
def test_an_unknown_command_is_answered_with_the_nearest(
    word: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word]) == EXIT_USAGE
    assert capsys.readouterr().err.startswith(f"orchestrate: there is no command '{word}'; {hint}")


@pytest.mark.parametrize(("word", "meant"), [("--helpp", "--help"), ("--versio", "--version")])
def test_an_option_before_a_command_is_answered_with_the_nearest(
    word: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word]) == EXIT_USAGE
    said = f"'{word}' is no command; did you mean '{meant}'? Other options stand behind a command; "
    assert said in capsys.readouterr().err


def test_help_of_a_command_can_be_asked_for_in_either_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "check"]) == 0
    other = capsys.readouterr().out
    assert main(["check", "--help"]) == 0
    assert capsys.readouterr().out == other
    assert main(["help", "nothing"]) == 0
    assert capsys.readouterr().out == f"{help_text()}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_on_one_screen(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: orchestrate {name}")
    assert f"orchestrate {name}" in shown.partition("examples:\n")[2]
    fits(shown)


def misspelt(word: str) -> Iterator[str]:
    """The word with one letter changed, at every place; `#` is in no word."""
    for place, letter in enumerate(word):
        if letter != "-":
            yield f"{word[:place]}#{word[place + 1 :]}"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_with_one_wrong_letter_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for word in misspelt(name):
        assert main([word]) == EXIT_USAGE
        printed = capsys.readouterr().err
        assert f"there is no command '{word}'; did you mean " in printed
        assert f"'{name}'" in printed


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_with_one_wrong_letter_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option in load(name).options()._option_string_actions:
        for word in misspelt(option) if option.startswith("--") else ():
            assert main([name, word]) == EXIT_USAGE
            printed = capsys.readouterr().err
            assert printed.startswith(f"orchestrate: {name}: there is no option '{word}'; did you mean ")
            assert f"'{option}'" in printed


def test_options_are_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--js"]) == EXIT_USAGE
    printed = capsys.readouterr().err
    assert printed == "orchestrate: status: there is no option '--js'; did you mean '--json'?\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("wrong"), EXIT_USAGE),
        (StoreError("wrong"), EXIT_USAGE),
        (LockedError("wrong"), EXIT_LOCKED),
        (InputError((Complaint("p.md", 3, "x", "wrong", "cure"),)), EXIT_USAGE),
    ],
)
def test_an_error_is_one_message_and_its_exit_code(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, error)
    assert main(["status"]) == code
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"orchestrate: {error}\n")


def test_an_error_that_quotes_a_file_does_not_act_on_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, UsageError("a\x1b[31mb\n  c"))
    main(["status"])
    assert capsys.readouterr().err == "orchestrate: a[31mb\n  c\n"


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    assert main(["status"]) == 130


def test_a_bug_is_one_line_and_a_file_that_can_be_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fail_with(monkeypatch, ZeroDivisionError("of\nours \x1b[31m"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["status", "--run", "a-secret"]) == 3
    (report,) = tmp_path.iterdir()
    assert capsys.readouterr().err == (
        f"orchestrate: a bug of ours: ZeroDivisionError: of ours [31m; please report it with {report}\n"
    )
    text = report.read_text()
    assert text.startswith(f"orchestrate {__version__}, Python 3.")
    assert "Traceback" in text
    assert "command: ['status']" in text
    assert "a-secret" not in text
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_bug_is_told_even_when_no_file_can_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fail_with(monkeypatch, ZeroDivisionError("ours"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert main(["status"]) == 3
    assert "ZeroDivisionError: ours; please report it with this\n" in capsys.readouterr().err


def test_a_missing_library_is_one_line_with_the_cure(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["transitions"] = None
from orchestrator.cli.main import main
sys.exit(main(["resume"]))
"""
    # A None in sys.modules raises ModuleNotFoundError with the name, as a missing library does.
    with programs.start(code, cwd=tmp_path) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == EXIT_USAGE
    assert errors.startswith("orchestrate: the library 'transitions' is missing; in a checkout run `pip")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("command", [["--help"], ["status"], ["history", "--json"]])
def test_what_only_looks_needs_no_library(command: list[str], project: Path) -> None:
    code = """
import sys
sys.modules["transitions"] = None
from orchestrator.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
    assert programs.run(code, *command, cwd=project)


def in_a_shell(script: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A line of shell in which $O is `orchestrate`."""
    return subprocess.run(
        ["/bin/bash", "-c", script.replace("$O", f"'{sys.executable}' -m orchestrator")],
        cwd=cwd,
        env=programs.environment(more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["status", "history --json", "--help", "status --help"])
def test_a_reader_that_goes_away_is_no_error(project: Path, command: str) -> None:
    ended = in_a_shell(f"sleep 0 | true; $O {command} | head -c 0; echo ${{PIPESTATUS[0]}}", project)
    assert (ended.stdout, ended.stderr) == ("0\n", "")


def test_a_reader_that_is_gone_before_the_start_is_no_error(project: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "orchestrator", "status"],
        cwd=project,
        env=programs.environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_closed_output_is_no_error(project: Path) -> None:
    ended = in_a_shell("$O status >&-", project)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_told_and_is_no_bug(project: Path, unbuffered: str) -> None:
    ended = in_a_shell("$O status >/dev/full", project, PYTHONUNBUFFERED=unbuffered)
    assert ended.returncode == EXIT_USAGE
    assert ended.stderr.startswith("orchestrate: output: No space left on device; free some space")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_odd_locale_does_not_hide_a_run(project: Path, encoding: str) -> None:
    ended = in_a_shell("$O status", project, PYTHONIOENCODING=f"{encoding}:strict")
    assert ended.returncode == 0
    assert NEW in ended.stdout


def test_a_removed_working_folder_is_told(tmp_path: Path) -> None:
    ended = in_a_shell("mkdir gone && cd gone && rmdir ../gone && $O status", tmp_path)
    assert ended.returncode == EXIT_USAGE
    assert "the working folder was removed" in ended.stderr


def test_the_launcher_of_a_checkout_is_the_same_program(project: Path) -> None:
    launcher = programs.CHECKOUT / "orchestrate.py"
    ended = subprocess.run(
        [sys.executable, str(launcher), "status"],
        cwd=project / "src",
        env={"PATH": "/bin:/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert NEW in ended.stdout


def test_exit_codes_are_told_apart() -> None:
    assert len({EXIT_BLOCKED, EXIT_USAGE, EXIT_LOCKED, 0, 3, 130, 128 + signal.SIGTERM}) == 7
