"""Whether what was spent leaves room for more, and in which words a budget is given and spoken of. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from orchestrator.errors import UsageError
from orchestrator.model.configuration import Budget
from orchestrator.model.happening import BudgetNear
from orchestrator.model.records import Spent
from orchestrator.text import money, nearest, one_line

NEAR = 0.8  # of a budget: time to tell somebody
RESUME = "orchestrate resume"
OPTION = "--budget"
EXAMPLE = "usd=5,minutes=30"
OF_PHASE = "phase."  # a key with it is a bound of each phase
_UNHELD = re.compile(r"(phase_)?budget\.usd cannot be held:")
_USED_UP = re.compile(r"(?:the run|phase (\S+))'s budget of (\$?)[\d.,]+(?: ([a-z]+?)s?)? is used up:")


class Look(NamedTuple):
    """What a budget allows before something is started."""

    reached: str  # why nothing may be started any more, one line; empty: something may
    near: tuple[BudgetNear, ...]  # bounds of which most is spent; who looks again is told again
    usd_left: float | None  # until the first bound; None: there is none
    seconds_left: float | None


class _Bound(NamedTuple):
    """One number that must not be passed, and what counts against it, in the same unit."""

    owner: str  # "the run", "phase 3"
    name: str  # a key of `Budget`
    spent: float
    allowed: float

    @property
    def reached(self) -> bool:
        return self.left <= _NOTHING.get(self.name, 0.0)

    @property
    def near(self) -> bool:
        return not self.reached and round(self.spent, 9) >= round(NEAR * self.allowed, 9)

    @property
    def left(self) -> float:
        """Rounded: ten times ten cents are a dollar, although not in binary."""
        return round(self.allowed - self.spent, 9)


def look(spent_run: Spent, spent_phase: Spent, run: Budget, phase: Budget, phase_id: str) -> Look:
    """Compare what was spent with what may be spent.

    Args:
        spent_run: everything in the run.
        spent_phase: everything in this phase; a part of it.
        run: what the run may spend.
        phase: what each phase may spend.
        phase_id: the phase for which something is to be started.
    """
    bounds = (*_bounds("the run", spent_run, run), *_bounds(f"phase {phase_id}", spent_phase, phase))
    unheld = (_unheld("budget", spent_run, run), _unheld("phase_budget", spent_phase, phase))
    reached = (*filter(None, unheld), *(_used_up(bound) for bound in bounds if bound.reached))
    minutes_left = _least(bounds, "minutes")
    return Look(
        reached[0] if reached else "",
        tuple(_near(bound) for bound in bounds if bound.near),
        _least(bounds, "usd"),
        None if minutes_left is None else round(minutes_left * 60, 3),
    )


def cure(paused: str) -> str:
    """The command that goes on with a run which is paused for this reason.

    When a budget is used up it is `orchestrate resume --budget usd=...`, with the key that needs more.
    """
    if unheld := _UNHELD.match(paused):
        of_phase, name = unheld[1], "tokens"
    elif used_up := _USED_UP.match(paused):
        of_phase, name = used_up[1], "usd" if used_up[2] else f"{used_up[3]}s"
    else:
        return RESUME
    return f"{RESUME} {OPTION} {OF_PHASE if of_phase else ''}{name}=..."


def parse_option(text: str) -> dict[str, str]:
    """`usd=5,phase.minutes=30` -> `{"budget.usd": "5", "phase_budget.minutes": "30"}`.

    The keys are those of the configuration, which also checks the amounts.

    Raises:
        UsageError: it is no such list, or a key is not known.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, amount = (word.strip() for word in part.partition("="))
        key = _KEYS.get(name)
        shown = one_line(name, 40)
        if equals and key is None:
            raise UsageError(f"{OPTION}: there is no budget '{shown}'; {nearest(name[:100], _KEYS)}")
        if key is None or not amount:
            what = f"'{shown}' is no `key=amount`" if shown else "a budget is missing"
            raise UsageError(f"{OPTION}: {what}; write {OPTION} {EXAMPLE}, without commas in numbers")
        if key in found:
            raise UsageError(f"{OPTION}: '{name}' is given twice; write it once")
        found[key] = amount
    return found


# Less than that is no session's worth: it could do nothing but be ended.
_NOTHING = {"minutes": 1 / 60, "usd": 0.00005}
_KEYS = {name: f"budget.{name}" for name in Budget._fields} | {
    f"{OF_PHASE}{name}": f"phase_budget.{name}" for name in Budget._fields
}


def _bounds(owner: str, spent: Spent, budget: Budget) -> Iterator[_Bound]:
    amounts = Budget(spent.usd, spent.tokens, spent.seconds / 60, spent.sessions)
    for name, used, allowed in zip(Budget._fields, amounts, budget, strict=True):
        if allowed is not None:
            yield _Bound(owner, name, used or 0, allowed)


def _unheld(section: str, spent: Spent, budget: Budget) -> str:
    """A bound in dollars says nothing when a session does not tell its cost."""
    if budget.usd is None or not spent.unpriced:
        return ""
    return f"{section}.usd cannot be held: {spent.unpriced}; use {section}.tokens instead"


def _used_up(bound: _Bound) -> str:
    allowed, spent = _amount(bound.name, bound.allowed), _amount(bound.name, bound.spent)
    return f"{bound.owner}'s budget of {allowed} is used up: {spent} spent"


def _near(bound: _Bound) -> BudgetNear:
    what = f"{bound.name} of {bound.owner}"
    return BudgetNear(what, _amount(bound.name, bound.spent), _amount(bound.name, bound.allowed))


def _amount(name: str, amount: float) -> str:
    """`$5.00`, `1,000,000 tokens`, `1.5 minutes`."""
    if name == "usd":
        return money(amount)
    number = f"{amount:,.1f}" if amount >= 1 else f"{amount:.4f}"
    number = number.rstrip("0").rstrip(".")
    return f"{number} {name.removesuffix('s') if number == '1' else name}"


def _least(bounds: tuple[_Bound, ...], name: str) -> float | None:
    left = (bound.left for bound in bounds if bound.name == name)
    return min((max(0.0, amount) for amount in left), default=None)
