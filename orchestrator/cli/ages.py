"""Argument types for time that has passed."""

from __future__ import annotations

import argparse
import re
import time

from orchestrator.clock import at

HOURS = {"h": 1, "d": 24, "w": 7 * 24}


def age(text: str) -> int:
    """An argument type: seconds, given as 12h, 30d or 8w."""
    found = re.fullmatch(r"([0-9]{1,6})([hdw])", text)
    if not found:
        raise argparse.ArgumentTypeError("must be hours, days or weeks: 12h, 30d, 8w")
    return int(found[1]) * HOURS[found[2]] * 3600


def since(text: str) -> str:
    """An argument type: a day such as 2026-11-22 (UTC), or an age; as the store writes times."""
    if re.fullmatch(r"[0-9]{1,6}[hdw]", text):
        return at(max(0.0, time.time() - age(text)))
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day such as 2026-11-22, or an age: 12h, 7d, 8w") from None
