from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.budget import Look, cure, look, parse_option
from orchestrator.configuration.settings import merge
from orchestrator.configuration.table import BY_PATH
from orchestrator.errors import InputError, UsageError
from orchestrator.model.configuration import Budget
from orchestrator.model.happening import BudgetNear
from orchestrator.model.records import Spent
from orchestrator.text import printable

NOTHING = Spent()
FREE = Budget()


def of_run(spent: Spent, budget: Budget) -> Look:
    return look(spent, NOTHING, budget, FREE, "3.1")


def of_phase(spent: Spent, budget: Budget) -> Look:
    return look(spent, spent, FREE, budget, "3.1")


def test_without_a_budget_nothing_is_ever_reached() -> None:
    much = Spent(1e9, 10**15, 1e9, 10**6, "session 1 told 5 tokens and no cost")
    assert look(much, much, FREE, FREE, "1") == Look("", (), None, None)


@pytest.mark.parametrize(
    ("spent", "budget", "what"),
    [
        (Spent(usd=5.12), Budget(usd=5), "$5.00 is used up: $5.12 spent"),
        (
            Spent(tokens=1_234_567),
            Budget(tokens=1_000_000),
            "1,000,000 tokens is used up: 1,234,567 tokens spent",
        ),
        (Spent(seconds=1_830), Budget(minutes=30), "30 minutes is used up: 30.5 minutes spent"),
        (Spent(seconds=3), Budget(minutes=0.05), "0.05 minutes is used up: 0.05 minutes spent"),
        (Spent(sessions=1), Budget(sessions=1), "1 session is used up: 1 session spent"),
    ],
)
def test_what_is_used_up_is_told_in_one_line(spent: Spent, budget: Budget, what: str) -> None:
    assert of_run(spent, budget).reached == f"the run's budget of {what}"
    assert of_phase(spent, budget).reached == f"phase 3.1's budget of {what}"


def test_a_budget_is_reached_when_nothing_is_left_of_it_and_not_before() -> None:
    assert of_run(Spent(sessions=3), Budget(sessions=4)).reached == ""
    assert of_run(Spent(sessions=4), Budget(sessions=4)).reached != ""


@given(st.integers(1, 2000))
def test_cents_add_up_to_dollars(cents: int) -> None:
    spent = sum(0.01 for _ in range(cents))
    assert of_run(Spent(usd=spent), Budget(usd=cents / 100)).reached
    assert not of_run(Spent(usd=spent - 0.005), Budget(usd=cents / 100)).reached


def test_most_of_a_budget_is_four_fifths_of_it() -> None:
    assert of_run(Spent(usd=3.99), Budget(usd=5)).near == ()
    assert of_run(Spent(usd=4), Budget(usd=5)).near == (BudgetNear("usd of the run", "$4.00", "$5.00"),)
    assert of_phase(Spent(sessions=4), Budget(sessions=5)).near == (
        BudgetNear("sessions of phase 3.1", "4 sessions", "5 sessions"),
    )


def test_what_is_used_up_is_no_longer_near() -> None:
    found = of_run(Spent(usd=5, tokens=90), Budget(usd=5, tokens=100))
    assert [bound.what for bound in found.near] == ["tokens of the run"]
    assert found.reached.startswith("the run's budget of $5.00")


def test_every_bound_of_run_and_phase_is_looked_at() -> None:
    run, phase = Spent(8, 80, 480, 8), Spent(4, 40, 240, 4)
    found = look(run, phase, Budget(10, 100, 10, 10), Budget(5, 50, 5, 5), "2")
    assert [bound.what for bound in found.near] == [
        f"{name} of {owner}" for owner in ("the run", "phase 2") for name in Budget._fields
    ]


def test_what_is_left_is_the_smaller_rest_of_run_and_phase() -> None:
    spent = Spent(usd=2, seconds=90)
    assert look(spent, NOTHING, Budget(usd=10, minutes=2), Budget(usd=5, minutes=1), "1")[2:] == (5, 30)
    assert look(spent, spent, Budget(usd=10, minutes=9), Budget(usd=5, minutes=2), "1")[2:] == (3, 30)
    assert of_run(Spent(usd=7, seconds=700), Budget(usd=5, minutes=10))[2:] == (0, 0)
    assert of_run(Spent(usd=7), Budget(sessions=10))[2:] == (None, None)


