"""Cuts a library down to what is imported from it. Not in the wheel. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


def sliced(source: str, wanted: Iterable[str]) -> str:
    """The statements of a module that give these names, and those that they need; whole, and in their order.

    It keeps no statement that only does something: the module must be one that gives names and no more.

    Raises:
        ValueError: it gives none of some name.
    """
    body = ast.parse(source).body
    kept: set[int] = set()
    waiting, known = list(wanted), {name for node in body for name in _bound(node)}
    if missing := sorted(set(waiting) - known):
        raise ValueError(f"nothing gives {', '.join(missing)}")
    while waiting:
        name = waiting.pop()
        found = {place for place, node in enumerate(body) if name in _bound(node)} - kept
        kept |= found
        waiting += [used for place in found for used in _used(body[place]) if used in known]
    return ast.unparse(ast.Module([body[place] for place in sorted(kept)], []))


def imported_from(module: str, sources: Iterable[str]) -> set[str]:
    """The names that other modules import from this one.

    Raises:
        ValueError: one of them imports it in a way that does not say what of it is used.
    """
    found: set[str] = set()
    named = (source for source in sources if module in source)  # to parse the others would take long
    for node in (node for source in named for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.ImportFrom) and node.module == module and not node.level:
            found |= {alias.name for alias in node.names}
        elif any(name.partition(".")[0] == module for name in _modules(node)):
            raise ValueError(f"write: from {module} import ...")
    if "*" in found:
        raise ValueError(f"write: from {module} import ...")
    return found


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement, or one inside it, may give a value to."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def _used(statement: ast.stmt) -> Iterator[str]:
    return (node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
