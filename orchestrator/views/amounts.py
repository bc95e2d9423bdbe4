"""Tokens, money and time as words: exact in tables and lines, short in heads. Pure."""

from __future__ import annotations

from orchestrator.clock import duration
from orchestrator.text import money

_UNITS = ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"))


def about(amount: str, *, estimated: bool) -> str:
    """An amount of which a part is estimated is marked; nothing stays nothing."""
    return f"~{amount}" if amount and estimated else amount


def short(count: int, *, estimated: bool = False) -> str:
    """For a head: `812`, `9,999`, `12.3 k`, `153 k`, `2.4 M`."""
    told = f"{count:,}"
    for size, unit in _UNITS if count >= 10_000 else ():
        if count >= 0.9995 * size:
            digits = 0 if count >= 99.95 * size else 1
            told = f"{count / size:.{digits}f} {unit}"
            break
    return about(told, estimated=estimated)


def tokens(count: int, *, estimated: bool = False) -> str:
    """For a table: `153,480`; nothing when there are none."""
    return about(f"{count:,}" if count else "", estimated=estimated)


def cost(usd: float | None, *, estimated: bool = False) -> str:
    """`$0.31`; a dash when nobody told."""
    return about(money(usd), estimated=estimated and usd is not None)


def rounded(usd: float | None) -> float | None:
    """As JSON has it: what adding up leaves behind is nobody's money."""
    return None if usd is None else round(usd, 6)


def lasted(seconds: float | None) -> str:
    """`6.4 s`, `45 s`, `2 h 10 min`; a dash when it is not known."""
    return "-" if seconds is None else duration(seconds)


def used(count: int, usd: float | None, seconds: float | None, *, estimated: bool = False) -> str:
    """What a session, or several, came to: `18,204 tokens, $0.06, 74 s`."""
    told = (about(f"{count:,} tokens", estimated=estimated), cost(usd, estimated=estimated))
    return ", ".join((*told, *(() if seconds is None else (duration(seconds),))))