def test_a_budget_in_dollars_that_cannot_be_held_is_an_error_and_not_silently_off() -> None:
    silent = Spent(usd=0.1, tokens=500, unpriced="session 2 told 500 tokens and no cost")
    assert of_run(silent, Budget(usd=5)).reached == (
        "budget.usd cannot be held: session 2 told 500 tokens and no cost; use budget.tokens instead"
    )
    assert of_phase(silent, Budget(usd=5)).reached.startswith("phase_budget.usd cannot be held: ")
    assert of_run(silent, Budget(tokens=1000)).reached == ""


@pytest.mark.parametrize("name", Budget._fields)
def test_the_cure_names_the_key_that_was_used_up(name: str) -> None:
    much = Spent(7_000.5, 7_000_000, 7_000_000, 7_000)
    for amount in (1, 1_000):
        budget = Budget(**{name: amount})
        assert cure(of_run(much, budget).reached) == f"orchestrate resume --budget {name}=..."
        assert cure(of_phase(much, budget).reached) == f"orchestrate resume --budget phase.{name}=..."


def test_the_cure_of_a_budget_that_cannot_be_held_is_one_in_tokens() -> None:
    silent = Spent(unpriced="session 1 told")
    assert cure(of_run(silent, Budget(usd=5)).reached) == "orchestrate resume --budget tokens=..."
    assert cure(of_phase(silent, Budget(usd=5)).reached) == "orchestrate resume --budget phase.tokens=..."


@pytest.mark.parametrize("reason", ["", "a usage limit is reached", "the run's budget is fine"])
def test_what_is_no_budget_needs_no_larger_one(reason: str) -> None:
    assert cure(reason) == "orchestrate resume"


def test_an_option_becomes_keys_of_the_configuration() -> None:
    assert parse_option("usd=5,minutes=30") == {"budget.usd": "5", "budget.minutes": "30"}
    assert parse_option(" phase.tokens = 1000 , sessions=3 ") == {
        "phase_budget.tokens": "1000",
        "budget.sessions": "3",
    }


def test_an_option_is_over_the_file_and_checked_like_it() -> None:
    file = b"budget:\n  usd: 1\n  tokens: 7\n"
    found = merge(file, "c.yaml", {}, parse_option("usd=2.5,phase.sessions=3"))
    assert (found.budget, found.phase_budget) == (Budget(usd=2.5, tokens=7), Budget(sessions=3))
    for wrong in ("usd=0", "usd=$5", "sessions=1.5", "tokens=many", "minutes=nan"):
        with pytest.raises(InputError, match=f"`budget.{wrong.partition('=')[0]}`"):
            merge(None, "c.yaml", {}, parse_option(wrong))


@pytest.mark.parametrize("prefix", ["", "phase."])
@pytest.mark.parametrize("name", Budget._fields)
def test_every_key_of_a_budget_can_be_given(prefix: str, name: str) -> None:
    (key,) = parse_option(f"{prefix}{name}=1")
    assert tuple(key.split(".")) in BY_PATH


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ust=5", "--budget: there is no budget 'ust'; did you mean 'usd'?"),
        ("phase.minute=5", "--budget: there is no budget 'phase.minute'; did you mean 'phase.minutes'"),
        ("usd", "--budget: 'usd' is no `key=amount`; write --budget usd=5,minutes=30"),
        ("usd=", "--budget: 'usd' is no `key=amount`; write"),
        ("5", "--budget: '5' is no `key=amount`; write"),
        ("tokens=1,000", "without commas in numbers"),
        ("", "--budget: a budget is missing; write"),
        ("usd=5,", "--budget: a budget is missing; write"),
        ("usd=5,usd=6", "--budget: 'usd' is given twice; write it once"),
    ],
)
def test_an_option_that_is_wrong_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_option(text)
    assert message in str(raised.value)


@given(st.text(st.sampled_from("usdtokensminutes.phase=,5 \x1b\n")) | st.text())
def test_whatever_is_given_is_keys_or_an_error_of_one_line(text: str) -> None:
    try:
        found = parse_option(text)
    except UsageError as error:
        found, said = {}, str(error)
    else:
        said = ""
    assert bool(found) != bool(said)
    assert all(tuple(key.split(".")) in BY_PATH and amount for key, amount in found.items())
    assert said == printable(said).replace("\n", " ")


def test_a_bound_is_told_by_its_words_so_that_it_can_be_remembered() -> None:
    first, later = (of_run(Spent(usd=usd), Budget(usd=5)).near[0] for usd in (4.0, 4.5))
    assert first.what == later.what
    assert dataclasses.replace(first, spent=later.spent) == later
