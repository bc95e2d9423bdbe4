"""Merges option, `ORCHESTRATE_*` variable, file and default, in this order, into `Settings`.

All complaints come at once, also those about a value that another source would have overruled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from orchestrator.configuration.kinds import Wrong, check_model, shown
from orchestrator.configuration.table import (
    BY_VARIABLE,
    ROWS,
    SECTIONS,
    VARIABLES_OF_OTHERS,
    Path,
    Row,
    row_of,
)
from orchestrator.configuration.yaml import Node, read
from orchestrator.errors import InputError
from orchestrator.model.configuration import (
    Budget,
    ClaudeSettings,
    HookSettings,
    NotificationSettings,
    Settings,
)
from orchestrator.model.plan import Complaint
from orchestrator.text import nearest

_PREFIX = "ORCHESTRATE_"


class _Found(NamedTuple):
    """A checked value and where it was written."""

    path: Path
    value: object
    source: str
    line: int


_Findings = Iterator[_Found | Complaint]


def merge(
    file: bytes | None, path: str, environment: Mapping[str, str], options: Mapping[str, object]
) -> Settings:
    """What is in force.

    Args:
        file: the content of the configuration file; None when there is none.
        path: its name for complaints.
        environment: variables; those without our prefix are not looked at, an empty one counts as not set.
        options: dotted key (`claude.command`) to a value as the file could hold it (lists as tuples) or,
            as text, as a variable could; None counts as not given.

    Raises:
        InputError: all complaints, those of the file first.
        KeyError: an option that no key stands for (a mistake of the caller).
    """
    found: dict[Path, _Found] = {}
    complaints: list[Complaint] = []
    for source in (_from_file(file, path), _from_environment(environment), _from_options(options)):
        for item in source:
            if isinstance(item, Complaint):
                complaints.append(item)
            else:
                found[item.path] = item
    complaints += _missing_topic(found)
    if complaints:
        raise InputError(tuple(complaints))
    return _settings({key: item.value for key, item in found.items()})


def parse_model(text: str, where: str = "--model") -> str | Complaint:
    """The model as the CLI takes it, or what is wrong with it; `where` names its source."""
    try:
        check_model(text)
    except Wrong as wrong:
        return Complaint(where, 0, wrong.code, f"the model {wrong.problem}", wrong.cure)
    return text


def _from_file(file: bytes | None, path: str) -> _Findings:
    root = read(file, path) if file is not None else Node(1, None)
    if isinstance(root, Complaint):
        yield root
    elif isinstance(root.value, Mapping):
        yield from _walk(root.value, (), path)


def _walk(entries: Mapping[str, Node], above: Path, source: str) -> _Findings:
    """The keys of one mapping of the file, and of the sections in it."""
    for name, node in entries.items():
        path = (*above, name)
        row = row_of(path)
        if row is not None and name:
            yield _checked(row, path, source, node.line, partial(row.kind.read, node))
        elif above or name not in SECTIONS:
            yield _unknown_key(path, source, node.line)
        elif isinstance(node.value, Mapping):
            yield from _walk(node.value, path, source)
        elif node.value is not None:
            problem = f"`{name}` is {shown(node.value)}, not a section"
            cure = f"write its keys below it, indented: {', '.join(_names_in(path))}"
            yield Complaint(source, node.line, "wrong-type", problem, cure)


def _unknown_key(path: Path, source: str, line: int) -> Complaint:
    section = f" in `{path[0]}`" if len(path) > 1 else ""
    cure = nearest(path[-1], _names_in(path[:-1])) if path[-1] else "write a name"
    return Complaint(source, line, "unknown-key", f"there is no key {shown(path[-1])}{section}", cure)


def _names_in(section: Path) -> list[str]:
    """The keys of a section (the top level is `()`), in the order of the table."""
    depth = len(section)
    names = (row.path[depth] for row in ROWS if row.path[:depth] == section)
    return ["`name: command`" if name == "*" else name for name in dict.fromkeys(names)]


def _from_environment(environment: Mapping[str, str]) -> _Findings:
    for name in sorted(environment):
        if not name.startswith(_PREFIX) or name in VARIABLES_OF_OTHERS or not environment[name]:
            continue
        if row := BY_VARIABLE.get(name):
            text = environment[name]
            yield _checked(row, row.path, name, 0, partial(row.kind.read_text, text))
        else:
            yield _unknown_variable(name)


def _unknown_variable(name: str) -> Complaint:
    source = repr(name)[1:-1]  # it may hold anything, also bytes that are no UTF-8
    bare = name.removeprefix(_PREFIX)  # the prefix that all share would make all of them near
    if row_of((bare.lower(), "*")):
        cure = f"write `{bare.lower()}:` into the configuration file"
    else:
        cure = f"{nearest(bare, (known.removeprefix(_PREFIX) for known in BY_VARIABLE))} (behind {_PREFIX})"
    return Complaint(source, 0, "unknown-variable", "there is no variable of this name", cure)


def _from_options(options: Mapping[str, object]) -> _Findings:
    rows = {".".join(row.path): row for row in ROWS}
    for key, value in options.items():
        row = rows[key]
        if value is not None:
            yield _checked(row, row.path, row.option, 0, partial(_read_option, row, value))


def _read_option(row: Row, value: object) -> object:
    if isinstance(value, str):
        return row.kind.read_text(value)
    if isinstance(value, tuple | list):
        return row.kind.read(Node(0, tuple(Node(0, item) for item in value)))
    assert isinstance(value, bool | int | float), f"{row.option}: a {type(value).__name__}"
    return row.kind.read(Node(0, value))


def _checked(
    row: Row, path: Path, source: str, line: int, reading: Callable[[], object]
) -> _Found | Complaint:
    try:
        return _Found(path, reading(), source, line)
    except Wrong as wrong:
        name = ".".join(path) if path == row.path else f"{path[0]}: {shown(path[-1])}"
        return Complaint(source, wrong.line or line, wrong.code, f"`{name}` {wrong.problem}", wrong.cure)


def _missing_topic(found: Mapping[Path, _Found]) -> Iterator[Complaint]:
    provider = found.get(("notifications", "provider"))
    enabled = found.get(("notifications", "enabled"))
    wanted = provider is not None and provider.value == "ntfy" and (enabled is None or enabled.value)
    if provider is not None and wanted and ("notifications", "topic") not in found:
        cure = "write notifications.topic, a name that nobody guesses, or choose another provider"
        problem = "ntfy does not know whom to tell"
        yield Complaint(provider.source, provider.line, "missing-topic", problem, cure)


def _settings(values: Mapping[Path, object]) -> Settings:
    top: dict[str, Any] = {path[0]: value for path, value in values.items() if len(path) == 1}
    sections: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    for path, value in values.items():
        if len(path) > 1:
            sections[path[0]][path[1]] = value
    notifications = sections["notifications"]
    return Settings(
        **top,
        gates=sections["gates"],
        budget=Budget(**sections["budget"]),
        phase_budget=Budget(**sections["phase_budget"]),
        claude=ClaudeSettings(**sections["claude"]),
        hooks=HookSettings(**sections["hooks"]),
        notifications=NotificationSettings(
            **notifications, explicit=not {"enabled", "provider"}.isdisjoint(notifications)
        ),
    )
