"""The reader against PyYAML: equal, or refused with a line; and each refusal by its name."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.configuration.yaml import Node, read
from orchestrator.model.plan import Complaint


def plain(node: Node) -> Any:
    """The node as PyYAML would have built it."""
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    if isinstance(node.value, Mapping):
        return {key: plain(item) for key, item in node.value.items()}
    return node.value


def ours(text: str) -> Any:
    found = read(text.encode(), "c.yaml")
    assert isinstance(found, Node), str(found)
    return plain(found)


def refusal(data: bytes) -> Complaint:
    found = read(data, "c.yaml")
    assert isinstance(found, Complaint), plain(found)
    return found


def assert_equal_or_refused(data: bytes) -> bool:
    """Whether it was accepted; then it means what PyYAML says (`repr` tells 1, 1.0 and True apart)."""
    found = read(data, "c.yaml")
    if isinstance(found, Complaint):
        assert 1 <= found.line <= data.count(b"\n") + 1
        assert found.code
        assert found.problem
        assert found.cure
        return False
    assert repr(plain(found)) == repr(pyyaml.safe_load(data))
    return True


# Words on both sides of every border of the subset.
SAMPLES = """
    a timeout npm-test yes No ON off true False null ~ Null 0 -0 7 1800 -3 +4 1.5 -0.25 1.5e+3 1e3 1.e5 .5 5.
    010 0o17 0x1F 0b11 1_000 1:30 1:30:00.5 190:20 08 .inf -.INF .nan 2026-01-02 << = - -- --- ... -x ?x :x
    a:b a#b a: # & * ! | > % @ ` http://h:1/p sonnet[1m] a,b it's 3.11 v1.2 1,000 é 🎉 12345678901234567890
    1.5e3 1.5E-30 +.5 _1 1__0. 0.0 -1.0 00 2001-1-1
    """
WORDS = st.sampled_from(SAMPLES.split())
PLAIN_TEXT = st.text(st.sampled_from("ab1 -:#'\"[]{},?&*!|>%@`~=.\\/_\té"), max_size=8)
DOUBLE = st.text(st.sampled_from("ab '\\nx41u00e9t0/ \"_NLP#:\t"), max_size=8).map(lambda t: f'"{t}"')
ESCAPED = st.text(max_size=6).map(lambda t: '"' + "".join(f"\\U{ord(c):08x}" for c in t) + '"')
SINGLE = st.text(st.sampled_from("ab 1'\\\"#:é"), max_size=8).map(lambda t: "'" + t.replace("'", "''") + "'")
SCALARS = st.one_of(WORDS, PLAIN_TEXT, DOUBLE, ESCAPED, SINGLE)
TAILS = st.sampled_from(["", "", "", " ", " # note", "  #", "#x", " #a: b", "\t", "\t#"])
FLOW = st.lists(SCALARS, max_size=4).flatmap(
    lambda items: st.sampled_from([", ", ",", " , "]).map(lambda comma: "[" + comma.join(items) + "]")
)
INLINE = st.one_of(SCALARS, SCALARS, FLOW, st.sampled_from(["", "{}", "{ }", "[]", "[ ]", "[a, ]", "[a,,b]"]))
KEYS = st.one_of(
    st.sampled_from(["a", "b", "c", "d e", "timeout", "k-1", '"q"', "'s'", "x:y"]), WORDS, DOUBLE, SINGLE
)


@st.composite
def blocks(draw: st.DrawFn, indent: int = 0, depth: int = 0) -> list[str]:
    """Lines of a block mapping, mostly inside the subset."""
    lines = []
    pad = " " * indent
    for _ in range(draw(st.integers(1, 3))):
        key, kind = draw(KEYS), draw(st.sampled_from(["inline", "inline", "block", "items", "noise"]))
        gap = draw(st.sampled_from([":", ":", " :", ": "]))
        if kind == "block" and depth < 3:
            lines.append(f"{pad}{key}{gap}{draw(TAILS)}")
            lines += draw(blocks(indent + draw(st.integers(1, 4)), depth + 1))
        elif kind == "items":
            lines.append(f"{pad}{key}{gap}{draw(TAILS)}")
            inner = pad + " " * draw(st.integers(0, 3))
            lines += [f"{inner}-{draw(st.sampled_from(['', ' ', '  ']))}{item}" for item in draw(ITEMS)]
        elif kind == "noise":
            lines.append(draw(st.sampled_from(["", "# note", "   # note", "   ", "---", "...", "- a", "\t"])))
        else:
            lines.append(f"{pad}{key}{gap} {draw(INLINE)}{draw(TAILS)}")
    return lines


ITEMS = st.lists(SCALARS, max_size=3)
DOCUMENTS = st.builds(
    lambda head, lines, end: head + end.join(lines),
    st.sampled_from(["", "", "", "---\n", "# top\n", "--- # x\n", "\ufeff", "%YAML 1.1\n---\n", "  "]),
    blocks(),
    st.sampled_from(["\n", "\n", "\n", "\r\n"]),
)
TIDY_SCALARS = st.one_of(
    st.sampled_from(
        ["true", "no", "ON", "~", "12", "-3", "+4", "1.5", "npm test", "-x", "a:b", "http://h/p#f"]
    ),
    st.text(max_size=6)
    .filter(lambda t: not any(0xD800 <= ord(c) <= 0xDFFF for c in t))
    .map(lambda t: '"' + "".join(f"\\U{ord(c):08x}" for c in t) + '"'),
    SINGLE,
)


@st.composite
def tidy(draw: st.DrawFn, indent: int = 0, depth: int = 0) -> list[str]:
    """Lines of a block mapping well inside the subset."""
    lines = []
    pad = " " * indent
    for key in draw(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=3, unique=True)):
        kind = draw(st.sampled_from(["inline", "flow", "block", "items"]))
        if kind == "block" and depth < 3:
            lines += [f"{pad}{key}:", *draw(tidy(indent + draw(st.integers(1, 4)), depth + 1))]
        elif kind == "items":
            inner = pad + " " * draw(st.integers(0, 3))
            items = draw(st.lists(TIDY_SCALARS, max_size=3))
            lines += [f"{pad}{key}: # items", *(f"{inner}- {item}" for item in items)]
        elif kind == "flow":
            items = draw(st.lists(TIDY_SCALARS, max_size=3))
            lines.append(f"{pad}{key} : [{', '.join(items)}] # flow")
        else:
            lines.append(f"{pad}{key}: {draw(TIDY_SCALARS)} # scalar")
        lines.append(draw(st.sampled_from(["", "# note", "      # note"])))
    return lines


@settings(max_examples=400, deadline=None, derandomize=True)
@given(DOCUMENTS)
def test_a_document_near_the_subset_means_what_pyyaml_says_or_is_refused(text: str) -> None:
    assert_equal_or_refused(text.encode())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(tidy())
def test_a_document_in_the_subset_is_accepted_and_means_what_pyyaml_says(lines: list[str]) -> None:
    assert assert_equal_or_refused("\n".join(lines).encode())


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    DOCUMENTS, st.lists(st.tuples(st.integers(0, 200), st.sampled_from(list("\n\r\t :-#'\"[]{}&*!|>%\\?,~"))))
)
def test_a_damaged_document_means_what_pyyaml_says_or_is_refused(
    text: str, damage: list[tuple[int, str]]
) -> None:
    for at, mark in damage:
        text = text[:at] + mark + text[at + 1 :]
    assert_equal_or_refused(text.encode())


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("ab1 \n\n:-#'\"[]{},?&*!|>%@`~=.\\\t\r\x85\u2028"), max_size=24))
def test_any_text_means_what_pyyaml_says_or_is_refused(text: str) -> None:
    assert_equal_or_refused(text.encode())


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(WORDS, st.from_regex(r"[-+.]?[0-9_:.eExob+-]{1,9}", fullmatch=True)))
def test_a_plain_word_has_the_type_that_pyyaml_gives_it_or_is_refused(word: str) -> None:
    assert_equal_or_refused(f"a: {word}\nb:\n- {word}\nc: [{word}]\n".encode())
    assert_equal_or_refused(f"{word}: 1\n".encode())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = read(data, "c.yaml")
    assert isinstance(found, Node | Complaint)


def test_the_configuration_of_the_manual_is_read() -> None:
    text = """\
