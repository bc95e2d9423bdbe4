"""Every bad input with everything that is said about it; one row an idea."""

from __future__ import annotations

from tests.bad_input.case import Case
from tests.bad_input.command_lines import COMMAND_LINES
from tests.bad_input.configurations import CONFIGURATIONS
from tests.bad_input.plans import PLANS

CASES: tuple[Case, ...] = (*PLANS, *CONFIGURATIONS, *COMMAND_LINES)
