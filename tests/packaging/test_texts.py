"""Our modules as they are in the one file: the same program in less text."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from orchestrator._vendor.renaming import FIELDS
from orchestrator._vendor.stripping import stripped
from orchestrator._vendor.texts import shortened
from tests.packaging.build import ROOT

MODULES = sorted((ROOT / "orchestrator").rglob("*.py"))
OUTER = ast.FunctionDef | ast.AsyncFunctionDef


def is_own(path: Path) -> bool:
    return "_vendor" not in path.parts


def pairs(before: ast.AST, after: ast.AST) -> Iterator[tuple[str, str]]:
    """The names of variables in one tree and in the other, which must be the same but for these."""
    assert type(before) is type(after)
    variable = FIELDS.get(type(before))
    for field in before._fields:
        one, other = getattr(before, field, None), getattr(after, field, None)
        ones = one if isinstance(one, list) else [one]
        others = other if isinstance(other, list) else [other]
        assert len(ones) == len(others)
        for left, right in zip(ones, others, strict=True):
            if isinstance(left, ast.AST):
                yield from pairs(left, right)
            elif field == variable and left is not None:
                yield left, right
            else:
                assert left == right


def functions(tree: ast.AST) -> list[OUTER]:
    """Those that are in no other function."""
    found: list[OUTER] = []
    for child in ast.iter_child_nodes(tree):
        found += [child] if isinstance(child, OUTER) else functions(child)
    return found


def visible(code: CodeType) -> list[object]:
    """What a code object, with all inside it, shows of names; of its variables only how many there are."""
    arguments = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    inside = [
        visible(value) if isinstance(value, CodeType) else (type(value), value) for value in code.co_consts
    ]
    numbers = [len(code.co_varnames), len(code.co_cellvars), len(code.co_freevars)]
    # Variables of inner functions are numbered by their names; otherwise the instructions are the very same.
    instructions = code.co_code if sum(numbers[1:]) < 2 else len(code.co_code)
    return [code.co_qualname, code.co_names, code.co_varnames[:arguments], numbers, instructions, inside]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT / "orchestrator").as_posix())
def test_every_module_of_ours_is_the_same_but_for_the_names_of_variables(path: Path) -> None:
    whole = stripped(path.read_text("utf-8"), own=is_own(path))
    text = shortened(path.read_text("utf-8"), own=is_own(path))
    before, after = ast.parse(whole), ast.parse(text)
    for one, other in zip(functions(before), functions(after), strict=True):
        found = set(pairs(one, other))
        assert len({name for name, _ in found}) == len(found) == len({name for _, name in found})
    assert {one for one, other in pairs(before, after) if one != other} == {
        one
        for outer, now in zip(functions(before), functions(after), strict=True)
        for one, other in pairs(outer, now)
        if one != other
    }
    assert visible(compile(whole, "x", "exec")) == visible(compile(text, "x", "exec"))


def test_every_name_that_is_used_is_still_bound(tmp_path: Path) -> None:
    for path in MODULES:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(shortened(path.read_text("utf-8"), own=is_own(path)), "utf-8")
    linter = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F821,F823"]
    found = subprocess.run([*linter, tmp_path], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
