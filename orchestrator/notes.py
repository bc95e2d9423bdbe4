"""Notes that sessions leave for those after them: are they there, written now, and complete?"""

from __future__ import annotations

import json
import os
import re
from typing import Any

from orchestrator.model.evidence import NotesFact

MAX_BYTES = 4 * 1024 * 1024  # notes are prose; of a larger file only this much is read
_FENCE = re.compile(r" {0,3}(```++(?!.*`)|~~~++)(.*)")  # backticks after backticks: code within a line
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*)")


def snapshot(root: str, paths: tuple[str, ...]) -> str:
    """The state of these files, as JSON text for a file; compared with after the session."""
    return json.dumps({path: _state(os.path.join(root, path)) for path in paths})


def facts(root: str, paths: tuple[str, ...], before: str, sections: tuple[str, ...]) -> tuple[NotesFact, ...]:
    """What is there of each notes file.

    Args:
        root: the project.
        paths: the files, relative to it.
        before: what `snapshot` said when the work began; files it does not name count as not there then.
            When it is no snapshot, nobody knows what is new, and nothing counts as fresh.
        sections: level-2 headings that must be there with text under them.
    """
    old = _recorded(before)
    return tuple(_fact(root, path, old, sections) for path in paths)


def _recorded(before: str) -> dict[str, Any] | None:
    """A snapshot read back; None when it is none, because nothing was recorded."""
    try:
        old = json.loads(before)
    except (ValueError, RecursionError):
        return None
    return old if isinstance(old, dict) else None


def missing_sections(text: str, sections: tuple[str, ...]) -> tuple[str, ...]:
    """The sections that are absent or hold nothing but white space and further headings."""
    bodies = _bodies(_without_comments(text))
    return tuple(name for name in sections if not bodies.get(name.casefold(), "").strip())


def _fact(root: str, path: str, old: dict[str, Any] | None, sections: tuple[str, ...]) -> NotesFact:
    full = os.path.join(root, path)
    state = _state(full)
    if state is None:
        return NotesFact(path, exists=False, fresh=False, missing_sections=())
    try:
        with open(full, "rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        text = ""  # there, but nobody can read it: every section is wanting
    fresh = old is not None and state != old.get(path) and not _linked_now(full, old.get(path))
    return NotesFact(path, True, fresh, missing_sections(text, sections))


def _linked_now(full: str, before: Any) -> bool:
    """Whether a link is new here: it leads to what was written elsewhere, and nothing was written for it."""
    return before is None and os.path.islink(full)


def _state(path: str) -> list[int] | None:
    """What changes when a file is written, even with the same content; None: no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size, found.st_ino] if os.path.isfile(path) else None


def _without_comments(text: str) -> str:
    """The text without what stands in `<!-- -->`. No pattern: it would look on from each that is open."""
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join([*parts, text[at:]])


def _title(text: str) -> str:
    """The text of a heading, without the `##` that may close it."""
    return text.rstrip().rstrip("#").rstrip().casefold()


def _bodies(text: str) -> dict[str, str]:
    """Heading of level 2 -> the text below it, deeper headings left out."""
    bodies: dict[str, list[str]] = {}
    current, fence = "", ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        mark = _FENCE.match(line)
        heading = None if fence or mark else _HEADING.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        if heading and len(heading[1]) <= 2:
            current = _title(heading[2]) if len(heading[1]) == 2 else ""
        elif not heading and not mark:
            bodies.setdefault(current, []).append(line)
    return {heading: "\n".join(lines) for heading, lines in bodies.items()}
