from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.cli.completion import commands
from orchestrator.cli.main import COMMANDS, load, main
from orchestrator.views.completion import Kind
from tests.cli.conftest import NEW, OLD
from tests.support import programs
from tests.support.waiting import wait_until

SHELLS = ("bash", "zsh", "fish")
# What is typed, and what has to be offered for its last word; the same in every shell.
OFFERED = (
    (("sh",), {"show"}),
    (("run", "pl"), {"plan.md"}),
    (("run", "plan.md", "--dr"), {"--dry-run"}),
    (("run", "--phase", "1", "pl"), {"plan.md"}),
    (("run", "--model", "pl"), set[str]()),
    (("done", "--status", ""), {"completed", "blocked"}),
    (("status", "--run", ""), {OLD, NEW}),
    (("show", ""), {"1", "2"}),
    (("show", "--run", OLD[:9], ""), {"1", "2"}),
    (("completion", ""), set(SHELLS)),
    (("nonsense", "x"), set[str]()),
)


def needed(shell: str) -> str:
    """Its path, or the test is not for this machine."""
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed here")
    return path


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script of every shell, and `orchestrate` of this checkout in its `bin`."""
    folder = tmp_path_factory.mktemp("completion")
    for shell in SHELLS:
        ended = programs.orchestrate("completion", shell, cwd=folder)
        assert (ended.returncode, ended.stderr) == (0, "")
        (folder / f"script.{shell}").write_text(ended.stdout)
    (folder / "bin").mkdir()
    (folder / "home").mkdir()
    program = folder / "bin" / "orchestrate"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m orchestrator "$@"\n')
    program.chmod(0o755)
    return folder


def environment(scripts: Path) -> dict[str, str]:
    """Ours, with `orchestrate` on the path and a home that shells may write into."""
    homes = {name: str(scripts / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    path = f"{scripts / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return programs.environment(homes | {"PATH": path, "TERM": "dumb"})


def ask(shell: str, code: str, scripts: Path, *words: str) -> list[str]:
    """The lines that a program of this shell prints."""
    flags = {"bash": ["--norc", "--noprofile"], "fish": ["--no-config"]}[shell]
    ended = subprocess.run(
        [needed(shell), *flags, "-c", code, shell, *words],
        env=environment(scripts),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.splitlines()


def in_bash(scripts: Path, *words: str) -> list[str]:
    """What bash offers for the last word."""
    code = f"""
