"""All scenarios, in the order of the table."""

from __future__ import annotations

from tests.liars import agents_and_notes, claims, contracts, honest, signals_and_state, tests_weakened
from tests.liars.scenario import Scenario

LIARS: tuple[Scenario, ...] = (
    *claims.CLAIMS,
    *claims.SESSIONS,
    *contracts.PLANS,
    *contracts.PROTECTED,
    *tests_weakened.WEAKENED,
    *tests_weakened.GATES,
    *agents_and_notes.AGENTS,
    *agents_and_notes.NOTES,
    *signals_and_state.SIGNALS,
    *signals_and_state.STATE,
)
HONEST: tuple[Scenario, ...] = (*honest.STREAMS, *honest.CONTRACTS, *honest.PLACES, *honest.TESTS)
EVERYBODY = (*LIARS, *HONEST)
