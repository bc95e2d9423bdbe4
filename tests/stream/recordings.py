"""Streams of the real CLI, and what a reader of them sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestrator.model.display import DisplayLine
from orchestrator.model.session import StreamSummary, Usage
from orchestrator.stream.decode import decode
from orchestrator.stream.events import Event
from orchestrator.stream.show import Display
from orchestrator.stream.summary import Accumulator

FOLDER = Path(__file__).parents[1] / "data" / "recordings"


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of `expected.json`: written down from the recording, not from what our code makes of it."""

    exit_code: int
    ending: str
    resumable: bool
    error: str | None  # of the last main-loop message that carries one
    agents: list[list[str]]  # name and status
    tokens: list[int]  # input, output, cache read, cache creation
    cost_usd: float | None
    results: int

    @property
    def usage(self) -> Usage:
        """Tokens and cost as our code has to find them."""
        inputs, outputs, reads, creations = self.tokens
        return Usage(inputs, outputs, reads, creations, self.cost_usd)


@cache
def expectations() -> dict[str, Expected]:
    """By recording: `2.1.197/01-tools-ok-and-error`."""
    table = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    return {name: Expected(**row) for name, row in table.items()}


def lines(name: str) -> list[bytes]:
    """The lines of a recording, an unfinished last one included."""
    return (FOLDER / f"{name}.jsonl").read_bytes().split(b"\n")


def events(name: str) -> Iterator[Event]:
    """A recording, decoded."""
    for line in lines(name):
        yield from decode(line)


def summary(name: str) -> StreamSummary:
    """What is left of a recording once it is read."""
    accumulator = Accumulator()
    for event in events(name):
        accumulator.add(event)
    return accumulator.summary()


def shown(name: str) -> list[DisplayLine]:
    """What a person sees of a recording."""
    display = Display()
    return [line for event in events(name) for line in display.lines(event)]
