from __future__ import annotations

import argparse

import pytest

from orchestrator.cli.options import LARGEST, add_json, add_settings, parser, positive, settings


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
