from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator._vendor.spacing import tight


@pytest.mark.parametrize(
    ("text", "less"),
    [
        ("x = a + -b if c else (1, 'a b')\n", "x=a+-b if c else(1,'a b')\n"),
        (
            "def f(a, *, b=1, **c):\n\n    return [a for a in b]\n",
            "def f(a,*,b=1,**c):\n return[a for a in b]\n",
        ),
        ('if not (a := "it\'s  so"):\n    pass\n', 'if not(a:="it\'s  so"):\n pass\n'),
        ("x = f'''{a[\"b\"]}  \"c  d\" it\\'s  '''\n", "x=f'''{a[\"b\"]}  \"c  d\" it\\'s  '''\n"),
        ("x = ('', ' ', '\\\\', \" ' \", b'  ')\n", "x=('',' ','\\\\',\" ' \",b'  ')\n"),
        ("x = 1 if 2 else 3 .real\n", "x=1 if 2 else 3 .real\n"),
        ("x = a is not b and c\n", "x=a is not b and c\n"),
    ],
)
def test_only_blanks_that_mean_nothing_go(text: str, less: str) -> None:
    assert tight(text) == less
    assert ast.dump(ast.parse(less)) == ast.dump(ast.parse(text))


@given(st.lists(st.text("ab '\"\\\n{}é#", max_size=9), min_size=1, max_size=4), st.integers(1, 3))
def test_no_string_changes(values: list[str], depth: int) -> None:
    text = "if x:\n" * 1
    for level in range(1, depth):
        text += f"{'    ' * level}if x:\n"
    text += f"{'    ' * depth}f({', '.join(map(repr, values))}, y)\n"
    assert ast.dump(ast.parse(tight(text))) == ast.dump(ast.parse(text))
