from __future__ import annotations

import argparse

import pytest

from orchestrator.cli.options import LARGEST, add_budget, add_json, parser, positive


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


def test_a_budget_is_text_that_others_read() -> None:
    made = parser("run", "Run it.", "  orchestrate run plan.md")
    add_budget(made)
    assert made.parse_args(["--budget", "usd=5,minutes=30"]).budget == "usd=5,minutes=30"
    assert made.parse_args([]).budget is None
    assert "phase.usd" in made.format_help()
