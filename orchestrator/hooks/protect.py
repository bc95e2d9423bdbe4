"""Before a session edits a file: is it one that the work must leave as it is?

Only the editing tools are asked about. What a shell command writes is found by the check after the session.
"""

from __future__ import annotations

import os
import re

from orchestrator.globs import compiled

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_BOX = re.compile(r"\[[ xX]\]")
_MARKER = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?=\[ \])", re.MULTILINE)
_TRAILING = re.compile(r"[ \t\r]+$", re.MULTILINE)
AFTERWARDS = "a change is found after the session, whichever way it was made"


def refusal(contract: dict[str, Any], given: dict[str, Any]) -> str:
    """Why an edit must not happen, as the worker is told; empty when nothing stands against it.

    Args:
        contract: of the attempt.
        given: what the CLI says of the tool call: `tool_name`, `tool_input`, `cwd`.

    Raises:
        KeyError, TypeError, ValueError: one of them is not what it should be.
    """
    tool, call = given["tool_name"], given["tool_input"]
    written = call.get("file_path") or call.get("notebook_path")
    if not isinstance(written, str) or not written:
        return ""
    root = os.path.realpath(contract["root"])
    full = os.path.join(given.get("cwd") or root, os.path.expanduser(written))
    paths = list(_names(root, full))
    for path in paths:
        if path in contract["plan_files"]:
            return "" if _only_ticks(tool, call, lambda: _content(full)) else _plan_file(path, contract)
    for path in paths:
        for rule in contract["protected"]:
            if compiled((rule["pattern"],)).matches(path):
                return _protected(path, rule, contract)
    return ""


def essence(text: str) -> str:
    """A plan's text without what ticking its boxes changes: ticks, list markers, white space at ends."""
    return _TRAILING.sub("", _MARKER.sub("- ", _BOX.sub("[ ]", text))).strip("\n")


def _names(root: str, full: str) -> Iterator[str]:
    """What a file is called within the project: as it was written, and where its links lead."""
    for path in dict.fromkeys((os.path.normpath(full), os.path.realpath(full))):
        name = os.path.relpath(path, root)
        if name != os.pardir and not name.startswith(os.pardir + os.sep):
            yield name.replace(os.sep, "/")


def _only_ticks(tool: str, call: dict[str, Any], content: Callable[[], str | None]) -> bool:
    """Whether an edit of a plan file changes nothing but boxes."""
    if tool == "Write":
        before = content()
        return before is None or essence(before) == essence(call["content"])
    edits = call["edits"] if tool == "MultiEdit" else [call]
    return all(essence(edit["old_string"]) == essence(edit["new_string"]) for edit in edits)


def _content(path: str) -> str | None:
    """A plan file as it is now; None when it is gone: whoever writes it again may be putting it right."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return None


def _plan_file(path: str, contract: dict[str, Any]) -> str:
    return (
        f"{path} belongs to the plan: tick its boxes (`- [x]`), and change nothing else in it; {AFTERWARDS}."
        f" {_way_out(contract)}"
    )


def _protected(path: str, rule: dict[str, Any], contract: dict[str, Any]) -> str:
    return (
        f"{path} is protected ('{rule['pattern']}', by {rule['by']}): do the work without changing it;"
        f" {AFTERWARDS}. {_way_out(contract)}"
    )


def _way_out(contract: dict[str, Any]) -> str:
    return (
        "If the phase cannot be done that way, say so:"
        f" orchestrate done --phase {contract['phase']} --status blocked --reason 'WHY'"
    )
