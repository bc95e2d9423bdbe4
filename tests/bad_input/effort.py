"""How much is tried: a little with every run of the tests, much with `make fuzz`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = "FUZZ_EXAMPLES"


def effort(few: int) -> settings:
    """So many examples, or as many as the environment asks for."""
    return settings(
        max_examples=int(os.environ.get(EXAMPLES, few)),
        deadline=None,  # the machine may be busy; tests/bad_input/test_time.py looks at the time
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
