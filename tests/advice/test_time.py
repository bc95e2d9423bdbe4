"""Nothing that somebody writes into a plan holds its check up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from orchestrator.advice.mending import loader, mend
from tests.advice.made import GOOD, Around, plan, said

SIZE, MORE, SHORT = 5_000, 4, 0.5  # characters or lines; times as many; seconds within which nobody waits
READ = loader("m.md", {}, Around().is_program)
GATES = "## Gates\n- pytest: x\n"

INPUTS: dict[str, Callable[[int], dict[str, str]]] = {
    "blanks": lambda n: plan(a=f"{GATES}## Tasks\n{' ' * n}x\n-{' ' * n}[x\n##{' ' * n}Gate{' ' * n}x\n"),
    "names": lambda n: plan(a=f"{GATES}## Tasks\n- [ ] `{'a' * n}`\n- [ ] `{'a.' * n}` `{'a/' * n}`\n"),
    "blanks in a gate": lambda n: plan(a=f"## Gates\n- x{' ' * n}y\n- pytest: x\n"),
    "commands": lambda n: plan(a=f"## Gates\n- make {'; a' * n}: x\n"),
    "quotes": lambda n: plan(a=f"""## Gates\n- echo {"' " * n}\n- echo {"$(" * n}\n"""),
    "stars": lambda n: plan(a=f"## Process Wrapper\n{'**' * n}\n**{' ' * n}AGENT\n{GOOD}"),
    "headings": lambda n: plan(a=GOOD + "## Gaets\n**Depnd On:** x\n" * (n // 10)),
    "tasks": lambda n: plan(a=GOOD + "- [ ] 1.1: Create `a.py`\n- 1.1: b\n" * (n // 10)),
    "boxes": lambda n: plan(a=GOOD + "-[ ] a\n" * (n // 100)),
    "boxes that stay": lambda n: plan(a=GOOD + "  [ ] a\n" * (n // 10)),
    "links": lambda n: plan(a=GOOD + "[a](b.md) " * n + "[" * n),
    "arrows": lambda n: plan(f"## Dependencies\n{'Phase 1 ⇒ ' * n}\n{'> ' * n}\n{'-' * n}&gt;", a=GOOD),
}


def seconds(files: dict[str, str]) -> float:
    """Time of this process alone, so that a busy machine changes little."""
    before = time.process_time()
    said(files)
    mend("m.md", {path: text.encode() for path, text in files.items()}, READ)
    return time.process_time() - before


@pytest.mark.parametrize("name", INPUTS)
def test_the_time_grows_as_the_plan_does(name: str) -> None:
    make = INPUTS[name]
    seconds(make(10))  # patterns are compiled, modules loaded
    few, many = seconds(make(SIZE)), seconds(make(SIZE * MORE))
    assert many < max(SHORT, few * MORE * 2.5), f"{few:.2f} s, with {MORE} times the input {many:.2f} s"
