from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.text import printable
from orchestrator.views.workflow import command
from tests.views.runner import read


def test_a_command_with_all_it_can_say() -> None:
    line = command("error", "100%\nno", file="a,b.md", line=3, title="x: y")
    assert line == "::error file=a%2Cb.md,line=3,title=x%3A y::100%25%0Ano"


def test_a_command_that_says_nothing() -> None:
    assert command("endgroup") == "::endgroup::"


@given(st.text(), st.text(min_size=1), st.text(min_size=1), st.integers(1))
def test_whatever_is_said_comes_out_as_it_went_in(text: str, file: str, title: str, line: int) -> None:
    (heeded,), shown = read(command("warning", text, file=file, line=line, title=title))
    assert shown == []
    assert heeded.text == printable(text)
    given_ = {"file": printable(file), "line": str(line), "title": printable(title)}
    assert heeded.properties == given_
