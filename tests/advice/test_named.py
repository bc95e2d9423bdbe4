"""Files that tasks name."""

from __future__ import annotations

import pytest

from orchestrator.advice.named import named
from orchestrator.model.plan import Task
from tests.support.made import phase


def of(text: str) -> list[tuple[str, bool, bool]]:
    return [(one.path, one.made, one.changed) for one in named(phase(tasks=(Task(text, False, 7),)))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.1: Create `src/a.py` with `b.py`", [("src/a.py", True, True), ("b.py", False, False)]),
        ("Create `./a.py`", [("a.py", True, True)]),
        ("**2. Update `docs/`**", [("docs/", False, True)]),
        ("3.1.2 - remove `.env`", [(".env", False, True)]),
        ("Make `tests/x.py` pass", [("tests/x.py", False, False)]),
        ("Create `main()` and `a b.py` and `../x.py` and `https://x.y/z`", []),
        ("Create src/a.py", []),
        ("", []),
    ],
)
def test_paths_in_backticks(text: str, found: list[tuple[str, bool, bool]]) -> None:
    assert of(text) == found
