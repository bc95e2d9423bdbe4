from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from orchestrator._vendor.slicing import imported_from, sliced

LIBRARY = """
import sys
import json as j, os.path
__author__ = "A"
NEW = sys.version_info[0] == 3
if NEW:
    words = str,
else:
    words = basestring,
def helper(x): return j.dumps(other(x))
def other(x): return words
def again(): return os.getcwd()
class Big: pass
del Big
print("loaded")
"""


def cut(*wanted: str) -> str:
    return sliced(LIBRARY, wanted)


def same(source: str) -> str:
    return ast.unparse(ast.parse(dedent(source)))


def test_what_is_wanted_is_there_with_all_that_it_needs_and_nothing_else() -> None:
    assert cut("words") == same("""
        import sys
        NEW = sys.version_info[0] == 3
        if NEW:
            words = str,
        else:
            words = basestring,
    """)
    assert cut("again") == same("import json as j, os.path\ndef again(): return os.getcwd()")
    assert "def other" in cut("helper")
    assert cut("Big") == same("class Big: pass\ndel Big")


def test_a_name_that_the_library_does_not_give_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing gives basestring, no"):
        cut("words", "no", "basestring")


def test_what_is_imported_is_gathered_from_every_module_and_every_function() -> None:
    one, other = "from six import a, b as c\nfrom .six import d", "def f():\n    from six import e"
    assert imported_from("six", [one, other, "import sixty"]) == {"a", "b", "e"}


@pytest.mark.parametrize(
    "source", ["import six", "import six.moves", "from six.moves import x", "from six import *"]
)
def test_a_library_that_may_be_used_as_a_whole_is_not_cut(source: str) -> None:
    with pytest.raises(ValueError, match=r"write: from six import \.\.\."):
        imported_from("six", [source])
