from __future__ import annotations

import ast
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator._vendor.fstrings import unparsed
from tests.packaging.pythons import SUPPORTED, find

WRITTEN = [
    """f'{a}'""",
    """f"{a['b']} it's {c}" """,
    """f'{a["b"]}' 'and' f"{c!r:>{width}}" """,
    '''f"""one
    {a}'"\\n""" ''',
    """f'{{literally}} {({1: 2})} {[x for x in {3}]}'""",
    """f"{', '.join(f'{n:,} {unit}' for n in each)}" """,
    '''f"""{a["it's"]} \\N{BULLET} \\u2028"""''',
    """f'{(lambda x: x)(1)} {(lambda: 2)} {a if b else c} {a, b} {x!s} {(y := 3)}'""",
    """f'{a:%H:%M}' + f'{"}"}' + f'' + g(f'{1.5:.{digits}f}%').b""",
]


@pytest.mark.parametrize("source", WRITTEN)
def test_what_is_written_means_the_same(source: str) -> None:
    text = unparsed(ast.parse(source))
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(source))
    assert "\n" not in text


@pytest.mark.parametrize("version", SUPPORTED)
def test_every_python_reads_it(version: str) -> None:
    python = find(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    text = "\n".join(unparsed(ast.parse(source)) for source in WRITTEN)
    subprocess.run(
        [python, "-c", "import ast, sys; ast.parse(sys.stdin.read())"], input=text, text=True, check=True
    )


@given(st.text(), st.text(alphabet="'\"{}\\\n ax"), st.sampled_from(["a", "a['b']", '"it\'s"', "f'{a}'"]))
def test_any_text_around_a_field_survives(before: str, after: str, field: str) -> None:
    value = ast.parse(field, mode="eval").body
    parts = [*([ast.Constant(before)] if before else []), ast.FormattedValue(value, -1)]
    joined = ast.JoinedStr([*parts, *([ast.Constant(after)] if after else [])])
    expected = ast.dump(joined)
    module = ast.Module([ast.Expr(joined)], [])
    [read] = ast.parse(unparsed(module)).body
    assert isinstance(read, ast.Expr)
    assert ast.dump(read.value) == expected


def test_what_an_older_python_could_not_read_is_refused() -> None:
    field = ast.FormattedValue(ast.Constant("\n"), -1)
    module = ast.Module([ast.Expr(ast.JoinedStr([field], lineno=7, col_offset=0))], [])
    with pytest.raises(ValueError, match="line 7: write this f-string more simply"):
        unparsed(module)
