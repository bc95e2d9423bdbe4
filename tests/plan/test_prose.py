from __future__ import annotations

import pytest

from orchestrator.plan.prose import is_aim


@pytest.mark.parametrize(
    "text",
    [
        *("command", "test", "exec", "cd"),
        *("file exists", "link works.", "write documentation", "more tests"),
        *("make sure it works", "test suite is green"),
        *("coverage >= 80%", "coverage > 80", "coverage \u2265 80 %", "radon < 20 (no D)"),
    ],
)
def test_an_aim_is_known_although_it_begins_with_a_program(text: str) -> None:
    assert is_aim(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "echo", "true", "make", "pytest"),
        *("file src/a.py", "make lint test", "test -f a", "test a = b", "date -u", "cd web && npm test"),
        *("test $(wc -l < a) -gt 3", "[ 3 > 2 ]", "make > log.txt", "pytest 2>&1", "grep -q 'x > 3' a"),
    ],
)
def test_a_command_is_no_aim(text: str) -> None:
    assert not is_aim(text)
