"""Folds text into the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.text import printable


class Page:
    """Lines that were folded; nothing that a terminal would act on gets in."""

    def __init__(self, width: int) -> None:
        self._width = max(width, 20)
        self._lines: list[str] = []

    def text(self) -> str:
        """All of it."""
        return "\n".join(self._lines)

    def head(self, text: str) -> None:
        """A heading, after an empty line."""
        self._lines.append("")
        self.add(text)

    def add(self, text: str, indent: int = 0, *, hanging: int | None = None) -> None:
        """Prose: folded between words; long words, such as paths, stay whole so that they can be copied."""
        for line in printable(text).expandtabs(4).split("\n"):
            if indent + len(line) <= self._width:
                self._lines.append((" " * indent + line).rstrip())
            else:
                self._lines += self._wrapped(line, indent, indent if hanging is None else hanging)

    def quote(self, lines: Iterable[str], indent: int) -> None:
        """Somebody's text, marked as such; what is too long goes on in the next line."""
        mark = " " * indent + "| "
        room = max(self._width - len(mark), 10)
        for line in lines:
            clean = printable(line).replace("\n", " ").expandtabs(4)
            self._lines += [(mark + part).rstrip() for part in _cut(clean, room)]

    def _wrapped(self, line: str, indent: int, hanging: int) -> list[str]:
        from textwrap import wrap  # most lines fit

        first, other = " " * indent, " " * hanging
        return wrap(
            line,
            self._width,
            initial_indent=first,
            subsequent_indent=other,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _cut(line: str, room: int) -> list[str]:
    """A line in parts that fit: cut after a blank where one is near the end, anywhere else otherwise."""
    parts = []
    while len(line) > room:
        end = line.rfind(" ", room // 2, room) + 1 or room
        parts.append(line[:end])
        line = line[end:]
    return [*parts, line]
