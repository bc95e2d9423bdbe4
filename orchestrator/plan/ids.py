"""Phase ids, and the references to phases that people write: `Phase 1`, `1 & 2`, `[Setup](phase1.md)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from orchestrator.plan.inline import LINK, Link, links, plain
from orchestrator.plan.places import link_target, locate

LONGEST = 64  # an id names a folder of evidence

_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_ID = re.compile(_WORD)
_NAMED = re.compile(rf"(?:[Pp]hases?|PHASES?)\s+#?({_WORD})(?!\w)(.*)", re.DOTALL)
_BARE = re.compile(rf"({_WORD})(?:(?:\s*:\s|\s+(?:[-#]|\u2013|—)).*)?", re.DOTALL)
_LINKED = ",\0"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Of a Mermaid graph: A[Phase 1]; compiled at first use. A label is short: without a limit, many that are
# never closed would each be searched to the end of the line. Boxes are drawn alike: [Phase 1] --> [Phase 2].
_NODE = r"(?:\b\w++[\[(]+|(?<!\w)\[+)\"?([Pp]hase\s[^\])\"]{0,200}+)\"?[\])]+"
_BETWEEN = re.compile(r"[,;&+]| and ", re.IGNORECASE)


class Known(NamedTuple):
    """The phases of a plan, to look references up in."""

    ids: Mapping[str, str]  # in lower case -> as written in the table
    files: Mapping[str, str]  # path -> id
    titles: Mapping[str, str] = MappingProxyType(
        {}
    )  # in lower case -> id; without those that two phases have


class Reference(NamedTuple):
    """Words that may name a phase."""

    text: str  # as to be shown
    id: str  # the id it names if it names one; empty for a link
    target: str  # of a link
    sure: bool  # it can be nothing else: a link, `Phase 9`


def phase_id(cell: str) -> str:
    """The id in a table cell (`1`, `Phase 1`, `**1**`, `[1](x.md)`, `#1`), as written when it is none."""
    text = plain(cell).rstrip(".:").strip()
    match = _NAMED.fullmatch(text)
    return match[1] if match and not match[2].strip() else text.removeprefix("#")


def is_id(text: str) -> bool:
    """Whether a text can be an id: letters, digits and . _ - between them, at most 64 of ASCII."""
    return len(text) <= LONGEST and _ID.fullmatch(text) is not None


def references(text: str) -> tuple[list[Reference], list[str]]:
    """What a list such as `Phase 1, 2 and [Setup](x.md)` refers to, and the items that can name no phase."""
    found = [_of_link(link) for link in links(text)]
    odd: list[str] = []
    flat = LINK.sub(_LINKED, text)
    if "hase" in flat and ("[" in flat or "(" in flat):
        flat = re.sub(_NODE, r"\1", flat)
    flat = " ".join(_BRACKETS.sub(" ", flat).split())
    for part in _BETWEEN.split(flat):
        item = _trimmed(part)
        reference = _of_words(item) if item else None
        beside_link = part.startswith(_LINKED[-1])  # words there explain the link: [Setup](x.md) must be done
        if reference and (reference.sure or not beside_link):
            found.append(reference)
        elif item and not beside_link:
            odd.append(item)
    return found, odd


def _trimmed(text: str) -> str:
    """The text from its first letter or digit to its last; drawings leave bars and lines around names."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def _of_link(link: Link) -> Reference:
    return Reference(link.text or link.target, "", link.target, True)


def _of_words(item: str) -> Reference | None:
    named = _NAMED.match(item)
    if named:
        sure = not named[2].strip() or any(char.isdigit() for char in named[1])
        return Reference(item, named[1], "", sure)
    bare = _BARE.fullmatch(item)
    return Reference(item, bare[1], "", False) if bare else None


def resolve(reference: Reference, known: Known, folders: tuple[str, ...]) -> str | None:
    """The id of the phase that is meant; a link is read relative to each of the folders in turn."""
    if not reference.target:
        return known.ids.get(reference.id.casefold()) or by_other_name(reference.id, reference.text, known)
    for folder in folders:
        place = locate(folder, link_target(reference.target))
        if isinstance(place, str) and place in known.files:
            return known.files[place]
    return None


def by_other_name(written: str, text: str, known: Known) -> str | None:
    """The phase that a text names by its title, or by `P3` when its id is `3` and the other way round.

    An id is never taken for another number: `1` is not `1.0`. Two phases that fit are none.
    """
    name = written.casefold()
    bare = name.removeprefix("phase").removeprefix("p").lstrip("-_")
    others = {bare} if bare != name and bare[:1].isdigit() else set()
    if name[:1].isdigit():
        others = {f"{start}{name}" for start in ("p", "phase", "phase-", "phase_", "p-")}
    found = {known.ids[other] for other in others if other in known.ids}
    if known.titles:
        title = known.titles.get(" ".join(text.casefold().split()))
        found |= {title} if title else set()
    return found.pop() if len(found) == 1 else None
