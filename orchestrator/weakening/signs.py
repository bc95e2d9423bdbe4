"""What gives a test away, in masked lines of each language: its cases, assertions, skips, tables."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from orchestrator.weakening.places import Language


class Mark(Enum):
    """What a line of a test file does."""

    CASE = auto()  # a test case begins
    ASSERTION = auto()
    SKIP = auto()  # a case, or all others (`only`), will not run
    TABLE = auto()  # one case runs over many values
    TRIVIAL = auto()  # an assertion that cannot fail
    HELPER = auto()  # a function begins, which may hold assertions for many cases


class _Row(NamedTuple):
    language: Language
    mark: Mark
    pattern: str  # searched in the masked line; in the line without comments for TRIVIAL


_L, _M = Language, Mark
_LITERAL = r"(?:true|false|null|undefined|nil|None|True|False|-?\d+(?:\.\d+)?|\"[^\"]*\"|'[^']*')"


_IS = r"\)\.(?:to\.)?(?:toBe|toEqual|toStrictEqual|be|equals?|eql|deep\.equal)\("


def _same(between: str, name: str = "same") -> str:
    """A literal, something between, and the same literal again."""
    return rf"(?P<{name}>{_LITERAL})\s*{between}\s*(?P={name})"


def _helper(prefix: str) -> str:
    """A call of a function whose name says that it checks: it may hold assertions of many tests."""
    words = "assert|check|verify|expect|ensure|should|must"
    return rf"(?<!{prefix} )(?<![\w$])(?:{words})(?:[A-Z_]\w*)?(?:<[^<>]*>)?\s*\("


_ROWS = (
    _Row(_L.PYTHON, _M.CASE, r"^\s*(?:async\s+)?def\s+(?P<name>test\w*)\s*\("),
    _Row(_L.PYTHON, _M.ASSERTION, r"(?:^|[;:])\s*assert\b"),
    _Row(_L.PYTHON, _M.ASSERTION, r"\.assert\w*\(|\bself\.fail\w*\(|\bpytest\.(?:raises|warns|fail)\b"),
    _Row(_L.PYTHON, _M.ASSERTION, _helper("def")),
    _Row(_L.PYTHON, _M.SKIP, r"\bmark\.(?:skip|skipif|xfail)\b|\bpytest\.(?:skip|xfail)\("),
    _Row(_L.PYTHON, _M.SKIP, r"(?:\bunittest\.|@)(?:skip|skipIf|skipUnless|expectedFailure)\b"),
    _Row(_L.PYTHON, _M.SKIP, r"\bself\.skipTest\(|\braise\s+(?:\w+\.)?SkipTest\b|\b__test__\s*=\s*False\b"),
    _Row(_L.PYTHON, _M.SKIP, r"^\s*collect_ignore(?:_glob)?\s*(?:=|\+=|\.)"),
    _Row(_L.PYTHON, _M.HELPER, r"^\s*(?:async\s+)?def\s+(?P<name>(?!test)\w+)\s*\("),
    _Row(_L.PYTHON, _M.TABLE, r"\bparametrize\s*\(|\bsubTest\(|\bfor\b.*\bin\b|@given\b"),
    _Row(
        _L.PYTHON,
        _M.TRIVIAL,
        r"(?:^|[;:])\s*assert\s*(?:\s(?:True|not False|1)|\((?:True|not False|1)\))\s*(?:,.*)?$",
    ),
    # A pair in brackets is true, whatever the first of the two is.
    _Row(_L.PYTHON, _M.TRIVIAL, r"(?:^|[;:])\s*assert\s*\((?:[^()]|\([^()]*\))*,\s*f?[\"'][^()]*\)\s*$"),
    _Row(_L.PYTHON, _M.TRIVIAL, rf"(?:^|[;:])\s*assert\s*\(?\s*{_same('(?:==|is)')}\s*\)?\s*(?:,.*)?$"),
    _Row(_L.PYTHON, _M.TRIVIAL, r"(?:^|[;:])\s*assert\b.*\bor True\s*\)?\s*(?:,.*)?$"),
    _Row(_L.PYTHON, _M.TRIVIAL, r"\.assertTrue\(\s*(?:True|1)\s*[,)]|\.assertFalse\(\s*(?:False|0)\s*[,)]"),
    _Row(
        _L.PYTHON,
        _M.TRIVIAL,
        rf"\.assert(?:Equals?|Is)\(\s*{_same(',')}\s*[,)]|\.assertIsNone\(\s*None\s*[,)]",
    ),
    _Row(
        _L.JAVASCRIPT,
        _M.CASE,
        r"(?<![\w.$])(?:it|test|specify|xit|xtest|fit)(?:\.\w+)*\s*(?:\(|`)(?P<quoted>\s*[\"'`])?",
    ),
    _Row(
        _L.JAVASCRIPT,
        _M.ASSERTION,
        r"\bexpect(?:\.\w+)*\s*(?:<[^<>]*>)?\(|\bassert(?:\.\w+)*\s*\(|\.should\b",
    ),
    _Row(
        _L.JAVASCRIPT,
        _M.ASSERTION,
        r"(?<![\w.$])t\.(?:is|not|ok|equals?|same|like|throws\w*|true|false|fail|pass|snapshot|(?:not)?[dD]eep\w+|strict\w+)\(",
    ),
    _Row(_L.JAVASCRIPT, _M.ASSERTION, _helper("function")),
    _Row(
        _L.JAVASCRIPT,
        _M.SKIP,
        r"(?<![\w.$])(?:it|test|describe|context|suite|specify)(?:\.\w+)*\.(?:skip|skipIf|todo|only|failing|fails|fixme)\b",
    ),
    _Row(
        _L.JAVASCRIPT,
        _M.SKIP,
        r"(?<![\w.$])(?:xit|xtest|xspecify|xdescribe|xcontext|fit|ftest|fdescribe)\s*\(",
    ),
    _Row(
        _L.JAVASCRIPT,
        _M.SKIP,
        r"\b(?:this|t|ctx|context)\.(?:skip|todo)\(|[{,]\s*(?:skip|todo|only):\s*(?:true|[\"'])",
    ),
    _Row(_L.JAVASCRIPT, _M.HELPER, r"\bfunction\s*\*?\s*(?P<name>\w+)\s*\("),
    _Row(_L.JAVASCRIPT, _M.HELPER, r"\b(?:const|let)\s+(?P<name>\w+)\s*=\s*(?:async\s*)?\(.*=>"),
    _Row(_L.JAVASCRIPT, _M.TABLE, r"\.(?:each|forEach|for)\b|\bfor\s*(?:await\s*)?\("),
    _Row(
        _L.JAVASCRIPT,
        _M.TRIVIAL,
        rf"\bexpect\(\s*{_same(_IS)}\s*\)",
    ),
    _Row(
        _L.JAVASCRIPT,
        _M.TRIVIAL,
        r"\bexpect\(\s*(?:true|1)\s*\)\.(?:toBeTruthy|toBeDefined)|\bexpect\(\s*true\s*\)\.to\.be\.(?:true|ok)",
    ),
    _Row(_L.JAVASCRIPT, _M.TRIVIAL, r"\bexpect\(\s*(?:false|0|null)\s*\)\.(?:toBeFalsy|to\.be\.false)"),
    _Row(
        _L.JAVASCRIPT,
        _M.TRIVIAL,
        r"\bassert(?:\.ok|\.isTrue)?\(\s*(?:true|1)\s*[,)]|(?<![\w.$])t\.(?:pass\(|true\(\s*true)",
    ),
    _Row(
        _L.JAVASCRIPT, _M.TRIVIAL, rf"\bassert\.(?:strictE|deepE|deepStrictE|e)qual\(\s*{_same(',')}\s*[,)]"
    ),
    _Row(_L.GO, _M.CASE, r"^func\s+(?P<name>(?:Test|Fuzz|Example)(?!Main\b)\w*)\s*\("),
    _Row(_L.GO, _M.ASSERTION, r"\b[tb]b?\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\("),
    _Row(
        _L.GO,
        _M.ASSERTION,
        r"\b(?:require|assert|is|must|qt|should)\.\w+\(|\b(?:[sS]uite|s)\.(?:Require|Assert)\(",
    ),
    _Row(_L.GO, _M.ASSERTION, _helper("func")),
    _Row(_L.GO, _M.SKIP, r"\b[tbf]b?\.(?:Skip|Skipf|SkipNow)\("),
    _Row(_L.GO, _M.HELPER, r"^func\s+(?P<name>(?!Test)\w+)\s*\("),
    _Row(_L.GO, _M.TABLE, r"\brange\b"),
    _Row(_L.GO, _M.TRIVIAL, r"\b(?:assert|require)\.True\(\s*\w+\s*,\s*true\b|\.False\(\s*\w+\s*,\s*false\b"),
    _Row(_L.GO, _M.TRIVIAL, rf"\b(?:assert|require)\.(?:Equal|Exactly)\(\s*\w+\s*,\s*{_same(',')}\s*[,)]"),
    _Row(_L.RUST, _M.CASE, r"#\[(?:\w+::)*(?:test|rstest|test_case|quickcheck|test_log)\b"),
    _Row(_L.RUST, _M.ASSERTION, r"\b(?:prop_|debug_)?assert\w*!|#\[should_panic\b"),
    _Row(_L.RUST, _M.ASSERTION, r"(?<!fn )\b(?:assert|check|verify)_\w+\("),
    _Row(_L.RUST, _M.SKIP, r"#\[ignore\b|#\[cfg_attr\([^\]]*\bignore\b|#!?\[cfg\(any\(\)\)\]"),
    _Row(_L.RUST, _M.HELPER, r"\bfn\s+(?P<name>\w+)"),
    _Row(_L.RUST, _M.TABLE, r"#\[(?:case|rstest|test_case|values)\b|\bfor\b.*\bin\b"),
    _Row(_L.RUST, _M.TRIVIAL, rf"\bassert!\(\s*true\s*[,)]|\bassert_eq!\(\s*{_same(',')}\s*[,)]"),
    _Row(_L.JVM, _M.CASE, r"@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b"),
    _Row(
        _L.JVM,
        _M.ASSERTION,
        r"(?<!void )(?<!fun )\b(?:assert|verify|check|expect|fail)\w*(?:<[^<>]*>)?\s*[({]",
    ),
    _Row(_L.JVM, _M.ASSERTION, r"^\s*assert\b|\bshould(?:Be|Not|Throw|Equal|Contain|Have)\w*"),
    _Row(
        _L.JVM,
        _M.SKIP,
        r"@(?:Disabled\w*|Ignored?)\b|\bassum(?:e|ing)(?:True|False|That|Not\w+)?\s*\(|@Test\([^)]*\benabled\s*=\s*false",
    ),
    _Row(_L.JVM, _M.HELPER, r"\b(?:void|fun)\s+(?P<name>\w+)\s*\("),
    _Row(_L.JVM, _M.TABLE, r"@ParameterizedTest|@\w+Source\b|@RepeatedTest|\bfor\s*\(|\.forEach\b"),
    _Row(
        _L.JVM,
        _M.TRIVIAL,
        r"\bassertTrue\(\s*true\s*[,)]|\bassertFalse\(\s*false\s*[,)]|\bassertNull\(\s*null\s*[,)]",
    ),
    _Row(
        _L.JVM,
        _M.TRIVIAL,
        rf"\bassert(?:Equals|Same)\(\s*{_same(',')}\s*[,)]|\bassertThat\(\s*true\s*\)\.isTrue\(",
    ),
    _Row(
        _L.PHP,
        _M.CASE,
        r"\bfunction\s+(?P<name>test\w*)\s*\(|#\[Test\]|^\s*(?:it|test)\s*\((?P<quoted>\s*[\"'])",
    ),
    _Row(_L.PHP, _M.ASSERTION, r"(?:->|::)(?:assert\w+|expect\w*|fail)\(|(?<!function )\bexpect\("),
    _Row(
        _L.PHP,
        _M.SKIP,
        r"\bmarkTest(?:Skipped|Incomplete)\b|\)\s*->(?:skip|todo|only)\(|^\s*->(?:skip|todo|only)\(",
    ),
    _Row(_L.PHP, _M.HELPER, r"\bfunction\s+(?P<name>(?!test)\w+)\s*\("),
    _Row(_L.PHP, _M.TABLE, r"#\[(?:DataProvider|TestWith)|->with\(|\bforeach\s*\("),
    _Row(_L.PHP, _M.TRIVIAL, r"(?:->|::)assert(?:True\(\s*true|False\(\s*false|Null\(\s*null)\s*[,)]"),
    _Row(
        _L.PHP,
        _M.TRIVIAL,
        rf"(?:->|::)assert(?:Same|Equals)\(\s*{_same(',')}\s*[,)]|\bexpect\(true\)->toBe(?:True\(\)|\(true\))",
    ),
    _Row(_L.ELIXIR, _M.CASE, r"^\s*(?:test|property)\s+(?P<quoted>\")"),
    _Row(_L.ELIXIR, _M.ASSERTION, r"(?:^|[\s(>])(?<!def )(?<!defp )(?:assert|refute|flunk)\w*\b"),
    _Row(
        _L.ELIXIR, _M.SKIP, r"@(?:module|describe)?tag\s+:?skip\b|@(?:module|describe)?tag\s+:?\w+:.*\bskip:"
    ),
    _Row(_L.ELIXIR, _M.HELPER, r"^\s*defp?\s+(?P<name>\w+)"),
    _Row(_L.ELIXIR, _M.TABLE, r"\bfor\b.*<-"),
    _Row(_L.ELIXIR, _M.TRIVIAL, rf"\bassert\s+\(?(?:true|{_same('==')})\s*\)?\s*$|\brefute\s+false\s*$"),
)
# A comment that takes a whole file out of a check; the whole line is that comment.
_BLANKET = {
    Language.PYTHON: r"#\s*(?:ruff|flake8):\s*noqa|#\s*mypy:\s*ignore-errors(?:\s*=\s*[Tt]rue)?"
    r"|#\s*pylint:\s*(?:skip-file|disable=all)|#\s*pyright:\s*ignore|#\s*type:\s*ignore",
    Language.JAVASCRIPT: r"/\*\s*eslint-disable\s*(?:--.*)?\*/|//\s*@ts-nocheck.*|/\*\s*@ts-nocheck\s*\*/"
    r"|/\*\s*istanbul ignore file.*",
    Language.GO: r"//go:build ignore|// \+build ignore|//nolint:all",
    Language.RUST: r"#!\[allow\((?:warnings|clippy::all|clippy::pedantic)\)\]",
    Language.JVM: r"@SuppressWarnings\(\"all\"\)|@file:Suppress\(\"all\"\)",
    Language.PHP: r"// phpcs:ignoreFile|/\*\* @phpstan-ignore-file \*/",
    Language.ELIXIR: r"# credo:disable-for-this-file",
}


# A skip that depends on where the tests run.
CONDITIONAL = r"\bskip(?:if|If|Unless)\b|@DisabledI?[fO]\w*|#\[cfg_attr\(|\bskipIf\("
CONDITION = r"\s*(?:\}?\s*else\b|\}?\s*if\b|elif\b|except\b|unless\b)"  # of a line above a skip


class Signs(NamedTuple):
    """A language's patterns, compiled; `any` finds each line in which one of the others finds something."""

    any: re.Pattern[str]
    marks: tuple[tuple[Mark, re.Pattern[str]], ...]
    trivial: tuple[re.Pattern[str], ...]  # looked for in what is an assertion
    blanket: re.Pattern[str]


@cache
def signs(language: Language) -> Signs | None:
    """The patterns of a language; None for one that has no tests."""
    rows = [row for row in _ROWS if row.language is language]
    if not rows:
        return None
    marks = [row for row in rows if row.mark is not Mark.TRIVIAL]
    return Signs(
        re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", row.pattern) for row in marks)),
        tuple((row.mark, re.compile(row.pattern)) for row in marks),
        tuple(re.compile(row.pattern) for row in rows if row.mark is Mark.TRIVIAL),
        re.compile(rf"\s*(?:{_BLANKET[language]})\s*"),
    )
