from __future__ import annotations

import pytest

from orchestrator.diffs import Line
from orchestrator.weakening.thresholds import thresholds


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", "fail_under = 87.5", [("fail under", 87.5)]),
        ("Makefile", "pytest --cov-fail-under=90", [("fail under", 90)]),
        ("ci.sh", "cargo llvm-cov --fail-under-lines 80", [("fail under", 80)]),
        ("ci.sh", "nyc --branches 70 --lines=60", [("branches", 70), ("lines", 60)]),
        ("package.json", '"branches": 80, "functions": 70', [("branches", 80), ("functions", 70)]),
        (".nycrc", '"check-coverage": false', [("check-coverage", 0)]),
        ("pom.xml", "<minimum>0.80</minimum>", [("minimum", 0.8)]),
        ("build.gradle", "minimum = 0.8", [("minimum", 0.8)]),
        ("codecov.yml", "target: 80%", [("target", 80)]),
        ("mix.exs", "threshold: 90", [("threshold", 90)]),
        (".github/workflows/ci.yml", "branches: [main]", []),
        ("Makefile", "target: x", []),
    ],
)
def test_the_numbers_that_coverage_must_reach(
    path: str, text: str, expected: list[tuple[str, float]]
) -> None:
    assert sorted((one.family, one.value) for one in thresholds(path, [(Line(1, text), text)])) == expected
