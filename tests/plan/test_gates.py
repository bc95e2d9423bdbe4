from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.gates import written
from orchestrator.plan.markdown import scan


def read(text: str) -> list[tuple[str, str] | str]:
    """Command and meaning of each gate, then the codes of the complaints."""
    gates, complaints = written("p.md", scan(text).lines)
    return [*((gate.command, gate.meaning) for gate in gates), *(one.code for one in complaints)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("- echo: must pass", ("echo", "must pass")),
        ("- [ ] ruff: 0 errors", ("ruff", "0 errors")),
        ("* [x] ruff: 0 errors", ("ruff", "0 errors")),
        ("1. ruff: 0 errors", ("ruff", "0 errors")),
        ("- npm run test:unit: unit tests", ("npm run test:unit", "unit tests")),
        ("- pytest a.py::T: ok", ("pytest a.py::T", "ok")),
        ("- pytest:", ("pytest", "")),
        ("- pytest", ("pytest", "")),
        ("- `pytest -k 'a: b'`: ok: really", ("pytest -k 'a: b'", "ok: really")),
        ("- grep -q 'a: b' x: found", ("grep -q 'a: b' x", "found")),
        ("- ``echo `date` ``: ok", ("echo `date`", "ok")),
        ("- `pytest`", ("pytest", "")),
        ("- `pytest` - all pass", ("pytest", "all pass")),
        ("- `pytest` — no `xfail`", ("pytest", "no `xfail`")),
        ("- `pytest`, no `xfail`", ("pytest", "no `xfail`")),
        ("- `ruff check .` must be clean", ("ruff check .", "must be clean")),
        ("- `pytest` (all of them)", ("pytest", "(all of them)")),
        ("- **pytest**: all pass", ("pytest", "all pass")),
        ("- **pytest:** all pass", ("pytest", "all pass")),
        ("- **pytest** all pass", ("pytest", "all pass")),
        ("- **`pytest -q`**: all pass", ("pytest -q", "all pass")),
        ("- pytest: all\n  of them", ("pytest", "all of them")),
    ],
)
def test_gates_as_people_write_them(item: str, expected: tuple[str, str]) -> None:
    assert read(item) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["no-gates"]),
        ("just words", ["no-gates"]),
        ("```\n- pytest: ok\n```", ["no-gates"]),
        ("- : all pass", ["gate-without-command"]),
        ("- ` `: ok", ["gate-without-command"]),
        ("- run `pytest`: ok", ["unclear-gate"]),
        ("- `pytest` and `ruff check .`: ok", ["unclear-gate"]),
        ("- `cd x` && `pytest`: ok", ["unclear-gate"]),
        ("- `pytest`, `ruff check .`", ["unclear-gate"]),
        ("- `pytest`, and `ruff check .`: ok", ["unclear-gate"]),
        ("- `pytest: ok", ["unclear-gate"]),
        ("- pytest — all pass", ["unclear-gate"]),
        ("- none", ["no-reason"]),
        ("- none: nothing to check\n- pytest: ok", [("pytest", "ok"), "none-among-gates"]),
        ("- none: nothing to check", []),
        ("- [ ] None: only prose", []),
    ],
)
def test_gates_that_are_missing_or_unclear(text: str, expected: list[object]) -> None:
    assert read(text) == expected


def test_the_complaint_about_missing_gates_says_how_to_go_without() -> None:
    _, (complaint,) = written("p.md", ())
    assert "- none: reason" in complaint.cure


@given(st.text("ab:`* \"'—\\-", min_size=1, max_size=30))
def test_any_item_is_gates_or_complaints(text: str) -> None:
    gates, complaints = written("p.md", scan(f"- {text}").lines)
    assert gates or complaints
    assert all(gate.command for gate in gates)


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1, max_size=30))
def test_a_command_in_backticks_comes_back_as_it_is(text: str) -> None:
    text = f"x{text}x"
    ticks = "`" * (max(map(len, "".join(c if c == "`" else " " for c in text).split()), default=0) + 1)
    gates, complaints = written("p.md", scan(f"- {ticks} {text} {ticks}: ok").lines)
    assert complaints == []
    assert [(gate.command, gate.meaning) for gate in gates] == [(text, "ok")]
