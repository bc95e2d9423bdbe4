"""Writes f-strings so that every supported Python reads them. Not in the wheel. Pure.

Since 3.12 `ast.unparse` uses one kind of quote inside another of the same kind, which 3.11 takes for the end.
"""

from __future__ import annotations

import ast
import re

QUOTES = ("'", '"', "'''", '"""')
_NAME = "__f{}__"
_NAMES = re.compile("__f([0-9]+)__")


def unparsed(tree: ast.Module) -> str:
    """The text of a tree, which is not to be used any more: its f-strings have been taken out.

    Raises:
        ValueError: an f-string of it cannot be written for 3.11.
    """
    taken = _Taken()
    tree = taken.visit(tree)
    return taken.filled(ast.unparse(ast.fix_missing_locations(tree)))


class _Taken(ast.NodeTransformer):
    """Puts a name in the place of each f-string, from the innermost outwards, and keeps their texts."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def filled(self, text: str) -> str:
        """A text with f-strings in the place of these names."""
        return _NAMES.sub(lambda found: self._texts[int(found[1])], text)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        parts = [self._part(value) for value in node.values]
        within = "".join(code for code, _ in parts)
        quote = next((quote for quote in QUOTES if quote not in within), None)
        if quote is None or "\\" in within:
            raise ValueError(
                f"line {node.lineno}: write this f-string more simply; Python 3.11 cannot read it"
            )
        body = "".join(code or _escaped(text, quote) for code, text in parts)
        self._texts.append(f"f{quote}{body}{quote}")
        return ast.Name(_NAME.format(len(self._texts) - 1))

    def _part(self, value: ast.expr) -> tuple[str, str]:
        """A field as code, or else a text."""
        if isinstance(value, ast.FormattedValue):
            return self._field(value), ""
        assert isinstance(value, ast.Constant)
        assert isinstance(value.value, str)
        return "", value.value.replace("{", "{{").replace("}", "}}")

    def _field(self, field: ast.FormattedValue) -> str:
        code = self.filled(ast.unparse(ast.fix_missing_locations(self.visit(field.value))))
        if isinstance(field.value, ast.Lambda):
            code = f"({code})"
        before = " " if code.startswith("{") else ""  # two braces would be a text
        conversion = f"!{chr(field.conversion)}" if field.conversion >= 0 else ""
        return f"{{{before}{code}{conversion}{self._format(field.format_spec)}}}"

    def _format(self, spec: ast.expr | None) -> str:
        if spec is None:
            return ""
        assert isinstance(spec, ast.JoinedStr)
        return ":" + "".join("".join(self._part(value)) for value in spec.values)


def _escaped(text: str, quote: str) -> str:
    """A text in one line, for between these quotes."""
    single = repr(f'{text}"')[1:-2]  # with that at its end it is put in single quotes
    return single if quote[0] == "'" else single.replace("\\'", "'").replace('"', '\\"')
