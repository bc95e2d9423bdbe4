"""Which sub-agents a session will know: definitions on disk, on the command line, and in the CLI itself.

The rules are those of Claude Code 2.1.330, told from the agents that its `init` event lists: files `*.md` at
any depth, links followed; the front matter needs `name:` and `description:`, the file's own name counts for
nothing; folders above the project count up to the repository's root or the home folder, whatever is nearer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from orchestrator.plan.agents import Defined

# `agents` of the init event in recordings of 2.1.197 and 2.1.330; the last one is of other versions.
BUILT_IN = ("claude", "Explore", "general-purpose", "Plan", "statusline-setup", "output-style-setup")
_MANAGED = ("/etc/claude-code", "/Library/Application Support/ClaudeCode")
_FOLDER = os.path.join(".claude", "agents")
_LONGEST_HEAD = 64 * 1024  # characters of a file in which its front matter must end


class _Definition(NamedTuple):
    path: str
    name: str  # empty: it says none
    complete: bool


def defined(root: str, environment: Mapping[str, str], arguments: Sequence[str]) -> Defined:
    """The sub-agents that a session in the project `root` will know.

    Args:
        root: absolute.
        environment: of the session; HOME and CLAUDE_CONFIG_DIR matter.
        arguments: further arguments of the CLI; --agents, --add-dir and --setting-sources matter.
    """
    folders = list(dict.fromkeys(_folders(root, environment, arguments)))
    names = {*BUILT_IN, *_given(root, arguments)}
    incomplete: dict[str, str] = {}
    for definition in (one for folder in folders for one in _definitions(folder)):
        if definition.complete:
            names.add(definition.name)
        else:
            shown = _shown(root, definition.path)
            incomplete.setdefault(os.path.basename(definition.path).removesuffix(".md"), shown)
            incomplete.setdefault(definition.name, shown)
    told = (os.path.join(root, _FOLDER), _of_user(environment))  # the others are rare
    places = [_shown(root, folder) for folder in folders if folder in told or os.path.isdir(folder)]
    return Defined(names, [*places, "--agents of claude.arguments", "the CLI's own"], incomplete)


def _folders(root: str, environment: Mapping[str, str], arguments: Sequence[str]) -> Iterator[str]:
    sources = [source for value in _values(arguments, "--setting-sources") for source in value.split(",")]
    if not sources or "project" in sources:
        for folder in _upwards(root, os.path.realpath(_home(environment))):
            yield os.path.join(folder, _FOLDER)
        for folder in _values(arguments, "--add-dir"):
            yield os.path.join(root, folder, _FOLDER)
    if not sources or "user" in sources:
        yield _of_user(environment)
    for managed in _MANAGED:
        yield os.path.join(managed, _FOLDER)


def _home(environment: Mapping[str, str]) -> str:
    return environment.get("HOME") or os.path.expanduser("~")


def _of_user(environment: Mapping[str, str]) -> str:
    folder = environment.get("CLAUDE_CONFIG_DIR") or os.path.join(_home(environment), ".claude")
    return os.path.join(folder, "agents")


def _upwards(root: str, home: str) -> Iterator[str]:
    folder = root
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if folder in (home, parent) or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = parent


def _values(arguments: Sequence[str], option: str) -> Iterator[str]:
    """What follows an option: `--option=value`, or all words up to the next option."""
    inside = False
    for word in arguments:
        if word.startswith("-"):
            inside = word == option
            if word.startswith(f"{option}="):
                yield word.partition("=")[2]
        elif inside:
            yield word


def _given(root: str, arguments: Sequence[str]) -> Iterator[str]:
    """Names that `--agents` defines: a JSON object, or the file of one. The CLI tells what is odd."""
    import json  # hardly anybody gives agents so, and a dry run would pay for it

    for value in _values(arguments, "--agents"):
        try:
            text = value if value.lstrip().startswith("{") else _read(os.path.join(root, value))
            given = json.loads(text)
        except (OSError, ValueError):
            continue
        if isinstance(given, dict):
            yield from given


def _definitions(folder: str) -> Iterator[_Definition]:
    seen: set[str] = set()
    for where, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(where)
        if real in seen:  # a link that leads back
            folders.clear()
            continue
        seen.add(real)
        for name in files:
            if name.endswith(".md"):
                yield _definition(os.path.join(where, name))


def _definition(path: str) -> _Definition:
    try:
        fields = _front_matter(_read(path, _LONGEST_HEAD).splitlines())
    except (OSError, ValueError):
        fields = {}
    name = fields.get("name", "")
    return _Definition(path, name, complete=bool(name) and "description" in fields)


def _front_matter(lines: Sequence[str]) -> dict[str, str]:
    """The keys of the front matter at their first line; none when it is not closed."""
    fields: dict[str, str] = {}
    if not lines or lines[0].rstrip() != "---":
        return fields
    for line in lines[1:]:
        if line.rstrip() == "---":
            return fields
        key, colon, value = line.partition(":")
        if colon:
            fields.setdefault(key, _scalar(value))
    return {}


def _scalar(value: str) -> str:
    """A YAML scalar of one line, without quotes and comment."""
    text = value.strip()
    if text[:1] in ("'", '"'):
        return text[1:].partition(text[0])[0]
    return text.partition(" #")[0].rstrip()


def _read(path: str, longest: int = -1) -> str:
    with open(path, encoding="utf-8-sig", opener=_at_once) as file:
        return file.read(longest)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a pipe without a writer would hold us for ever


def _shown(root: str, path: str) -> str:
    return os.path.relpath(path, root) if path.startswith(root + os.sep) else path
