from __future__ import annotations

import argparse

import pytest

from orchestrator.cli.options import LARGEST, add_json, add_settings, one_of, parser, positive, settings
from orchestrator.errors import UsageError


@pytest.mark.parametrize(("text", "number"), [("1", 1), (" 20 ", 20), (str(LARGEST), LARGEST)])
def test_a_positive_number_is_read(text: str, number: int) -> None:
    assert positive(text) == number


@pytest.mark.parametrize("text", ["0", "-3", str(LARGEST + 1), "1" * 5000, "1.5", "two", ""])
def test_a_number_out_of_range_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=f"is no whole number from 1 to {LARGEST}"):
        positive(text)


def test_parsers_look_alike() -> None:
    made = parser("status", "Show it.", "  orchestrate status --json")
    add_json(made, "the run")
    shown = made.format_help()
    assert shown.startswith("usage: orchestrate status [-h] [--json]\n\nShow it.")
    assert "print the run as JSON" in shown
    assert shown.endswith("examples:\n  orchestrate status --json\n")
    assert made.parse_args(["--json"]).json is True
    assert made.parse_args([]).json is False


def test_options_that_overrule_the_configuration_are_read_by_its_keys() -> None:
    made = parser("run", "Run it.", "  orchestrate run plan.md")
    add_settings(made)
    words = ["--budget", "usd=5,phase.minutes=30", "--no-wait", "--model", "opus"]
    assert settings(made.parse_args(words)) == {
        "model": "opus",
        "wait_for_limits": False,
        "budget.usd": "5",
        "phase_budget.minutes": "30",
    }
    assert settings(made.parse_args([])) == {}
    assert "phase.usd" in made.format_help()


def made() -> argparse.ArgumentParser:
    """A parser with every kind of thing that can be missing."""
    options = parser("try", "Try it. " + "word " * 40, "  orchestrate try " + "x" * 90)
    options.add_argument("place", metavar="PLACE", help="where")
    options.add_argument("--kind", "-k", required=True, type=one_of("small", "large"), help="which")
    options.add_argument("--count", "-c", type=positive, help="how many")
    either = options.add_mutually_exclusive_group(required=True)
    either.add_argument("--up", "-u", action="store_true", help="up")
    either.add_argument("--down", "-d", action="store_true", help="down")
    return options


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing is given for PLACE and --kind"),
        (["p", "-k", "small"], "give one of --up, --down"),
        (["p", "-k", "small", "-u", "-d"], "--down and --up exclude each other; leave one out"),
        (["p", "-k"], "--kind needs a value: --kind KIND"),
        (["p", "--kind", "-u"], "--kind needs a value: --kind KIND"),
        (["p", "-k", "smal"], "--kind: 'smal' is none of its values; did you mean 'small'?"),
        (["p", "-k", "small", "-c", "0"], "--count: '0' is no whole number from 1 to 2147483647"),
        (["p", "q", "-k", "small", "-u"], "there is no place for another argument, 'q'"),
        (["p", "-k", "small", "--up=1"], "--up takes no value"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_plain_words(words: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        made().parse_args(words)
    assert str(caught.value) == f"try: {said}; see `orchestrate try --help`"


def test_dashes_bring_no_option_near() -> None:
    with pytest.raises(UsageError) as caught:
        made().parse_args(["p", "--kidn", "small"])
    assert str(caught.value) == "try: there is no option '--kidn'; did you mean '--kind'?"
    with pytest.raises(UsageError) as caught:
        made().parse_args(["p", "--xyzzy"])
    assert str(caught.value) == (
        "try: there is no option '--xyzzy'; known: --count, --down, --help, --kind, --up"
    )


def test_help_wraps_sentences_but_no_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = made().format_help().splitlines()
    assert [line for line in lines if len(line) > 60] == ["  orchestrate try " + "x" * 90]
    assert "arguments:" in lines
    assert any(line.startswith("  --kind, -k KIND  ") for line in lines)
