"""A report of a very large run."""

from __future__ import annotations

import random

from orchestrator.model.dossier import HistoryEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.report import FileChange, Report, ReportAttempt, ReportPhase
from tests.support.reports import (
    at,
    made_attempt,
    made_finding,
    made_gate,
    made_phase,
    made_report,
    made_session,
)


def big_report(phases: int = 200, attempts: int = 5, lines: int = 40) -> Report:
    """As many phases with as many attempts each; every gate says as many lines. The same at every call."""
    dice = random.Random(6)
    return made_report(*(_big_phase(index, attempts, lines, dice) for index in range(phases)), title="Big")


def _big_phase(index: int, attempts: int, lines: int, dice: random.Random) -> ReportPhase:
    start = index // 3 * 700.0 + index % 3 * 40
    blocked = index % 17 == 16
    tail = "".join(f"tests/test_{index}.py::test_case_{n} FAILED  [ {n}%]\n" for n in range(lines))
    changed = tuple(
        FileChange(f"src/module_{index}/part_{n}.py", dice.randrange(80), dice.randrange(40))
        for n in range(6)
    )
    made = tuple(
        _big_attempt(number, start, 600 / attempts, changed, tail, good=number == attempts and not blocked)
        for number in range(1, attempts + 1)
    )
    if blocked:
        last = made[-1].entry._replace(decision="block", reason=f"all {attempts} attempts used up")
        made = (*made[:-1], made[-1]._replace(entry=last))
    earlier = {index - back for back in (5, dice.randrange(3, 9), dice.randrange(4, 30)) if index >= back}
    moves = (("retry", "remediating", "running") for _ in made)
    return made_phase(
        str(index + 1),
        State.BLOCKED if blocked else State.DONE,
        made,
        depends_on=tuple(str(before + 1) for before in sorted(earlier)),
        title=f"Move module {index + 1} to the new storage",
        history=tuple(HistoryEntry(at(start + 100 * n), *move, n, "") for n, move in enumerate(moves, 1)),
    )


def _big_attempt(
    number: int, start: float, seconds: float, changed: tuple[FileChange, ...], tail: str, *, good: bool
) -> ReportAttempt:
    begin = start + (number - 1) * seconds
    end = begin + seconds * 0.9
    return made_attempt(
        number,
        begin,
        changed,
        sessions=(made_session(begin, seconds * 0.7),),
        gates=(
            made_gate("tests", 0 if good else 1, 1, tail=tail, seconds=seconds / 10, at=at(end)),
            made_gate(
                "lint", 0, 0, command="ruff check .", seconds=0.4, tail="All checks passed!\n", at=at(end)
            ),
        ),
        findings=() if good else (made_finding(detail=tail),),
        ended_at=at(end),
        decision="accept" if good else "targeted fix",
        reason="everything the contract asks for is there"
        if good
        else "gate 'tests' failed with exit code 1",
    )
