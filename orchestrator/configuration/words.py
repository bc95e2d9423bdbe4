"""What a plain word stands for.

It is resolved as YAML 1.1 does, `yes` and `off` included. A number that YAML 1.1, YAML 1.2 and a reader's eye
take for different things (`010`, `1:30`, `1e3`, dates) is refused instead of guessed.
"""

from __future__ import annotations

import re

Scalar = str | bool | int | float | None

_WORDS: dict[str, bool | None] = {
    **{form: True for word in ("yes", "true", "on") for form in (word, word.title(), word.upper())},
    **{form: False for word in ("no", "false", "off") for form in (word, word.title(), word.upper())},
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}(?:[eE][-+][0-9]{1,3})?")
# Not compiled here, because hardly any configuration has a word that needs it.
_NUMBER_LIKE = r"""[-+]?(?: [0-9][0-9_]*+                               # 010, 1_000, far too long
          | 0[oO]?[0-7_]++ | 0[xX][0-9a-fA-F_]++ | 0[bB][01_]++
          | [0-9][0-9_]*+(?::[0-9]++)++(?:\.[0-9_]*+)?       # 1:30, base 60 to YAML 1.1
          | [0-9][0-9_]*+\.?[0-9_]*+(?:[eE][-+]?[0-9]++)?    # possessive: the time is linear
          | \.[0-9][0-9_]*+(?:[eE][-+]?[0-9]++)?
          | \.(?:inf|Inf|INF|nan|NaN|NAN) )
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?           # dates"""


class Refused(Exception):
    """Text that is no YAML, or YAML outside the subset."""

    def __init__(self, line: int, code: str, problem: str, cure: str) -> None:
        super().__init__(problem)
        self.line = line
        self.code = code
        self.problem = problem
        self.cure = cure


def resolve(word: str, line: int) -> Scalar:
    """What a plain word stands for in YAML 1.1.

    Raises:
        Refused: a form that readers understand differently.
    """
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    looks_like_number = word[0] in "+-.0123456789" and re.fullmatch(_NUMBER_LIKE, word, re.VERBOSE)
    if looks_like_number or word in ("=", "<<"):
        raise Refused(
            line,
            "yaml-ambiguous",
            f"{word[:40]} means different things to different readers of YAML",
            "quote it if it is text; write a number as 1800 or 0.5",
        )
    return word
