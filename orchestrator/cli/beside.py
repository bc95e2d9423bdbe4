"""What is said to the person at the terminal beside what is shown: through the status region, where one is.

Whoever writes to the terminal behind the region's back would leave pieces of it standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_takers: list[Callable[[str], None]] = []


def said(line: str) -> bool:
    """Have the line shown by whoever keeps the terminal; False: nobody does, so write it yourself.

    Safe in a signal handler, as what `through` was given is.
    """
    if not _takers:
        return False
    _takers[-1](line)
    return True


@contextmanager
def through(taker: Callable[[str], None]) -> Iterator[None]:
    """While the block runs lines go to the taker, which may be called in a signal handler, too."""
    _takers.append(taker)
    try:
        yield
    finally:
        _takers.remove(taker)
