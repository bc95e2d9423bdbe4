"""Takes out of a module what Python does not need to run it: comments, docstrings, types. Not in the wheel.

What is left does the same, and any supported Python can read it. Pure.
"""

from __future__ import annotations

import ast

from orchestrator._vendor.fstrings import unparsed

SAYS_SOMETHING = {"ClassVar", "InitVar", "KW_ONLY"}  # to a dataclass


def stripped(source: str, *, own: bool) -> str:
    """The text of a module without what only people and type checkers read.

    Args:
        own: a module of ours: nobody reads what the annotations in its classes say, and nobody imports from
            it what it has imported itself. `orchestrator._vendor` and what it bundles are none.
    """
    tree = ast.parse(source)
    stripper = _Stripper(own)
    tree = stripper.visit(tree)
    if own:
        tree.body = _needed(tree, stripper.typing)
    return unparsed(tree)


class _Stripper(ast.NodeTransformer):
    """One pass over one module; `typing` are the names that were only seen in what was taken out."""

    def __init__(self, own: bool) -> None:
        self.typing = {"TYPE_CHECKING"}
        self._own = own
        self._in_class = False

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(getattr(node, "body", None), list) and not isinstance(node, ast.Module):
            node.body = node.body or [ast.Pass()]  # type: ignore[attr-defined]  # it has one, see above
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """A docstring, or the three dots of an empty body, is a constant that nobody uses."""
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt] | None:
        self.generic_visit(node)
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.orelse or None
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._inside(node, in_class=True)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        self._take(node.returns)
        node.returns = None
        return self._inside(node, in_class=False)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_arg(self, node: ast.arg) -> ast.AST:
        self._take(node.annotation)
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        self.generic_visit(node)
        if self._in_class:
            # Fields are made of annotations; but for these few words it does not matter which.
            if self._own and not _names(node.annotation) & SAYS_SOMETHING:
                self._take(node.annotation)
                node.annotation = ast.Constant(0)
            return node
        self._take(node.annotation)
        return None if node.value is None else ast.Assign([node.target], node.value, lineno=node.lineno)

    def _inside(self, node: ast.AST, *, in_class: bool) -> ast.AST:
        outside, self._in_class = self._in_class, in_class
        self.generic_visit(node)
        self._in_class = outside
        return node

    def _take(self, annotation: ast.expr | None) -> None:
        if annotation is not None:
            self.typing |= _names(annotation)


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _needed(tree: ast.Module, typing: set[str]) -> list[ast.stmt]:
    """The statements of a module without the imports of names that are used no more."""
    unused = typing - _names(tree)
    kept = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [alias for alias in node.names if (alias.asname or alias.name) not in unused]
            if not node.names:
                continue
        kept.append(node)
    return kept
