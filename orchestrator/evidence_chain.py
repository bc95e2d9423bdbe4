"""Digests of what is recorded of an attempt, and what a later look at them finds changed. Pure.

A seal is a JSON object of scopes; each scope maps names of files or rows to SHA-256 digests. It is
chained: its link holds the digest of itself and of the link of the phase's attempt before. Whoever can
write the database can also seal anew; what tells is the head, when it was kept somewhere else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

Digests = Mapping[str, str]  # name -> SHA-256, or a word for what has no content that could be read

# scope -> what its names are names of
SCOPES = {
    **{"files": "file", "rows": "row", "journal": "row", "run": "row"},
    **{"baseline": "row", "before": "file"},  # what the gates said before the work began
}
CONCLUSIONS = {  # decision -> how the phase may move then
    "accept": ("accept",),
    "block": ("block",),
    "targeted fix": ("reject", "fail"),
    "full retry": ("reject", "fail"),
}


class Change(NamedTuple):
    """One thing that is not as it was recorded."""

    phase_id: str  # empty: the run as a whole
    attempt: int  # 0: no single one
    what: str  # "file", "row" or "seal"
    name: str  # the file's path in the attempt's folder, or the row: `gate_result 2`
    how: str  # "changed", "removed", "added", or what contradicts what


class Checked(NamedTuple):
    """What a look at all the evidence of a run found."""

    sealed: int  # attempts that were compared with their seals
    open: tuple[tuple[str, int], ...]  # (phase, attempt) that still go on, and so were not
    changes: tuple[Change, ...]
    head: str
    cleaned_at: str | None = None  # the files were removed on purpose then: only rows were compared


class Stand(NamedTuple):
    """Where a phase stands, as its own row tells."""

    state: str
    version: int
    attempt: int
    first_attempt: int
    assumed: bool
    reason: str
    since: str


class Move(NamedTuple):
    """One row of a phase's journal."""

    version: int  # before the move
    trigger: str
    source: str
    dest: str
    attempt: int
    reason: str
    at: str


def digest(content: bytes) -> str:
    """The SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def row_digest(row: Mapping[str, object]) -> str:
    """The digest of a row. A column that came later is NULL or empty in older rows and does not count."""
    plain = {
        name: digest(value) if isinstance(value, bytes) else value
        for name, value in row.items()
        if value is not None and value != ""
    }
    return digest(json.dumps(plain, sort_keys=True).encode())


def seal(scopes: Mapping[str, Digests]) -> str:
    """The text of a seal."""
    return json.dumps(scopes, sort_keys=True)


def opened(text: str) -> dict[str, dict[str, str]]:
    """The scopes of a seal; empty when it is none."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(data, dict):
        return {}
    return {scope: found for scope in SCOPES if isinstance(found := data.get(scope), dict)}


def link(previous: str, text: str) -> str:
    """The chain's value at an attempt: of the value at the attempt before (empty: none) and its own seal."""
    return digest(f"{previous}\n{text}".encode())


def head(links: Iterable[str]) -> str:
    """One value for a whole run, from the last links of its phases in the order of the plan."""
    return digest("\n".join(links).encode())


def compared(recorded: Digests, found: Digests) -> list[tuple[str, str]]:
    """Name and `changed`, `removed` or `added` of everything that differs, by name."""
    names = sorted(recorded.keys() | found.keys())
    return [
        (name, "removed" if name not in found else "changed" if name in recorded else "added")
        for name in names
        if recorded.get(name) != found.get(name)
    ]


def contradictions(moves: Sequence[Move], stands: Stand) -> list[tuple[str, str]]:
    """Where a phase's journal contradicts itself, or the phase."""
    state, version = "pending", 0
    wrong = []
    for move in moves:
        if (move.version, move.source) != (version, state):
            wrong.append((f"journal {move.version}", f"does not follow: the phase was {state}"))
        state, version = move.dest, move.version + 1
    if (stands.state, stands.version) != (state, version):
        wrong.append(("phase", f"is {stands.state}, but its journal ends with {state}"))
    elif moves and _stand(moves) != stands:
        wrong.append(("phase", "is not what its journal says"))
    return wrong


def _stand(moves: Sequence[Move]) -> Stand:
    """Where these moves lead."""
    last = moves[-1]
    first = next((move.attempt for move in reversed(moves) if move.trigger == "start"), 1)
    assumed = last.trigger == "assume"
    return Stand(last.dest, last.version + 1, last.attempt, first, assumed, last.reason, last.at)


def conclusion(decision: str, after: Iterable[Move]) -> tuple[str, str] | None:
    """The first move after a verdict, when it is not what the verdict asks for."""
    for move in after:
        if move.trigger == "interrupt":
            continue
        if move.trigger in CONCLUSIONS.get(decision, ()):
            return None
        return f"journal {move.version}", f"is '{move.trigger}', but the verdict was '{decision}'"
    return None
