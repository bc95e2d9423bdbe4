"""What advice is given about: a plan's files as they were read, the plan, and questions to the project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from orchestrator.model.configuration import Settings
from orchestrator.model.plan import Phase, Plan
from orchestrator.plan import master, phase
from orchestrator.plan.markdown import Line, scan


class Around(Protocol):
    """The project around a plan; every path is POSIX, relative to it."""

    def is_program(self, word: str) -> bool:
        """Whether a shell in the project would find an executable file by this word."""
        ...

    def exists(self, path: str) -> bool:
        """Whether something is at this path."""
        ...

    def ignored(self, paths: Sequence[str]) -> Collection[str]:
        """Those of the paths that version control ignores; none without it."""
        ...

    def uncommitted(self) -> Sequence[str]:
        """The files that version control neither holds as they are nor ignores; none without it."""
        ...


class Divide(Protocol):
    """Divides the lines of a file into the sections that it is read by."""

    def __call__(self, lines: Iterable[Line]) -> Mapping[str, Sequence[Line]]:
        """The lines by section, those in none under ""."""
        ...


class Text(NamedTuple):
    """One file of the plan."""

    path: str
    raw: str  # all of it, without byte order mark
    lines: tuple[Line, ...]
    sections: Mapping[str, Sequence[Line]]  # as the reader of plans divides it

    def line_of(self, section: str, words: str) -> int:
        """The first line of a section that holds these words outside of code; 0 when none does."""
        for line in self.sections[section]:
            if words in line.text and not line.code:
                return line.number
        return 0


class Subject(NamedTuple):
    """All that is known when advice is given."""

    master: Text | None  # None: it cannot be read
    texts: tuple[Text, ...]  # the phase files that can be read
    plan: Plan | None  # None: it has errors
    settings: Settings
    around: Around

    def each(self) -> Iterator[tuple[Phase, Text]]:
        """The phases of a plan without errors, each with its file."""
        texts = {text.path: text for text in self.texts}
        for one in self.plan.phases if self.plan else ():
            yield one, texts[one.path]


def texts(path: str, files: Mapping[str, str]) -> tuple[Text | None, tuple[Text, ...]]:
    """The master plan at `path`, if it is among the files, and the others as phase files."""
    main = _text(path, files[path], master.sections) if path in files else None
    return main, tuple(_text(name, text, phase.sections) for name, text in files.items() if name != path)


def _text(path: str, text: str, divide: Divide) -> Text:
    lines = scan(text).lines
    return Text(path, text, lines, divide(lines))
