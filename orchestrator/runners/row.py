"""A row of the table of test runners."""

from __future__ import annotations

from typing import NamedTuple


class Reading(NamedTuple):
    """A line that a runner writes of its own accord.

    It stands for `fixed` tests, and for the sum of the numbers that `ran` captures less the sum of those that
    `less` captures, but not for less than none. With `after`, the line counts only if the nearest line above
    it that is not blank matches, and numbers are looked for in both.
    """

    line: str
    ran: str = ""
    less: str = ""
    fixed: int = 0
    after: str = ""


class Runner(NamedTuple):
    """A test runner; of its readings, the first that matches a line counts."""

    name: str
    readings: tuple[Reading, ...]
    opens: str = ""  # the line that begins its output; what follows up to its summary comes from its tests
    waived: str = ""  # in a gate's command: its author wants no tests to run
