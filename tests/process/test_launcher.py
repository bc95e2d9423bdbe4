from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.process.launcher import Supervision, launched, patient, supervised_argv

BY = Supervision("/py", ("/s.pyc",), ("-c", "s"), 7, "/rec", "INT:8,TERM:5")
OUTER = ("/py", "-I", "-S", "/s.pyc", "--parent", "7", "--record", "/rec", "--stop")
INNER = ("/py", "-I", "-S", "-c", "s", "--stop", "INT:8,TERM:5", "--", "claude", "a b")


def test_without_a_launcher_one_supervisor_runs_the_command() -> None:
    expected = (*OUTER, "INT:8,TERM:5", "--grace", "2", "--", "claude", "a b")
    assert supervised_argv(("claude", "a b"), BY) == expected


def test_with_a_launcher_a_patient_outer_supervisor_runs_it_with_an_inner_one() -> None:
    expected = (*OUTER, "INT:17,TERM:2", "--grace", "2", "--", "srun", "-n1", *INNER)
    assert supervised_argv(("claude", "a b"), BY, ("srun", "-n1")) == expected


@pytest.mark.parametrize(
    ("launcher", "words"),
    [
        (("srun", "-n1"), ("srun", "-n1", "run", "a b")),
        (("ssh", "host", "{command}"), ("ssh", "host", "run 'a b'")),
        (("ssh", "host", "cd {cwd} && exec {command}"), ("ssh", "host", "cd /w && exec run 'a b'")),
        (("bwrap", "--chdir", "{cwd}", "--"), ("bwrap", "--chdir", "/w", "--", "run", "a b")),
        (("sh", "-c", "{command}", "{unknown}"), ("sh", "-c", "run 'a b'", "{unknown}")),
    ],
)
def test_placeholders_are_replaced_and_the_command_is_appended_when_no_word_names_it(
    launcher: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert launched(launcher, ("run", "a b"), "/w") == words


def test_a_placeholder_inside_a_value_is_left_alone() -> None:
    assert launched(("sh", "{cwd}", "{command}"), ("{cwd}", "{command}"), "/{command}") == (
        "sh",
        "/{command}",
        "'{cwd}' '{command}'",
    )


@given(st.lists(st.text(min_size=1).filter(lambda word: "\0" not in word), min_size=1))
def test_the_joined_command_is_split_by_a_shell_into_the_same_words(words: list[str]) -> None:
    assert tuple(shlex.split(launched(("{command}",), tuple(words), "/")[0])) == tuple(words)


@pytest.mark.parametrize(
    ("ladder", "longer"),
    [("TERM:2", "TERM:6,TERM:2"), ("INT:8,TERM:5", "INT:17,TERM:2"), ("INT:0.5", "INT:4.5,TERM:2")],
)
def test_the_outer_ladder_outlasts_the_inner_one(ladder: str, longer: str) -> None:
    assert patient(ladder) == longer
