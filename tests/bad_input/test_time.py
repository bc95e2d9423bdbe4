"""Four times the input takes about four times as long: nothing that somebody writes holds a command up."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from orchestrator.configuration.settings import merge
from orchestrator.errors import InputError
from orchestrator.notes import missing_sections
from orchestrator.plan.load import load
from orchestrator.stream.decode import decode
from orchestrator.stream.show import Display
from orchestrator.text import nearest, printable
from tests.bad_input.case import master
from tests.plan.sources import Texts

SIZE, MORE = 2_500, 4
SHORT = 0.5  # seconds, within which nobody waits
GATES = "## Gates\n- none: x\n"


def plan(files: dict[str, str]) -> None:
    with suppress(InputError):
        load("m.md", Texts({"a.md": GATES, "b.md": GATES} | files), {})


def in_master(rest: str) -> None:
    plan({"m.md": master("1 | [A](a.md)", "2 | [B](b.md)", rest=f"## Dependencies\n{rest}")})


def in_phase(line: str, section: str = "Gates") -> None:
    text = f"# {line}\n{line}\n## {section}\n{line}\n## Gates\n- none: x\n"
    plan({"m.md": master("1 | [A](a.md)"), "a.md": text})


def configured(text: str) -> None:
    with suppress(InputError):
        merge(text.encode(), "c.yaml", {}, {})


def streamed(line: str) -> None:
    display = Display()
    for event in decode(line.encode()):
        display.lines(event)


def crowd(size: int) -> None:
    rows = [f"p{number} | [A](a{number}.md)" for number in range(size)]
    rest = "\n".join(f"Phase q{number} --> Phase p{number}" for number in range(size))
    plan({"m.md": master(*rows, rest=f"## Dependencies\n{rest}")})


def wide(size: int) -> None:
    header = "Phase | Title" + " | x" * size
    plan({"m.md": master(*["1 | x"] * size, header=header)})


def ring(size: int) -> None:
    names = [f"p{number}" for number in range(size)]
    rows = [f"{name} | [A]({name}.md)" for name in names]
    rest = "## Dependencies\n" + " --> ".join([*names, names[0]])
    plan({f"{name}.md": GATES for name in names} | {"m.md": master(*rows, rest=rest)})


def pairs(size: int) -> None:
    names = [f"p{number}" for number in range(size)]
    rows = [f"{name} | [A]({name}.md)" for name in names]
    rest = f"## Dependencies\n{', '.join(names[::2])} --> {', '.join(names[1::2])}"
    plan({f"{name}.md": GATES for name in names} | {"m.md": master(*rows, rest=rest)})


INPUTS: dict[str, Callable[[int], Any]] = {
    "nodes of a drawing that are never closed": lambda n: in_master("1 --> 2 " + "a(phase " * n),
    "brackets": lambda n: in_master("1 --> 2 " + "(" * n + "[" * n),
    "arrow heads": lambda n: in_master("<-" * n + "-" * n),
    "phases that nobody knows": lambda n: crowd(n // 5),
    "columns and rows": lambda n: wide(n // 2),
    "a ring": lambda n: ring(n // 5),
    "every pair": lambda n: pairs(n // 5),
    "links": lambda n: in_phase("- Write [a](b " * n, "Process Wrapper"),
    "agents": lambda n: in_phase("".join(f"**AGENT:a{i}**" for i in range(n)), "Process Wrapper"),
    "blanks behind notes": lambda n: in_phase("- Write notes to: `a`" + " " * n + "b", "Process Wrapper"),
    "notes": lambda n: in_phase(
        "\n".join(f"- Write notes to: `n{i}.md`" for i in range(n)), "Process Wrapper"
    ),
    "blanks before a mark": lambda n: in_phase("- a" + " " * n + "b)"),
    "gates": lambda n: in_phase("- pytset: x\n" * (n // 10)),
    "a long gate": lambda n: in_phase("- " + "env " * n),
    "backticks": lambda n: in_phase("- " + " ".join("`" * (i % 200 + 1) for i in range(n))),
    "blanks behind a path": lambda n: in_phase("- a" + " " * n + "b", "Protected"),
    "blanks behind a quoted path": lambda n: in_phase("- `a`" + " " * n + "b", "Protected"),
    "paths": lambda n: in_phase("\n".join(f"- `p{i}`" for i in range(n)), "Protected"),
    "stars": lambda n: in_phase("- `" + "*a" * n + "`", "Protected"),
    "reasons": lambda n: in_phase("- allow: " + " because" * n),
    "changes": lambda n: in_phase("**Changes:** none" + " " * n + "x"),
    "headings": lambda n: in_phase("## Gates x\n" * n),
    "lines of an item": lambda n: in_phase("- a\n" + "  b\n" * n),
    "fences": lambda n: in_phase("> - " * n + "```x`"),
    "digits": lambda n: configured("timeout: " + "1" * n + "x"),
    "digits and lines under them": lambda n: configured("timeout: " + "1_" * n + "x"),
    "numbers of base 60": lambda n: configured("timeout: " + "1:1" * n + "x"),
    "keys that nobody knows": lambda n: configured("\n".join(f"k{i}: 1" for i in range(n // 10))),
    "quotes": lambda n: configured("protect: [" + "'', " * n + '"'),
    "items": lambda n: configured("protect:\n" + "\n".join(f"- p{i}" for i in range(n))),
    "comments in notes": lambda n: missing_sections("<!--" * n, ("Summary",)),
    "blanks in a heading of notes": lambda n: missing_sections("## a" + " " * n + "b", ("Summary",)),
    "marks in a heading of notes": lambda n: missing_sections("## a" + " #" * n + "b", ("Summary",)),
    "lines of notes": lambda n: missing_sections("## Summary\n" + "x\n" * (20 * n), ("Summary",)),
    "ticks in notes": lambda n: missing_sections("`" * n + "a`", ("Summary",)),
    "nested JSON": lambda n: streamed('{"a":' * n),
    "digits of JSON": lambda n: streamed('{"a":' + "9" * n + "}"),
    "lines of text": lambda n: streamed(
        '{"type":"assistant","message":{"content":[{"type":"text","text":"' + "a\\n" * n + '"}]}}'
    ),
    "marks of direction": lambda n: printable("\u202ea\x1b" * n),
    "names": lambda n: nearest("p" * n, (f"p{i}" for i in range(n))),
}


def seconds(run: Callable[[int], Any], size: int) -> float:
    """Time of this process alone, so that a busy machine changes little."""
    before = time.process_time()
    run(size)
    return time.process_time() - before


@pytest.mark.parametrize("name", INPUTS)
def test_the_time_grows_as_the_input_does(name: str) -> None:
    run = INPUTS[name]
    run(10)  # patterns are compiled, modules loaded
    few, many = (min(seconds(run, size) for _ in range(3)) for size in (SIZE, SIZE * MORE))
    assert many < max(SHORT, few * MORE * 2.5), f"{few:.2f} s, with {MORE} times the input {many:.2f} s"
