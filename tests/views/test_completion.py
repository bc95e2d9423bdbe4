from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator.views.completion import Command, Kind, Option, Value, bash, fish, zsh

ODD = "it's [odd]: \\ and `so` $HOME"
VALUES = tuple(Value(kind, "WHAT", ("one", "two") if kind is Kind.WORDS else ()) for kind in Kind)[1:]
COMMANDS = (
    Command("none", ODD, (), ()),
    Command(
        "all",
        ODD,
        (
            Option(("-f", "--flag"), ODD, Value(Kind.NOTHING)),
            *(Option((f"--{v.kind.value}", f"-{v.kind.value[0]}"), ODD, v) for v in VALUES),
        ),
        VALUES,
    ),
)
SCRIPTS = {"bash": bash, "zsh": zsh, "fish": fish}


@pytest.mark.parametrize("shell", SCRIPTS)
def test_odd_words_are_quoted_for_the_shell(shell: str, tmp_path: Path) -> None:
    script = SCRIPTS[shell](COMMANDS)
    for kind in ("COMMANDS", "OPTIONS", "TAKES", "LATER"):
        assert f"@{kind}@" not in script
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed here")
    (tmp_path / "script").write_text(script)
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    read = subprocess.run(
        [path, "-n", str(tmp_path / "script")], env=homes, capture_output=True, text=True, check=False
    )
    assert (read.returncode, read.stdout, read.stderr) == (0, "", "")


def test_bash_knows_the_kind_of_every_place() -> None:
    script = bash(COMMANDS)
    assert "'all --runs' | 'all -r') takes='@runs' ;;" in script
    assert "'all 1') takes='one two' ;;" in script
    assert "'all --flag'" not in script
    assert "        none) takes='' ;;" in script


def test_names_of_one_option_exclude_each_other_in_zsh() -> None:
    script = zsh(COMMANDS)
    assert "'(-f --flag)--flag[" in script
    assert "'(--folders -f)--folders=[" in script
    assert "'(--folders -f)-f+[" in script


def test_fish_counts_arguments_without_the_values_of_options() -> None:
    assert "'__orchestrate_at all 2 --text -t --words -w" in fish(COMMANDS)
