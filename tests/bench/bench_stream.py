"""The whole way of a stream against a bare loop over `json.loads`: wall and process time, peak memory.

`python -m tests.bench.bench_stream` writes 100,000 events (about 100 MB), modelled on the recordings, into a
temporary file and reads them (a) through a pipe with nothing but `json.loads`, (b) with our tail, decoder,
accumulator and display. Each reading is a process of its own; they take turns, and the best round counts.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import Row

EVENTS = 100_000
ROUNDS = 7
CHECKOUT = Path(__file__).parents[2]
LONG_LINE = 10 * 1024 * 1024
TARGET = 1.6  # times the bare loop
MOST_MEMORY = 80  # MB

TELL = """
usage = resource.getrusage(resource.RUSAGE_SELF)
peak = usage.ru_maxrss
if sys.platform == "linux":  # there ru_maxrss starts with what the parent had before it called exec
    peak = int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
print(usage.ru_utime + usage.ru_stime, peak, file=sys.stderr)
"""

BARE = """
import json, resource, sys
for line in sys.stdin.buffer:
    json.loads(line)
"""

OURS = """
import os, resource, sys
from pathlib import Path
from orchestrator.session.tail import Tail
from orchestrator.stream.events import MessageUsage
from orchestrator.stream.meter import Meter
from orchestrator.stream.show import Display
from orchestrator.stream.summary import Accumulator
accumulator, display, meter = Accumulator(), Display(), Meter()
with Tail(Path(sys.argv[1])) as tail, open(os.devnull, "w", encoding="utf-8") as out:
    for event in tail.events(ended=True):
        if type(event) is MessageUsage:
            meter.add(event)
            continue
        accumulator.add(event)
        for line in display.lines(event):
            out.write(f"{line.agent}{line.text}\\n")
assert accumulator.summary().result is not None and accumulator.summary().malformed == 0
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one reading took."""

    wall: float  # seconds
    cpu: float  # seconds of the reading process
    peak: float  # MB


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        stream, long_line = Path(folder, "stream.jsonl"), Path(folder, "long.jsonl")
        write_stream(stream)
        write_long_line(long_line)
        size = stream.stat().st_size / 1e6
        rounds = [(read_bare(stream), read_with_us(stream)) for _ in range(ROUNDS)]
        bare, ours = best(bare for bare, _ in rounds), best(ours for _, ours in rounds)
        alone = read_with_us(long_line)
    print(f"{EVENTS:,} events, {size:.0f} MB        wall     CPU    peak")
    print(f"  for line in pipe: json.loads {row(bare)}")
    print(f"  tail, decode, add up, show   {row(ours)}")
    print(f"one line of {LONG_LINE / 1e6:.0f} MB            {row(alone)}")
    print(Row("  ratio to json.loads", ours.wall / bare.wall, ours.cpu / bare.cpu, TARGET, wall_counts=True))
    peak = max(ours.peak, alone.peak)
    verdict = "reached" if peak < MOST_MEMORY else "NOT reached"
    print(f"{'  peak memory':<44} {peak:11.0f} MB     < {MOST_MEMORY} MB  {verdict}")


def row(cost: Cost) -> str:
    """The three columns."""
    return f"{cost.wall:6.2f}s {cost.cpu:6.2f}s {cost.peak:4.0f} MB"


def best(costs: Iterator[Cost]) -> Cost:
    """The round that was disturbed least; the highest peak."""
    rounds = list(costs)
    quickest = min(rounds, key=lambda cost: cost.wall)
    return Cost(quickest.wall, min(cost.cpu for cost in rounds), max(cost.peak for cost in rounds))


def read_bare(path: Path) -> Cost:
    """The loop to compare with, fed by `cat`."""
    start = time.perf_counter()
    with subprocess.Popen(["cat", str(path)], stdout=subprocess.PIPE) as cat:
        done = subprocess.run(
            [sys.executable, "-c", BARE + TELL], stdin=cat.stdout, capture_output=True, check=True
        )
    return _cost(start, done.stderr)


def read_with_us(path: Path) -> Cost:
    """Our way through the same file."""
    start = time.perf_counter()
    command = [sys.executable, "-c", OURS + TELL, str(path)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    return _cost(start, done.stderr)


def _cost(start: float, told: bytes) -> Cost:
    wall = time.perf_counter() - start
    cpu, peak = told.split()[-2:]
    return Cost(wall, float(cpu), int(peak) / 1024 if sys.platform != "darwin" else int(peak) / 1024**2)


def write_stream(path: Path, events: int = EVENTS) -> None:
    """A long session: the mix of the recordings, at one kilobyte an event on average."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        file.write(_line({"type": "system", "subtype": "init", "session_id": "s", "agents": ["Explore"]}))
        for number in range(events - 2):
            file.write(_line(_event(number, chance)))
        file.write(_line(RESULT))


