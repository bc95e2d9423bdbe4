"""What was only moved: found on both sides of a diff, it weighs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Found = TypeVar("Found")


def unmoved(
    lost: list[list[Found]],
    gained: list[list[Found]],
    near: Callable[[Found], Hashable],
    far: Callable[[Found], Hashable],
) -> tuple[list[list[Found]], list[list[Found]]]:
    """What each file lost and gained, without what it kept (equal by `near`) or others took (by `far`)."""
    pairs = [_without(one, other, near) for one, other in zip(lost, gained, strict=True)]
    common = Counter(far(found) for one, _ in pairs for found in one)
    common &= Counter(far(found) for _, other in pairs for found in other)
    taken, given = common.copy(), common.copy()
    return [_rest(one, taken, far) for one, _ in pairs], [_rest(other, given, far) for _, other in pairs]


def _without(
    lost: list[Found], gained: list[Found], key: Callable[[Found], Hashable]
) -> tuple[list[Found], list[Found]]:
    common = Counter(map(key, lost)) & Counter(map(key, gained))
    return _rest(lost, common.copy(), key), _rest(gained, common.copy(), key)


def _rest(found: Iterable[Found], moved: Counter[Hashable], key: Callable[[Found], Hashable]) -> list[Found]:
    """Those beyond the counts in `moved`, which are used up."""
    rest = []
    for one in found:
        if moved[key(one)] > 0:
            moved[key(one)] -= 1
        else:
            rest.append(one)
    return rest