---
# How this project is orchestrated
timeout: 1800          # seconds
model: sonnet
strict_compliance: true
gates:
  tests: npm test -- --ci   # the whole suite
  "type check": 'npx tsc # not a comment'

launcher: [srun, "--mem=4G", '-n1']
claude:
    arguments:
    - --verbose
    - "--add-dir=\\u00e9"
notifications: {}
...
"""
    assert ours(text) == {
        "timeout": 1800,
        "model": "sonnet",
        "strict_compliance": True,
        "gates": {"tests": "npm test -- --ci", "type check": "npx tsc # not a comment"},
        "launcher": ["srun", "--mem=4G", "-n1"],
        "claude": {"arguments": ["--verbose", "--add-dir=é"]},
        "notifications": {},
    }


def test_nodes_know_the_line_of_their_key_or_dash() -> None:
    root = read(b"a: 1\n\nb:\n  # note\n  c:\n  - x\n  - y\n", "c.yaml")
    assert isinstance(root, Node)
    assert isinstance(root.value, Mapping)
    inner = root.value["b"]
    assert isinstance(inner.value, Mapping)
    items = inner.value["c"].value
    assert isinstance(items, tuple)
    assert [root.line, inner.line, inner.value["c"].line, *(item.line for item in items)] == [1, 3, 5, 6, 7]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a note\n", "---\n", "---\n...\n", "\ufeff"])
def test_a_document_without_content_is_null(text: str) -> None:
    assert ours(text) is None
    assert pyyaml.safe_load(text) is None


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"a: 1\n\tb: 2", 2, "yaml-tab"),
        (b"a:\n\t- 2", 2, "yaml-tab"),
        (b"a: b\tc", 1, "yaml-tab"),
        (b"a: &x 1", 1, "yaml-unsupported"),
        (b"a: *x", 1, "yaml-unsupported"),
        (b"a: !!str 1", 1, "yaml-unsupported"),
        (b"a: |\n  text", 1, "yaml-unsupported"),
        (b"a: >-\n  text", 1, "yaml-unsupported"),
        (b"a: {b: c}", 1, "yaml-unsupported"),
        (b"? a\n: b", 1, "yaml-no-key"),
        (b"%YAML 1.2\n---\na: 1", 1, "yaml-unsupported"),
        (b"a: 1\n<<: {}", 2, "yaml-merge"),
        (b"a: one\n  two", 2, "yaml-indentation"),
        (b"a:\n  one", 2, "yaml-no-key"),
        (b"a: 'one\n  two'", 1, "yaml-quote"),
        (b'a: "one', 1, "yaml-quote"),
        (b'a: "\\q"', 1, "yaml-escape"),
        (b'a: "\\ud800"', 1, "yaml-escape"),
        (b'a: "\\U00110000"', 1, "yaml-escape"),
        (b'a: "b" c', 1, "yaml-rest"),
        (b"a: [b] c", 1, "yaml-rest"),
        (b"a: [b", 1, "yaml-flow"),
        (b"a: [[b]]", 1, "yaml-flow"),
        (b"a: [b: c]", 1, "yaml-flow"),
        (b"a: b: c", 1, "yaml-nested"),
        (b"a:\n  - b: c", 2, "yaml-nested"),
        (b"a:\n  - - b", 2, "yaml-unsupported"),
        (b"a: 1\nb: 2\na: 3", 3, "duplicate-key"),
        (b"a: 1\n---\nb: 2", 2, "yaml-documents"),
        (b"a: 1\n...\nb: 2", 3, "yaml-documents"),
        (b"--- {}", 1, "yaml-documents"),
        (b"...", 1, "yaml-documents"),
        (b"- a", 1, "yaml-root"),
        (b"[a]", 1, "yaml-root"),
        (b"just text", 1, "yaml-no-key"),
        (b"on: 1", 1, "yaml-key-type"),
        (b"1: 1", 1, "yaml-key-type"),
        (b"a: 1\n b: 2", 2, "yaml-indentation"),
        (b"a:\n    b: 1\n  c: 2", 3, "yaml-indentation"),
        (b"  a: 1\nb: 2", 2, "yaml-indentation"),
        (b"a: 1:30", 1, "yaml-ambiguous"),
        (b"a: 010", 1, "yaml-ambiguous"),
        (b"a: 1_000", 1, "yaml-ambiguous"),
        (b"a: 1e3", 1, "yaml-ambiguous"),
        (b"a: .inf", 1, "yaml-ambiguous"),
        (b"a: 2026-01-02", 1, "yaml-ambiguous"),
        (b"a: 1" + b"0" * 5000, 1, "yaml-ambiguous"),
        (b"a: 1\nb: \xff", 2, "not-utf-8"),
        ("a: 1".encode("utf-16"), 1, "not-utf-8"),
        (b"a: 1\nb: \x1b[31m", 2, "yaml-character"),
        (b"a: 1\rb: 2", 1, "yaml-character"),
        ("a: b\u2028c".encode(), 1, "yaml-character"),
        ("a: b\x85c".encode(), 1, "yaml-character"),
        ("a: 1\nb: \ufeffc".encode(), 2, "yaml-character"),
        ("a: é\x7f".encode(), 1, "yaml-character"),
        (b"k" * 300 + b": 1", 1, "yaml-long-key"),
        (b"\n".join(b" " * n + b"a:" for n in range(5000)), 17, "yaml-deep"),
    ],
)
def test_what_the_subset_does_not_have_is_refused_with_its_line(data: bytes, line: int, code: str) -> None:
    complaint = refusal(data)
    assert (complaint.path, complaint.line, complaint.code) == ("c.yaml", line, code)
    assert "\n" not in str(complaint)
    assert str(complaint).isprintable()


@pytest.mark.parametrize(
    "data",
    [
        b"a: " + b"[" * 200_000,
        b"a: [" + b"b," * 200_000,
        b"a: '" + b"''" * 200_000,
        b'a: "' + b"\\\\" * 200_000,
        b"a: " + b"x: " * 200_000,
        b"a: " + b" " * 400_000 + b"#",
        b"a: 1" + b"_1" * 200_000,
        b"a: " + b"1:" * 200_000,
        b"".join(b"k%d: v\n" % n for n in range(50_000)),
        b"a:\n" + b"- x\n" * 100_000,
        b"\n" * 400_000,
    ],
    ids=range(11),
)
def test_the_time_is_linear_in_the_text(data: bytes) -> None:
    start = time.process_time()
    read(data, "c.yaml")
    assert time.process_time() - start < 5  # a quadratic reading of these takes minutes
