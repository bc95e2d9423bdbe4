"""The scenarios in tests/data/weakening: files before and after, and what is to be found in their diff.

`=== TITLE` begins one, `expect: KIND @ PATH:LINE` is found in it, `--- PATH` and `+++ PATH` begin a file of
the tree before and after.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "weakening"


@dataclass
class Scenario:
    title: str
    expected: list[str] = field(default_factory=list)
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)


def read(path: Path) -> list[Scenario]:
    scenarios: list[Scenario] = []
    tree: dict[str, bytes] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "===":
            scenarios.append(Scenario(f"{path.stem}: {rest}"))
        elif mark == "expect:":
            scenarios[-1].expected.append(rest)
        elif mark in ("---", "+++"):
            tree = scenarios[-1].before if mark == "---" else scenarios[-1].after
            name = rest
            tree[name] = b""
        else:
            tree[name] += line.encode() + b"\n"
    return scenarios


SCENARIOS = [scenario for path in sorted(DATA.glob("*.txt")) for scenario in read(path)]
