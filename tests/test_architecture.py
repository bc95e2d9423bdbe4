"""The import rules, as data: a module imports only from rows below its own."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "orchestrator"

LAYERS = (
    {"__main__"},
    {"cli"},
    {"probes", "drafting"},
    {"engine"},
    {"hooks"},
    {
        "session",
        "agents",
        "gates",
        "notes",
        "spool",
        "signals",
        "project",
        "store",
        "workspace",
        "notify",
        "views",
        "demo",
        "wordings",
        "reactions",
        "vendoring",
        "serving",
    },
    {"process", "files", "new_files", "removal", "redacting", "clock", "outbox"},
    {"patience", "progress", "scaffold", "advice"},
    {
        "budget",
        "trouble",
        "plan",
        "lifecycle",
        "schedule",
        "prompts",
        "runners",
        "stream",
        "verdict",
        "findings",
        "configuration",
        "contract",
        "doctor",
        "evidence_chain",
        "weakening",
        "redaction",
    },
    {"diffs", "columns"},
    {"text", "globs", "secret_values"},
    {"model", "errors"},
    {"__init__", "_vendor"},
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
# Programs of their own: they run where the package may not be.
STANDALONE = {PACKAGE / "process" / "supervisor.py", PACKAGE / "demo" / "worker.py"}
PURE = set[str]().union(*LAYERS[RANK["patience"] : RANK["model"] + 1])
NOT_IN_PURE_CODE = {"os", "pathlib", "sqlite3", "subprocess", "sys", "threading", "time", "random", "socket"}
SIBLINGS = {
    "errors": {"model"},
    "verdict": {"findings"},
    "__init__": set[str](),
}  # modules of one layer that may know each other
ONLY_IMPORTED_BY = {
    "sqlite3": {"store"},
    "subprocess": {"process"},
    "transitions": {"lifecycle"},
    "orchestrator._vendor": {"lifecycle", "_vendor"},
}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.name != "bundle.py")


def place(path: Path) -> str:
    """The top-level name in the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that `path` names in an import statement, wherever it stands in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write imports in full"
            if node.module == "orchestrator":
                found |= {f"orchestrator.{alias.name}" for alias in node.names}
            else:
                found.add(str(node.module))
    return found


def complaints(me: str, names: set[str]) -> list[str]:
    """What the rules say against these imports in a module of `me`."""
    wrong = []
    for name in sorted(names):
        top, _, rest = name.partition(".")
        other = rest.partition(".")[0] or "__init__"
        if top == "orchestrator":
            if other.startswith("__version__"):
                continue
            allowed = other == me or RANK[other] > RANK[me] or other in SIBLINGS.get(me, set())
            if not allowed:
                wrong.append(f"{me} must not import {other}")
        elif top not in sys.stdlib_module_names | {"transitions"}:
            wrong.append(f"{me}: {top} is not in the standard library")
        elif me in PURE and top in NOT_IN_PURE_CODE:
            wrong.append(f"{me} is pure, but imports {top}")
        for watched, permitted in ONLY_IMPORTED_BY.items():
            if (name == watched or name.startswith(f"{watched}.")) and me not in permitted:
                wrong.append(f"only {sorted(permitted)} may import {watched}, not {me}")
    return wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_down(path: Path) -> None:
    names = imports(path)
    if path in STANDALONE:
        tops = {name.partition(".")[0] for name in names}
        assert tops <= sys.stdlib_module_names, f"{path.name} imports {tops - sys.stdlib_module_names}"
        return
    assert complaints(place(path), names) == []


@pytest.mark.parametrize(
    ("me", "name"),
    [
        ("plan", "orchestrator.stream.decode"),
        ("plan", "os"),
        ("plan", "orchestrator.store.database"),
        ("engine", "subprocess"),
        ("cli", "sqlite3"),
        ("store", "transitions.core"),
        ("session", "orchestrator.gates"),
        ("process", "requests"),
        ("store", "orchestrator.cli.main"),
    ],
)
def test_a_planted_violation_is_found(me: str, name: str) -> None:
    assert complaints(me, {name})


def test_every_module_has_a_layer() -> None:
    assert {place(path) for path in MODULES} <= set(RANK)
