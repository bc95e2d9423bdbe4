"""Whether a gate's test runners ran any test at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from orchestrator.runners.row import Reading, Runner
from orchestrator.runners.table import RUNNERS
from orchestrator.text import one_line, unstyled

LOOKED_AT = 2_000_000  # characters from the end of an output
LONGEST = 400  # characters of a line that can be a runner's own
WIDTH = 120  # characters of it that a reason quotes


class Sighting(NamedTuple):
    """A line of a runner: the opening of its output, or something that it says of what it ran."""

    runner: Runner
    opens: bool
    ran: int  # executed tests; below 0 it takes back what another line counts
    text: str


def no_test_ran(output: str, command: str = "") -> str:
    """Why this output of a gate shows that a test runner ran no test; empty if nothing shows that.

    Every runner that is recognised must have executed at least one test, all its summaries together. Tests
    that were skipped, excluded or filtered out do not count. What the tests of a runner print between its
    first line and its summary is no summary of another one; a runner whose output begins with nothing of its
    own (unittest, mocha, RSpec, node's "spec") cannot be shielded so.

    Args:
        output: all of it, or a long end: a summary that was cut off cannot speak for its runner.
        command: the gate's command. A runner that it tells to run no tests is not asked for any.
    """
    seen = _unquoted(tuple(_sightings(output)))
    reasons = []
    for runner in RUNNERS:
        said = [sighting for sighting in seen if sighting.runner is runner and not sighting.opens]
        if not said or sum(sighting.ran for sighting in said) > 0:
            continue
        if runner.waived and re.search(runner.waived, command):
            continue
        telling = next(sighting.text for sighting in said if sighting.ran <= 0)
        reasons.append(f"{runner.name} ran no test: {one_line(telling.strip('= '), WIDTH)}")
    return "; ".join(reasons)


def _unquoted(seen: tuple[Sighting, ...]) -> list[Sighting]:
    """Without what stands between the opening and the summary of another runner that did execute tests."""
    quoted: set[int] = set()
    for runner in {sighting.runner.name: sighting.runner for sighting in seen if sighting.opens}.values():
        for first, last in _spans(seen, runner):
            quoted.update(n for n in range(first + 1, last) if seen[n].runner is not runner)
    return [sighting for number, sighting in enumerate(seen) if number not in quoted]


def _spans(seen: tuple[Sighting, ...], runner: Runner) -> list[tuple[int, int]]:
    """From each opening of a runner to its last summary before the next one, if it did execute tests.

    An opening before the first summary begins nothing: its tests printed it, or there is one for each file.
    """
    spans: list[tuple[int, int, int]] = []
    for number, sighting in enumerate(seen):
        if sighting.runner is not runner:
            continue
        if sighting.opens:
            if not spans or spans[-1][1] > spans[-1][0]:
                spans.append((number, number, 0))
        elif spans:
            first, _, ran = spans[-1]
            spans[-1] = (first, number, ran + sighting.ran)
    return [(first, last) for first, last, ran in spans if ran > 0]


def _sightings(output: str) -> Iterator[Sighting]:
    before = ""
    for line in _lines(output):
        if len(line) <= LONGEST and _any_line().fullmatch(line):
            yield from _of_line(line, before)
        before = line[: LONGEST + 1]


def _lines(output: str) -> Iterator[str]:
    """The lines that are not blank, as a terminal shows them."""
    plain = unstyled(output[-LOOKED_AT:]).replace("\r", "\n")
    return (line.rstrip() for line in plain.split("\n") if line and not line.isspace())


def _of_line(line: str, before: str) -> Iterator[Sighting]:
    spoke: Runner | None = None
    for runner, reading in _rows(line):
        if reading is None:
            yield Sighting(runner, True, 0, line)
        elif runner is not spoke and _follows(reading, before):
            text = f"{before} {line}" if reading.after else line
            yield Sighting(runner, False, _executed(reading, text), text)
            spoke = runner


@lru_cache(maxsize=1024)  # such lines repeat: the results of many packages, of many empty binaries
def _rows(line: str) -> tuple[tuple[Runner, Reading | None], ...]:
    """What a line may be, in the order of the table; without a reading, it is an opening."""
    found: list[tuple[Runner, Reading | None]] = []
    for runner in RUNNERS:
        if runner.opens and _compiled(runner.opens).fullmatch(line):
            found.append((runner, None))
        found += [(runner, row) for row in runner.readings if _compiled(row.line).fullmatch(line)]
    return tuple(found)


def _follows(reading: Reading, before: str) -> bool:
    return not reading.after or _compiled(reading.after).fullmatch(before) is not None


def _executed(reading: Reading, text: str) -> int:
    return reading.fixed + max(0, _sum(reading.ran, text) - _sum(reading.less, text))


def _sum(pattern: str, text: str) -> int:
    return sum(map(int, _compiled(pattern).findall(text))) if pattern else 0


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _any_line() -> re.Pattern[str]:
    """What one line of any runner matches: nearly all lines of an output are none, and cost only this."""
    patterns = [reading.line for runner in RUNNERS for reading in runner.readings]
    patterns += [runner.opens for runner in RUNNERS if runner.opens]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
