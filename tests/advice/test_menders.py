"""Each slip of the pen, and how it is mended."""

from __future__ import annotations

import pytest

from orchestrator.advice.menders import MASTER, PHASE
from orchestrator.advice.subject import texts


def mended(text: str, *, master: bool = False) -> dict[int, str]:
    """Line -> how it should be."""
    main, others = texts("m.md" if master else "other.md", {"m.md": text})
    chosen = main or others[0]
    return {edit.line: edit.text for mender in (MASTER if master else PHASE) for edit in mender(chosen)}


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("-[ ] a", "- [ ] a"),
        ("- [] a", "- [ ] a"),
        ("- [ ]a", "- [ ] a"),
        ("- [x ] a", "- [x] a"),
        ("- [ X]a", "- [x] a"),
        ("  *  [  ]  a", "  * [ ] a"),
        ("1.[x] a", "1. [x] a"),
        ("\u2013 [ ] a", "- [ ] a"),
        ("\u2014[x] a", "- [x] a"),
        ("[ ] a", "- [ ] a"),
        ("- []", "- [ ]"),
        ("> -[ ] a", "> - [ ] a"),
    ],
)
def test_boxes(line: str, right: str) -> None:
    assert mended(f"## Tasks\n{line}\n") == {2: right}


@pytest.mark.parametrize(
    "line",
    [
        "- [ ] a",
        "* [x] a",
        "1) [X] a",
        "- [x](url)",
        "[x]: url",
        "- [IMPLEMENTATION]",
        "- [y] a",
        "- [ ]",
        "a [ ] b",
        "",
    ],
)
def test_what_is_no_slip(line: str) -> None:
    assert mended(f"## Tasks\n{line}\n") == {}


def test_code_and_other_sections_are_left_alone() -> None:
    assert mended("-[ ] a\n## Tasks\n```\n-[ ] a\n##Gates\n```\n<!--\n-[ ] a\n-->\n") == {}


@pytest.mark.parametrize(("line", "right"), [("##Gates", "## Gates"), ("  ###Tasks ##", "  ### Tasks ##")])
def test_headings(line: str, right: str) -> None:
    assert mended(f"# A\n{line}\n") == {2: right}
    assert mended(f"# A\n{line}\n", master=True) == {2: right}


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("- [ ] AGENT:doc-sync", "- [ ] **AGENT:doc-sync**"),
        ("AGENT: doc-sync - required", "**AGENT:doc-sync** - required"),
        ("- `AGENT:a:b`, then", "- **AGENT:a:b**, then"),
        ("- *AGENT:a*", "- **AGENT:a**"),
    ],
)
def test_agents(line: str, right: str) -> None:
    assert mended(f"## Process Wrapper\n{line}\n") == {2: right}


@pytest.mark.parametrize("line", ["- **AGENT:a**", "- ask AGENT:a", "- AGENT:", "- `AGENT:a", "- AGENT:a's"])
def test_what_may_be_no_agent(line: str) -> None:
    assert mended(f"## Process Wrapper\n{line}\n") == {}


def test_gates_with_a_dash() -> None:
    assert mended("## Gates\n- pytest -q \u2014 all green\n1. [ ] make \u2013 built\n") == {
        2: "- `pytest -q`: all green",
        3: "1. [ ] `make`: built",
    }
    assert mended("## Gates\n- `pytest` \u2014 all\n- pytest: a \u2014 b\n- **a** \u2014 b\n") == {}


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("Phase 1 ⇒ Phase 2 ⟹ 3", "Phase 1 --> Phase 2 --> 3"),
        ("1 --&gt; 2", "1 --> 2"),
        ("Phase 1 >> Phase 2", "Phase 1 --> Phase 2"),
        ("```\n1 ➡️ 2\n```", None),
    ],
)
def test_arrows(line: str, right: str | None) -> None:
    expected = {2: right} if right else {3: "1 --> 2"}
    assert mended(f"## Dependencies\n{line}\n", master=True) == expected


def test_arrows_between_other_things_are_left_alone() -> None:
    assert mended("## Dependencies\nthis ⇒ that\n", master=True) == {}
    assert mended("Phase 1 ⇒ Phase 2\n", master=True) == {}


def test_line_ends() -> None:
    assert mended("a\r\nb\nc\r\n") == {2: "b"}
    assert mended("a\r\nb\r\n") == {}
    assert mended("a\nb") == {}
