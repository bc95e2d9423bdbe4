"""A run as the summary of a job of GitHub Actions: Markdown around what `status` and `show` say. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.model.dossier import Dossier
from orchestrator.model.records import RunRecord
from orchestrator.text import one_line, plural, printable
from orchestrator.views.attempt import dossier_text
from orchestrator.views.runs import outcome, status_text

WIDTH = 100  # columns of a fence that a browser shows without scrolling
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&@$])")
_TICKS = re.compile("`{3,}")


def summary(run: RunRecord, blocked: Sequence[Dossier], room: int) -> str:
    """How the run stands, then of each blocked phase all that led to it, as far as there is room.

    Args:
        run: a run that nobody carries out any more.
        blocked: its blocked phases, each with its last attempt.
        room: bytes that it may have, at least 10,000.
    """
    title = f"{_escaped(one_line(run.title, 200))}: {outcome(run, None)}"
    parts = [f"## {title}\n\n{fenced(_cut(status_text(run, None), room // 2))}\n"]
    room -= _bytes(parts[0])
    for number, dossier in enumerate(blocked):
        part = _phase(dossier)
        room -= _bytes(part)
        if room < 1000:
            left = plural(len(blocked) - number, "more blocked phase")
            return "\n".join([*parts, f"There is no room for {left}: see `orchestrate show PHASE`.\n"])
        parts.append(part)
    return "\n".join(parts)


def fenced(text: str) -> str:
    """The text in a fence that nothing in it can end."""
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in _TICKS.findall(text))])
    return f"{fence}text\n{printable(text)}\n{fence}"


def _phase(dossier: Dossier) -> str:
    phase = dossier.phase
    head = _escaped(one_line(f"Phase {phase.id} is blocked: {phase.title}", 200))
    body = fenced(dossier_text(dossier, WIDTH, whole_diff=False))
    return f"<details><summary>{head}</summary>\n\n{body}\n\n</details>\n"


def _cut(text: str, most: int) -> str:
    """The beginning of a text, at most so many bytes."""
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= most else f"{encoded[:most].decode('utf-8', 'ignore')}\n..."


def _escaped(text: str) -> str:
    return _MARKUP.sub(_entity, text)


def _entity(found: re.Match[str]) -> str:
    """Not a backslash: between tags Markdown does not read them."""
    return f"&#{ord(found[1])};"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
