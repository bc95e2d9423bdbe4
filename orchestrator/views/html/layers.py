"""Places the nodes of a dependency graph in columns, and their edges where no node is. Pure.

What depends on nothing stands in the first column, everything else right of all that it depends on. An edge
that passes a column has a lane of its own there; lanes of one source are shared. Nodes and lanes are ordered
so that few edges cross, and stand near what they are connected with.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 6
Item = tuple[str, int]  # a node (column -1) or the lane of a source in a column


class Size(NamedTuple):
    """Pixels."""

    width: float
    height: float
    across: float  # between two columns
    between: float  # two nodes of a column; half of it beside a lane
    lane: float  # what an edge that passes takes


class Placed(NamedTuple):
    """A node: its upper left corner."""

    name: str
    x: float
    y: float


class Edge(NamedTuple):
    """From the right side of a node to the left side of another one.

    From the first of the `points` to the second it bends in the space between two columns, from there to the
    third it runs level through a column, and so on in turn.
    """

    source: str
    target: str
    points: tuple[tuple[float, float], ...]


class Layout(NamedTuple):
    """A drawing; its corner is (0, 0)."""

    nodes: tuple[Placed, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


def direct(before: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The dependencies without unknown ones and those that follow from others or would close a circle.

    Args:
        before: name -> what it depends on.
    """
    order = _sorted(before)
    bit = {name: 1 << index for index, name in enumerate(order)}
    above: dict[str, int] = {}
    found: dict[str, tuple[str, ...]] = {}
    for name in order:
        known = tuple(dict.fromkeys(other for other in before[name] if other in above))
        reached = 0
        for other in known:
            reached |= above[other]
        above[name] = reached | sum(bit[other] for other in known)
        found[name] = tuple(other for other in known if not bit[other] & reached)
    return {name: found[name] for name in before}


