from __future__ import annotations

import pytest

from orchestrator.diffs import Line
from orchestrator.weakening.lists import entries


def values(path: str, text: str) -> list[tuple[str, str]]:
    lines = [(Line(number, line), line) for number, line in enumerate(text.split("\n"), 1)]
    return [(entry.key.strip(), entry.value) for entry in entries(path, lines)]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("ruff.toml", 'ignore = ["E1", "E2"]', [("ignore", "E1"), ("ignore", "E2")]),
        ("pyproject.toml", 'lint.ignore = [\n  "E1",\n]\nselect = ["E2"]', [("lint.ignore", "E1")]),
        (
            ".flake8",
            "extend-ignore =\n    E1\n    E2\nmax = 3",
            [("extend-ignore", "E1"), ("extend-ignore", "E2")],
        ),
        ("setup.cfg", "per-file-ignores =\n    a.py:F401", [("per-file-ignores", "a.py:F401")]),
        (".coveragerc", "omit = a/*", [("omit", "a/*")]),
        (
            "jest.config.js",
            "testPathIgnorePatterns: ['/node_modules/', 'x/']",
            [("testPathIgnorePatterns", "x/")],
        ),
        ("ruff.toml", 'select = [\n  "E1",\n]', []),
        ("a.yml", 'ignore = ["E1"]', []),
    ],
)
def test_what_a_check_leaves_out(path: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert values(path, text) == expected