source '{scripts}/script.bash'
COMP_WORDS=(orchestrate "$@"); COMP_CWORD=$#
_orchestrate orchestrate "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
for offered in "${{COMPREPLY[@]}}"; do printf '%s\\n' "$offered"; done
"""
    return ask("bash", code, scripts, *words)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_that_the_shell_can_read(shell: str, scripts: Path) -> None:
    read = subprocess.run(
        [needed(shell), "-n", str(scripts / f"script.{shell}")],
        env=environment(scripts),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (read.returncode, read.stdout, read.stderr) == (0, "", "")


@pytest.mark.parametrize(("words", "offered"), OFFERED)
def test_bash_offers_what_fits(
    words: tuple[str, ...], offered: set[str], project: Path, scripts: Path
) -> None:
    (project / "plan.md").touch()
    assert set(in_bash(scripts, *words)) == offered


def test_bash_offers_every_command_and_every_option(project: Path, scripts: Path) -> None:
    assert project.is_dir()
    assert set(in_bash(scripts, "")) == {*COMMANDS, "--help", "--version"}
    for name in ("run", "clean"):
        known = {name for action in load(name).options()._actions for name in action.option_strings}
        assert set(in_bash(scripts, name, "-")) == known


def test_bash_reads_a_value_behind_an_equals_sign_and_names_with_blanks(project: Path, scripts: Path) -> None:
    for name in ("my plan.md", "other.txt"):
        (project / name).touch()
    assert in_bash(scripts, "status", "--run", "=", OLD[:8]) == [OLD]
    assert in_bash(scripts, "run", "my\\ p") == ["my plan.md"]
    assert set(in_bash(scripts, "run", "")) == {"my plan.md", "src", ".orchestrator"}
    assert in_bash(scripts, "demo", "s") == ["src"]


@pytest.mark.parametrize(("words", "offered"), OFFERED)
def test_fish_offers_what_fits(
    words: tuple[str, ...], offered: set[str], project: Path, scripts: Path
) -> None:
    (project / "plan.md").touch()
    line = " ".join(("orchestrate", *words))
    lines = ask("fish", f"source '{scripts}/script.fish'; complete -C '{line}'", scripts)
    assert {line.partition("\t")[0] for line in lines} == offered


@pytest.fixture
def zsh(project: Path, scripts: Path) -> Iterator[int]:
    """A terminal with an interactive zsh, in which ^Xd writes the line that is typed to `typed`."""
    path = needed("zsh")
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [path, "-f", "-i"], cwd=project, env=environment(scripts), stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    reader = threading.Thread(target=drain, args=(master,))  # or it would stop when the terminal is full
    reader.start()
    setup = (
        f"autoload -U compinit; compinit -u -d '{scripts}/dump'; source '{scripts}/script.zsh';"
        " typed() { print -r -- $BUFFER > typed.new && mv typed.new typed; zle kill-whole-line };"
        " zle -N typed; bindkey -e; bindkey '^Xd' typed; bindkey '^I' complete-word; unsetopt beep;"
        " touch ready\n"
    )
    os.write(master, setup.encode())
    wait_until((project / "ready").exists, 60)
    yield master
    process.kill()
    process.wait()
    reader.join()
    os.close(master)


def drain(master: int) -> None:
    """Read what the terminal shows, until nobody is there any more."""
    try:
        while os.read(master, 65536):
            pass
    except OSError:
        return


def test_zsh_completes_what_is_begun(project: Path, zsh: int) -> None:
    (project / "plan.md").touch()
    (project / "plan.txt").touch()
    for begun, completed in (
        ("orchestrate hist", "orchestrate history "),
        ("orchestrate run pl", "orchestrate run plan.md "),
        ("orchestrate run plan.md --dr", "orchestrate run plan.md --dry-run "),
        ("orchestrate done --status c", "orchestrate done --status completed "),
        (f"orchestrate status --run {OLD[:8]}", f"orchestrate status --run {OLD} "),
        (f"orchestrate status --run={OLD[:8]}", f"orchestrate status --run={OLD} "),
        ("orchestrate completion f", "orchestrate completion fish "),
        ("orchestrate demo sr", "orchestrate demo src/"),
        ("orchestrate run --model pl", "orchestrate run --model pl"),
    ):
        os.write(zsh, f"{begun}\t\x18d".encode())
        wait_until((project / "typed").exists, 60)
        assert (project / "typed").read_text() == completed + "\n"
        (project / "typed").unlink()


def test_every_option_and_argument_of_every_command_is_in_the_table() -> None:
    table = {command.name: command for command in commands()}
    assert tuple(table) == COMMANDS
    for name, command in table.items():
        actions = load(name).options()._actions
        assert [option.names for option in command.options] == [
            tuple(action.option_strings) for action in actions if action.option_strings
        ]
        assert len(command.arguments) == sum(not action.option_strings for action in actions)
    kinds = {value.shown: value.kind for value in table["run"].arguments}
    assert kinds == {"master-plan.md": Kind.PLANS}


@pytest.mark.parametrize(("what", "words"), [("runs", f"{NEW}\n{OLD}\n"), ("phases", "1\n2\n")])
@pytest.mark.usefixtures("project")
def test_the_words_of_a_project(what: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "--words", what]) == 0
    assert capsys.readouterr().out == words


@pytest.mark.parametrize("what", ["runs", "phases"])
def test_without_runs_there_are_no_words_and_nothing_is_made(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["completion", "--words", what]) == 0
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [[], ["bash", "--words", "runs"]])
def test_it_is_one_shell_or_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", *words]) == 2
    assert "completion: name one shell: bash, zsh or fish" in capsys.readouterr().err


def test_another_shell_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "csh"]) == 2
    assert "SHELL: 'csh' is none of its values; did you mean" in capsys.readouterr().err


def test_asking_for_words_loads_what_a_look_needs_and_nothing_more(project: Path) -> None:
    code = """
import sys
from orchestrator.cli.main import main
main(["completion", "--words", "runs"])
unwanted = {"transitions", "subprocess", "orchestrator.cli.run", "orchestrator.views.completion"}
print(sorted(unwanted & set(sys.modules)))
"""
    assert programs.run(code, cwd=project).splitlines()[-1] == "[]"