def columns(before: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The column of each node; of dependencies as `direct` gives them."""
    column: dict[str, int] = {}
    for name in _sorted(before):
        column[name] = 1 + max((column[other] for other in before[name]), default=-1)
    return column


def layout(before: Mapping[str, Sequence[str]], size: Size) -> Layout:
    """The drawing for dependencies as `direct` gives them."""
    column = columns(before)
    ties = _ties(before, column)
    stacks = _ordered(_stacks(before, column, ties), ties)
    middle = _middles(stacks, ties, size)
    left = {index: index * (size.width + size.across) for index in range(len(stacks))}
    nodes = tuple(Placed(name, left[column[name]], middle[name, -1] - size.height / 2) for name in before)
    edges = tuple(
        Edge(source, name, _points(source, name, column, middle, left, size))
        for name, sources in before.items()
        for source in sources
    )
    lowest = max((node.y for node in nodes), default=0) + size.height
    lowest = max([lowest, *(middle[item] + size.lane / 2 for item in middle if item[1] >= 0)])
    return Layout(nodes, edges, max(len(stacks), 1) * (size.width + size.across) - size.across, lowest)


def _sorted(before: Mapping[str, Sequence[str]]) -> list[str]:
    """What a node depends on comes first; otherwise as they come."""
    done: dict[str, None] = {}
    for start in before:
        waiting = [(start, iter(before[start]))]
        under_way = {start}
        while waiting and start not in done:
            name, rest = waiting[-1]
            following = next((n for n in rest if n in before and n not in done and n not in under_way), None)
            if following is None:
                done[name] = None
                waiting.pop()
            else:
                under_way.add(following)
                waiting.append((following, iter(before[following])))
    return list(done)


def _ties(before: Mapping[str, Sequence[str]], column: Mapping[str, int]) -> dict[Item, list[Item]]:
    """What is connected with what, from a column to the next one."""
    ties: dict[Item, dict[Item, None]] = defaultdict(dict)
    for name, sources in before.items():
        for source in sources:
            path: list[Item] = [(source, -1)]
            path += [(source, passed) for passed in range(column[source] + 1, column[name])]
            path.append((name, -1))
            for here, there in pairwise(path):
                ties[here][there] = None
    return {item: list(others) for item, others in ties.items()}


def _stacks(
    before: Mapping[str, Sequence[str]], column: Mapping[str, int], ties: Mapping[Item, list[Item]]
) -> list[list[Item]]:
    stacks: list[list[Item]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for name in before:
        stacks[column[name]].append((name, -1))
    lanes = dict.fromkeys(item for others in ties.values() for item in others if item[1] >= 0)
    for lane in lanes:
        stacks[lane[1]].append(lane)
    return stacks


def _ordered(stacks: list[list[Item]], ties: Mapping[Item, list[Item]]) -> list[list[Item]]:
    """By the mean place of the neighbours, forwards and backwards in turn; the best order of all is kept."""
    back = _turned(ties)
    best, fewest = [list(stack) for stack in stacks], _crossings(stacks, ties)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        for here, there in _neighbours(len(stacks), forwards=forwards):
            place = {item: index for index, item in enumerate(stacks[there])}
            near = back if forwards else ties
            stacks[here] = _by_mean(stacks[here], place, near)
        crossings = _crossings(stacks, ties)
        if crossings < fewest:
            best, fewest = [list(stack) for stack in stacks], crossings
    return best


def _neighbours(count: int, *, forwards: bool) -> Iterable[tuple[int, int]]:
    if forwards:
        return ((index, index - 1) for index in range(1, count))
    return ((index, index + 1) for index in range(count - 2, -1, -1))


def _by_mean(stack: list[Item], place: Mapping[Item, int], near: Mapping[Item, list[Item]]) -> list[Item]:
    """What has no neighbour keeps its place."""
    wanted = {
        item: _mean([place[other] for other in near.get(item, ()) if other in place], index)
        for index, item in enumerate(stack)
    }
    return sorted(stack, key=wanted.__getitem__)


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _crossings(stacks: list[list[Item]], ties: Mapping[Item, list[Item]]) -> int:
    """How many edges cross."""
    count = 0
    for here, there in pairwise(stacks):
        place = {item: index for index, item in enumerate(there)}
        ends = [sorted(place[other] for other in ties.get(item, ()) if other in place) for item in here]
        passed: list[int] = []
        for targets in ends:
            count += sum(len(passed) - bisect_right(passed, target) for target in targets)
            for target in targets:
                insort(passed, target)
    return count


def _turned(ties: Mapping[Item, list[Item]]) -> dict[Item, list[Item]]:
    back: dict[Item, list[Item]] = defaultdict(list)
    for item, others in ties.items():
        for other in others:
            back[other].append(item)
    return back


def _middles(stacks: list[list[Item]], ties: Mapping[Item, list[Item]], size: Size) -> dict[Item, float]:
    """How far down the middle of each item is; the highest node begins at 0."""
    middle: dict[Item, float] = {}
    back = _turned(ties)
    for stack in stacks:
        _stack(stack, middle, back, size)
    for stack in reversed(stacks[:-1]):
        _stack(stack, middle, ties, size)
    top = min((middle[item] - _high(item, size) / 2 for item in middle), default=0)
    return {item: place - top for item, place in middle.items()}


def _stack(stack: list[Item], middle: dict[Item, float], near: Mapping[Item, list[Item]], size: Size) -> None:
    """Each item as near to its neighbours' mean as the ones above and below leave room for."""
    at: list[float] = []
    wanted: list[float] = []
    for index, item in enumerate(stack):
        apart = 0.0
        if index:
            above = stack[index - 1]
            boxes = above[1] < 0 and item[1] < 0
            apart = (_high(above, size) + _high(item, size)) / 2 + size.between * (1 if boxes else 0.5)
        free = at[-1] + apart if at else 0.0
        want = _mean(
            [middle[other] for other in near.get(item, ()) if other in middle], middle.get(item, free)
        )
        wanted.append(want)
        at.append(max(want, free) if at else want)
    shift = _mean([want - place for want, place in zip(wanted, at, strict=True)], 0.0)
    for item, place in zip(stack, at, strict=True):
        middle[item] = place + shift


def _high(item: Item, size: Size) -> float:
    return size.height if item[1] < 0 else size.lane


def _points(
    source: str,
    name: str,
    column: Mapping[str, int],
    middle: Mapping[Item, float],
    left: Mapping[int, float],
    size: Size,
) -> tuple[tuple[float, float], ...]:
    points = [(left[column[source]] + size.width, middle[source, -1])]
    for passed in range(column[source] + 1, column[name]):
        level = middle[source, passed]
        points += [(left[passed], level), (left[passed] + size.width, level)]
    points.append((left[column[name]], middle[name, -1]))
    return tuple(points)
