"""What is killed, and when: a table of kinds, and the cases that a seed makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from random import Random


class Whom(Enum):
    """Who is killed."""

    ORCHESTRATOR = "orchestrator"
    SUPERVISOR = "supervisor"
    COMMAND = "command"  # the session or the gate itself


class During(Enum):
    """What must be under way."""

    ANYTHING = "anything"  # not even that
    SESSION = "session"
    GATE = "gate"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table."""

    name: str
    whom: tuple[Whom, ...] = ()  # in this order, one right after the other; empty: at a kill point
    during: During = During.ANYTHING
    shuffled: bool = False
    costs: int = 0  # attempts that one such kill may use up: a session or gate that was killed has failed
    strikes: int = 4  # in one run


@dataclass(frozen=True, slots=True)
class Strike:
    """One kill."""

    kind: Kind
    whom: tuple[Whom, ...] = ()
    after: float = 0.0  # seconds since it was possible
    at: int = 0  # the number of the kill point; 0: from outside


@dataclass(frozen=True, slots=True)
class Case:
    """One run with all its kills."""

    number: int
    kind: Kind
    strikes: tuple[Strike, ...]
    pause: float  # of sessions and gates, in seconds
    seed: str  # of what else happens at random


AT_POINT = Kind("at a kill point")
# The first life is not disturbed: it ends with a phase that is blocked, and a person repairs what blocked it.
AFTER_A_BLOCK = Kind("at a kill point after a block")
_O, _S, _C = Whom.ORCHESTRATOR, Whom.SUPERVISOR, Whom.COMMAND
KINDS = (
    AT_POINT,
    AFTER_A_BLOCK,
    Kind("orchestrator", (_O,)),
    Kind("orchestrator and supervisor", (_O, _S), During.EITHER),
    Kind("supervisor of a session", (_S,), During.SESSION, costs=1),
    Kind("supervisor of a gate", (_S,), During.GATE, costs=1, strikes=1),
    Kind("session", (_C,), During.SESSION, costs=1),
    # Once only: the same gate lost twice is the same finding twice, and rightly blocks its phase.
    Kind("gate", (_C,), During.GATE, costs=1, strikes=1),
    # In whatever order: who dies first may be seen to die by those that live a moment longer.
    Kind("everything at once", (_O, _S, _C), During.EITHER, shuffled=True, costs=1),
)
OUTSIDE = KINDS[2:]
NEVER = 1_000_000  # a kill point that no life comes to
OPENING = 60  # kill points: by then a run that a person resumed is like any other
LATER = 120  # kill points: how far the later lives of a run get at most
PAUSE = 0.05
LONGEST = {  # seconds until a kill, since it was possible: about as long as there is something to hit
    During.ANYTHING: 0.6,
    During.SESSION: 3 * PAUSE,
    During.GATE: PAUSE,
    During.EITHER: 1.5 * PAUSE,
}


def cases(seed: int, points: int, per_kind: int, *, stride: int = 1, more: int = 2) -> list[Case]:
    """All cases of a bench.

    Args:
        seed: equal seeds make equal cases.
        points: kill points of an undisturbed run; every `stride`-th of them ends the first life of a run. Of
            a run that is resumed after a block it is the second life, and the first of its points.
        per_kind: runs of every other kind.
        more: lives of such a run that are ended at a point, too, by chance.
    """
    first = Random(seed).randrange(stride)
    made = [
        _at_points(number, seed, at, more) for number, at in enumerate(range(1 + first, points + 1, stride))
    ]
    for at in range(1 + first % OPENING, min(points, OPENING) + 1, stride):
        case = _at_points(len(made), seed, at, more)
        strikes = (Strike(AFTER_A_BLOCK, at=NEVER), *case.strikes)
        made.append(replace(case, kind=AFTER_A_BLOCK, strikes=strikes))
    for kind in OUTSIDE:
        for _ in range(per_kind):
            made.append(_outside(len(made), seed, kind))
    return made


def _at_points(number: int, seed: int, at: int, more: int) -> Case:
    chance = Random(f"{seed} {number}")
    points = [at, *(chance.randint(1, LATER) for _ in range(more))]
    strikes = tuple(Strike(AT_POINT, at=point) for point in points)
    return Case(number, AT_POINT, strikes, 0.0, f"{seed} {number} on")


def _outside(number: int, seed: int, kind: Kind) -> Case:
    chance = Random(f"{seed} {number}")
    strikes = []
    for _ in range(kind.strikes):
        whom = list(kind.whom)
        if kind.shuffled:
            chance.shuffle(whom)
        strikes.append(Strike(kind, tuple(whom), chance.uniform(0, LONGEST[kind.during])))
    return Case(number, kind, tuple(strikes), PAUSE, f"{seed} {number} on")