def write_long_line(path: Path) -> None:
    """One answer of 10 MB between an `init` and a `result`."""
    message = {"content": [{"type": "tool_result", "tool_use_id": "t", "content": "x" * LONG_LINE}]}
    path.write_text(
        _line({"type": "system", "subtype": "init"})
        + _line({"type": "user", "message": message})
        + _line(RESULT)
    )


RESULT = {
    "type": "result",
    "subtype": "success",
    "is_error": False,
    "num_turns": 9,
    "stop_reason": "end_turn",
}


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _event(number: int, chance: random.Random) -> dict[str, object]:
    """In turn a call, its answer, and now and then text, thoughts or the progress of a sub-agent."""
    kind = number % 8
    parent = "toolu_agent" if number % 40 > 34 else None
    common = {"parent_tool_use_id": parent, "session_id": "e6347c65-3115-48c4-bfd9-1296f5326847"}
    common |= {"uuid": f"{number:032x}", "request_id": f"req_{number:06}"}
    if kind in (0, 2, 4):
        return {
            "type": "assistant",
            "message": _message(number, _call(number, chance)),
            **common,
            "uuid": f"{number:032x}",
        }
    if kind in (1, 3, 5):
        return _answer(number - 1, chance) | common
    if kind == 6:
        text = {"type": "text", "text": "\n".join(_prose(chance, 60) for _ in range(chance.randint(1, 4)))}
        return {"type": "assistant", "message": _message(number, text), **common}
    if number % 16 == 7:
        thought = {"type": "thinking", "thinking": _prose(chance, 600), "signature": "c2NyaXB0ZWQ="}
        return {"type": "assistant", "message": _message(number, thought), **common}
    usage = {"total_tokens": number, "tool_uses": 3, "duration_ms": 161}
    return {
        "type": "system",
        "subtype": "task_progress",
        "task_id": "a71",
        "description": "Running",
        "usage": usage,
    }


def _message(number: int, block: Mapping[str, object]) -> dict[str, object]:
    usage = {"input_tokens": 100, "output_tokens": 1, "cache_read_input_tokens": 1000}
    return {
        "id": f"msg_{number // 4:06}",
        "role": "assistant",
        "content": [block],
        "stop_reason": None,
        "usage": usage,
    }


def _call(number: int, chance: random.Random) -> dict[str, object]:
    path = f"/home/user/projects/demo/src/module_{number % 97}.py"
    tool, tool_input = chance.choice(
        [
            ("Read", {"file_path": path}),
            ("Bash", {"command": f'echo "{_prose(chance, 40)}"', "description": "run"}),
            ("Edit", {"file_path": path, "old_string": _code(chance, 300), "new_string": _code(chance, 300)}),
            ("Write", {"file_path": path, "content": _code(chance, 1_500)}),
            ("Grep", {"pattern": "def main", "path": path}),
        ]
    )
    return {"type": "tool_use", "name": tool, "input": tool_input, "id": f"toolu_{number}"}


def _answer(call: int, chance: random.Random) -> dict[str, object]:
    failed = call % 50 == 0
    text = _code(chance, chance.choice([40, 100, 400, 1_200]))
    block = {"tool_use_id": f"toolu_{call}", "type": "tool_result", "content": text, "is_error": failed}
    told = {"stdout": text, "stderr": "", "interrupted": False}
    return {"type": "user", "message": {"role": "user", "content": [block]}, "tool_use_result": told}


WORDS = "the phase file says that every gate must pass before naïve “notes” are written → done".split()  # noqa: SIM905 - readable


def _prose(chance: random.Random, length: int) -> str:
    start = chance.randrange(len(WORDS))
    words = (WORDS[start:] + WORDS) * (length // 60 + 1)
    return " ".join(words)[:length]


def _code(chance: random.Random, length: int) -> str:
    line = f"    value = compute(\"{chance.randrange(10**6)}\", key='x')  # a comment\n\tif value:\n"
    return (line * (length // len(line) + 1))[:length]


if __name__ == "__main__":
    main()
