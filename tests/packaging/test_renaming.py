from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from orchestrator._vendor.renaming import renamed


def text_of(source: str) -> str:
    return ast.unparse(renamed(dedent(source)))


def same(before: str, after: str) -> bool:
    return ast.dump(renamed(dedent(before))) == ast.dump(ast.parse(dedent(after)))


def test_variables_get_letters_in_the_order_in_which_they_come_up() -> None:
    before = """
        def f(given, *more, only=None):
            first = given + more[0]
            for second, (third, *fourth) in first:
                with second as fifth:
                    del fifth
            return first, third, only
    """
    after = """
        def f(given, *more, only=None):
            a = given + more[0]
            for b, (c, *d) in a:
                with b as e:
                    del e
            return a, c, only
    """
    assert same(before, after)


def test_every_way_to_name_a_variable_is_followed() -> None:
    before = """
        def f(x):
            try:
                last = None
                found = [part for part in x]
            except OSError as error:
                raise last from error
            match found:
                case [first, *others] | {"a": first, **others}:
                    return f"{found!r:{first}}{others}"
                case str() as text:
                    return text
    """
    after = """
        def f(x):
            try:
                a = None
                b = [c for c in x]
            except OSError as d:
                raise a from d
            match b:
                case [e, *f] | {"a": e, **f}:
                    return f"{b!r:{e}}{f}"
                case str() as g:
                    return g
    """
    assert same(before, after)


def test_functions_inside_share_the_letters_of_what_they_share() -> None:
    before = """
        def f():
            total = 0
            def add(by):
                return [total + by + each for each in (lambda given: total + given)]
            return add
    """
    after = """
        def f():
            a = 0
            def add(by):
                return [a + by + b for b in (lambda given: a + given)]
            return add
    """
    assert same(before, after)


@pytest.mark.parametrize(
    "source",
    [
        "def f(given=outside): return outside(given)",
        "def f():\n    global shared\n    shared = 1",
        "def f():\n    import module.part as part\n    return part.name(name=part)",
        "def f():\n    class C:\n        field = 1\n        def name(self): return self.field\n    return C",
        "def f():\n    def inner(): return inner\n    return inner",
        "def f():\n    known = 1\n    return locals()",
        "def f():\n    __name = 1\n    return __name",
        "def f():\n    x = 1\n    return x",
        "class C:\n    field = 1\n    other = [field for name in field]",
        "value = [each for each in range(3)]",
    ],
)
def test_what_can_be_seen_elsewhere_keeps_its_name(source: str) -> None:
    assert text_of(source) == ast.unparse(ast.parse(source))


def test_a_name_that_also_means_something_outside_keeps_it() -> None:
    source = "def f(x):\n    [line for line in x]\n    return line(x)"
    assert text_of(source) == source
    source = "@name\ndef f(x=name):\n    name = x\n    return name"
    assert text_of(source) == "@name\ndef f(x=name):\n    a = x\n    return a"


def test_no_letter_is_taken_that_is_used_in_the_function_or_inside_it() -> None:
    source = "def f(a):\n    one = a\n    def g(c):\n        return b(one, c)\n    return g"
    assert text_of(source) == "def f(a):\n    d = a\n\n    def g(c):\n        return b(d, c)\n    return g"


def test_a_nonlocal_name_stays_with_its_function() -> None:
    source = (
        "def f():\n    count = 0\n\n    def g():\n        nonlocal count\n        count += 1\n    return g"
    )
    assert text_of(source) == source


def test_when_the_letters_are_used_up_the_rest_keep_their_names() -> None:
    source = "def f():\n" + "".join(f"    v{n} = {n}\n" for n in range(60))
    lines = text_of(source).splitlines()
    assert lines[1] == "    a = 0"
    assert lines[52:54] == ["    Z = 51", "    v52 = 52"]


def test_a_name_given_inside_a_comprehension_stays() -> None:
    source = "def f(x):\n    return [last for a in x if (last := a)]"
    assert text_of(source) == source
