"""Gives the variables of functions one letter each. Not in the wheel. Pure.

Python itself says which names these are (`symtable`). A name gets its letter everywhere in a function and in
all that is inside it, or nowhere. What can be seen from outside keeps its name, and so does what a traceback
shows: functions, parameters, classes, attributes, modules.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Mapping
from string import ascii_letters

# With these a function looks at its own names.
LOOKS = {"locals", "vars", "dir", "eval", "exec"}
# Where a node holds the name of a variable.
FIELDS: Mapping[type[ast.AST], str] = {
    ast.Name: "id",
    ast.ExceptHandler: "name",
    ast.MatchAs: "name",
    ast.MatchStar: "name",
    ast.MatchMapping: "rest",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def renamed(source: str) -> ast.Module:
    """A module, of which the types have been taken out, with shorter names inside of its functions."""
    tree = ast.parse(source)
    tables = {
        (it.get_name(), it.get_lineno()): it for it in _functions(symtable.symtable(source, "", "exec"))
    }
    for function in _outermost(tree):
        found = letters(function, tables[function.name, function.lineno])
        for statement in function.body:
            _rename(statement, found)
    return tree


def letters(function: Function, table: symtable.SymbolTable) -> dict[str, str]:
    """Name -> letter, in the order in which they come up: so functions that are alike stay alike."""
    seen = [(symbol, scope) for scope in _within(table) for symbol in scope.get_symbols()]
    names = {symbol.get_name() for symbol, _ in seen}
    if names & LOOKS:
        return {}
    long = {name for name in names if len(name) > 1}
    long -= {symbol.get_name() for symbol, scope in seen if not _is_variable(symbol, scope)}
    found = dict.fromkeys(name for part in function.body for name in _named_in(part) if name in long)
    return dict(zip(found, (letter for letter in ascii_letters if letter not in names), strict=False))


def _is_variable(symbol: symtable.Symbol, scope: symtable.SymbolTable) -> bool:
    """Whether a name is, in this scope, nothing but a variable of a function."""
    return (
        scope.get_type() == "function"
        and (symbol.is_local() or symbol.is_free())
        and not (
            symbol.is_parameter() or symbol.is_imported() or symbol.is_namespace() or symbol.is_nonlocal()
        )
        and not symbol.get_name().startswith("__")  # Python knows some of them
    )


def _functions(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """Those that are in no other function."""
    for child in table.get_children():
        if child.get_type() == "function":
            yield child
        else:
            yield from _functions(child)


def _outermost(node: ast.AST) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child
        else:
            yield from _outermost(child)


def _within(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _within(child)


def _named_in(node: ast.AST) -> Iterator[str]:
    """The names of variables, in their order in the text."""
    field = FIELDS.get(type(node))
    if field is not None and (name := getattr(node, field)) is not None:
        yield name
    for child in ast.iter_child_nodes(node):
        yield from _named_in(child)


def _rename(node: ast.AST, letters: Mapping[str, str]) -> None:
    field = FIELDS.get(type(node))
    if field is not None:
        name = getattr(node, field)
        setattr(node, field, letters.get(name, name))
    for child in ast.iter_child_nodes(node):
        _rename(child, letters)
