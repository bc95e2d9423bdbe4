"""Modules without what Python does not need: less text, the same program."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from orchestrator._vendor.stripping import stripped
from tests.packaging.build import ROOT

MODULES = sorted((ROOT / "orchestrator").rglob("*.py"))


def text_of(source: str, *, own: bool = True) -> str:
    """What is left, without the empty lines that `ast.unparse` writes."""
    return "".join(f"{line}\n" for line in stripped(dedent(source), own=own).splitlines() if line)


def test_comments_docstrings_and_the_types_of_functions_go() -> None:
    source = '''
        """A module."""
        LIMIT: int = 3  # of all

        async def f(a: int, *b: str, c: bool = True) -> None:
            """What it does."""
            x: list[int] = []
            y: int
            return x, y
    '''
    assert text_of(source) == ("LIMIT = 3\nasync def f(a, *b, c=True):\n    x = []\n    return (x, y)\n")


def test_a_body_of_which_nothing_is_left_is_still_a_body() -> None:
    source = '''
        class Asks(Protocol):
            """Words."""
            def ask(self) -> str: ...
        if here:
            """Nothing."""
        else:
            x: int
    '''
    assert text_of(source) == "class Asks(Protocol):\n    def ask(self):\n        pass\nif here:\n    pass\n"


def test_what_is_there_for_type_checkers_only_goes_but_not_its_counterpart() -> None:
    source = """
        from typing import TYPE_CHECKING, Any
        if TYPE_CHECKING:
            from a import A
        else:
            A = object
        if TYPE_CHECKING:
            from b import B
        def f(a: A, b: B) -> Any: return a
    """
    assert text_of(source) == "A = object\ndef f(a, b):\n    return a\n"


def test_imports_that_do_something_or_that_nothing_used_before_stay() -> None:
    source = """
        from __future__ import annotations
        import orchestrator._vendor
        from a import one, two, three as four
        def f(a: one) -> four: return two
    """
    assert text_of(source) == (
        "from __future__ import annotations\nimport orchestrator._vendor\nfrom a import two\n"
        "def f(a):\n    return two\n"
    )
    assert "from a import one, two, three as four" in text_of(source, own=False)


def test_the_fields_of_classes_stay_but_not_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
        from __future__ import annotations
        from dataclasses import dataclass
        from a import Other
        from typing import ClassVar
        @dataclass(frozen=True, slots=True)
        class Made:
            COUNT: ClassVar[int] = 7
            one: Other
            two: tuple[str, ...] = ()
            def copy(self) -> Made:
                again: Made = Made(self.one)
                return again
    """
    text = text_of(source)
    assert " COUNT: ClassVar[int] = 7\n    one: 0\n    two: 0 = ()\n" in text
    assert "from a import" not in text
    module = ModuleType("made")
    monkeypatch.setitem(sys.modules, "made", module)  # a dataclass looks there for what ClassVar is
    exec(text, module.__dict__)
    made = module.Made("x")
    assert (made.copy(), made.two, made.COUNT) == (made, (), 7)
    assert " one: Other\n    two: tuple[str, ...] = ()\n" in text_of(source, own=False)


def test_a_string_of_several_lines_keeps_its_blanks() -> None:
    source = 'def f(x):\n    return f"""a\n        {x}\n\n    b"""\n'
    namespace: dict[str, object] = {}
    exec(text_of(source), namespace)
    assert namespace["f"](1) == "a\n        1\n\n    b"  # type: ignore[operator]  # a function, see above


class Untyped(ast.NodeTransformer):
    """Another way to say what may be missing, as simple as it gets."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return ast.Expr(node.target) if node.value is None else ast.Assign([node.target], node.value)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> ast.AST:  # noqa: ARG002 - a visitor has it
        return ast.Pass()

    visit_ImportFrom = visit_Import

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return ast.Pass() if isinstance(node.value, ast.Constant) else node

    def visit_If(self, node: ast.If) -> ast.AST:
        for_checkers = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return ast.Pass() if for_checkers else self.generic_visit(node)


def meaning(source: str) -> str:
    """What a module does, but for its imports: its tree without types and docstrings."""
    tree = Untyped().visit(ast.parse(source))
    for node in ast.walk(tree):
        for part in ("body", "orelse", "finalbody"):
            if isinstance(statements := getattr(node, part, None), list):
                setattr(node, part, [each for each in statements if not isinstance(each, ast.Pass)])
    return ast.dump(tree)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT / "orchestrator").as_posix())
def test_every_module_of_ours_still_does_what_it_did(path: Path) -> None:
    source = path.read_text("utf-8")
    assert meaning(stripped(source, own=True)) == meaning(source)
