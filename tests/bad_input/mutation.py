"""Documents that were sound before something happened to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from hypothesis import strategies as st

Step: TypeAlias = tuple[str, int, int, bytes]  # what happens, where, how much, with what

ODD: list[str | bytes] = [
    *(b"\0", b"\xef\xbb\xbf", b"\r\n", b"\r", b"\x0b", b"\x0c", b"\x1c", b"\t", b"\xff", b"\xc0\xaf"),
    *(b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\xff\xfeh\0i\0"),  # no UTF-8
    *(
        b"\x1b[2J",
        b"\x1b]52;c;eA==\x07",
        b"\x1b]8;;http://x\x1b\\",
        b"\x1bP",
        b"\xc2\x9b31m",
        b"\x08",
        b"\x7f",
    ),
    *("\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff", "\xad", "\u2028", "\x85", "\U000e0041"),
    *("\xe9", "e\u0301", "\U0001f600", "\u4e2d", "\u0665", "\xa0", "\uff11", "\u2014", "\u2192", "\ufffe"),
    *("|", "||", "`", "```", "~~~", "**", "*", "_", "[", "]", "](", "(", ")", "<", ">", "<!--", "-->", "\\"),
    *(
        "#",
        "# ",
        "## Gates\n",
        "## Phases\n",
        "## Dependencies\n",
        "- ",
        "- [ ] ",
        "|-|-|\n",
        "-->",
        "<--",
        "=",
    ),
    *("{", "}", '"', "'", ":", ": ", ",", "&", "*x", "!", "%", "---\n", "...\n", "?", "@", "~", "null", "-"),
    *(
        "NaN",
        "-Infinity",
        "1e999",
        "9" * 5000,
        '"\\ud800"',
        '"\\u0000"',
        "[" * 2000,
        '{"a":' * 2000,
        "[]",
        "{}",
    ),
    *(
        "a" * 300,
        " " * 300,
        "\n" * 50,
        "../" * 30,
        "AGENT:",
        "Depends On:",
        "none",
        "allow:",
        "because",
        "first",
    ),
]
FRAGMENTS = [odd if isinstance(odd, bytes) else odd.encode("utf-8", "surrogatepass") for odd in ODD]


def _lines(change: Callable[[list[bytes], int, int], None]) -> Callable[[bytes, int, int, bytes], bytes]:
    """A change of whole lines."""

    def step(data: bytes, where: int, much: int, _: bytes) -> bytes:
        lines = data.split(b"\n")
        change(lines, where % len(lines), much)
        return b"\n".join(lines)

    return step


def _swap(lines: list[bytes], at: int, much: int) -> None:
    other = much % len(lines)
    lines[at], lines[other] = lines[other], lines[at]


def _at(data: bytes, where: int) -> int:
    return where % (len(data) + 1)


STEPS: dict[str, Callable[[bytes, int, int, bytes], bytes]] = {
    "drop a line": _lines(lambda lines, at, _: lines.__delitem__(at)),
    "double a line": _lines(
        lambda lines, at, much: lines.__setitem__(at, b"\n".join([lines[at]] * (2 + much % 4)))
    ),
    "indent a line": _lines(lambda lines, at, much: lines.__setitem__(at, b" " * (much % 9) + lines[at])),
    "swap lines": _lines(_swap),
    "join lines": lambda data, where, _, odd: data.replace(b"\n", odd, 1 + where % 3),
    "cut the end": lambda data, where, *_: data[: _at(data, where)],
    "cut the beginning": lambda data, where, *_: data[_at(data, where) :],
    "drop": lambda data, where, much, _: data[: _at(data, where)] + data[_at(data, where) + much :],
    "insert": lambda data, where, _, odd: data[: _at(data, where)] + odd + data[_at(data, where) :],
    "insert often": lambda data, where, much, odd: (
        data[: _at(data, where)] + odd[:20] * much + data[_at(data, where) :]
    ),
    "replace": lambda data, where, much, odd: (
        data[: _at(data, where)] + odd + data[_at(data, where) + much :]
    ),
    "all line ends": lambda data, *rest: data.replace(b"\n", [b"\r\n", b"\r", b"\n\n"][rest[1] % 3]),
    "another encoding": lambda data, _, much, __: (
        data.decode("utf-8", "replace").encode(
            ["utf-16", "utf-16-le", "utf-32", "utf-7"][much % 4], "replace"
        )
        if much % 8 == 0
        else data
    ),
}
STEP: st.SearchStrategy[Step] = st.tuples(
    st.sampled_from(sorted(STEPS)), st.integers(0, 5000), st.integers(0, 60), st.sampled_from(FRAGMENTS)
)


def mutants(samples: Sequence[bytes], most: int = 5) -> st.SearchStrategy[bytes]:
    """One of the samples, changed in up to so many places; or whatever bytes."""
    changed = st.builds(_changed, st.sampled_from(samples), st.lists(STEP, max_size=most))
    return changed | changed | changed | st.binary(max_size=200)


def _changed(data: bytes, steps: list[Step]) -> bytes:
    for name, where, much, odd in steps:
        data = STEPS[name](data, where, much, odd)[:20_000]
    return data
