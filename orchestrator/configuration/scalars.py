"""What stands on one line of the YAML subset: a key, quoted or plain text, a flow sequence."""

from __future__ import annotations

import re

from orchestrator.configuration.words import Refused, Scalar, resolve

_LONGEST_KEY = 200  # YAML itself allows 1024; nothing here needs even this much
_KEY_END = re.compile(r" *:(?= |\Z)")
_PLAIN_END = re.compile(r":(?= |\Z)| #")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*+)"')
_SINGLE = re.compile(r"'((?:[^']|'')*+)'")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "\\": "\\", "/": "/",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_FLOW_WORD = re.compile(r"[^,\[\]{}]*")
_FLOW_COLON = re.compile(r":(?= |\Z)")

_SPECIAL = {
    "&": "an anchor",
    "*": "an alias",
    "!": "a tag",
    "|": "a block of text",
    ">": "a block of text",
    "%": "a directive",
    "?": "a complex key",
    "{": "a mapping in braces",
    "[": "a sequence in brackets",
    "@": "reserved in YAML",
    "`": "reserved in YAML",
    **dict.fromkeys(",]}:#-", "punctuation to YAML"),
}
_CURES = {
    "{": "put each key on a line of its own, indented, or quote it if it is text",
    "|": "write it on one line, or quote it if it is text",
    ">": "write it on one line, or quote it if it is text",
}


def split_key(text: str, line: int) -> tuple[str, str]:
    """The key that a line starts with, and what follows its colon."""
    if text[0] in "\"'":
        key, end = _quoted(text, 0, line)
        colon = _KEY_END.match(text, end)
    else:
        key = None
        colon = _PLAIN_END.search(text)
    if colon is None or colon.group() == " #":
        cure = "write `key: value` on one line, with a space behind the colon"
        raise Refused(line, "yaml-no-key", "there is no key here", cure)
    if colon.end() > _LONGEST_KEY:
        raise Refused(line, "yaml-long-key", "the key is too long", f"use at most {_LONGEST_KEY} characters")
    return (key if key is not None else _plain_key(text[: colon.start()], line)), text[colon.end() :]


def _plain_key(text: str, line: int) -> str:
    word = text.rstrip(" ")
    _refuse_special(word or ":", line)
    if word == "<<":
        raise Refused(line, "yaml-merge", "merge keys are not supported", "write the keys out")
    key = _resolved(word, line)
    if not isinstance(key, str):
        raise Refused(line, "yaml-key-type", f"the key {word} is no text to YAML", f'quote it: "{word}"')
    return key


def value(text: str, line: int) -> Scalar | tuple[Scalar, ...] | dict[str, Scalar]:
    """What stands behind a colon; `{}` is the only mapping that may. `text` is not blank."""
    if text[0] == "[":
        items, end = _flow_sequence(text, line)
        _refuse_rest(text[end:], line)
        return items
    if empty := re.match(r"\{ *\}", text):
        _refuse_rest(text[empty.end() :], line)
        return {}
    return scalar(text, line)


def scalar(text: str, line: int) -> Scalar:
    """One quoted or plain scalar that fills the line, but for a comment. `text` is not blank."""
    if text[0] in "\"'":
        quoted, end = _quoted(text, 0, line)
        _refuse_rest(text[end:], line)
        return quoted
    _refuse_special(text, line)
    end_mark = _PLAIN_END.search(text)
    if end_mark and end_mark.group() == ":":
        raise Refused(
            line,
            "yaml-nested",
            "there is a second `: ` on this line",
            "quote the value, or put the inner key on a line of its own, indented",
        )
    word = text[: end_mark.start()] if end_mark else text
    return _resolved(word.rstrip(" "), line)


def has_value(text: str) -> bool:
    """Whether anything but blanks and a comment is there."""
    return bool(text.strip(" ")) and text.lstrip(" ")[0] != "#"


def _resolved(word: str, line: int) -> Scalar:
    if "\t" in word:
        raise Refused(line, "yaml-tab", "there is a tab outside of quotes", "use spaces, or quote the text")
    return resolve(word, line)


def _refuse_special(word: str, line: int) -> None:
    """Refuse what starts with a mark that means something else than a plain word."""
    if word[0] in _SPECIAL and not (word[0] == "-" and len(word) > 1 and word[1] not in " ,"):
        what = _SPECIAL[word[0]]
        raise Refused(
            line,
            "yaml-unsupported",
            f"`{word[0]}` here is {what}, which a configuration does not need",
            _CURES.get(word[0], "quote it if it is text"),
        )


def _refuse_rest(rest: str, line: int) -> None:
    """Behind a closed value only a comment may stand."""
    if has_value(rest) or rest.startswith("#"):
        raise Refused(
            line,
            "yaml-rest",
            f"there is more text behind the value: {rest.strip()[:40]!r}",
            "quote the whole value, or put ` #` before a comment",
        )


def _quoted(text: str, start: int, line: int) -> tuple[str, int]:
    """The text between the quotes at `start`, and where they end."""
    double = text[start] == '"'
    match = (_DOUBLE if double else _SINGLE).match(text, start)
    if match is None:
        raise Refused(
            line, "yaml-quote", "the quotes are not closed on this line", f"close them with {text[start]}"
        )
    inner = match.group(1)
    if double:
        inner = _ESCAPE.sub(lambda found: _unescape(found, line), inner)
    else:
        inner = inner.replace("''", "'")
    return inner, match.end()


def _unescape(found: re.Match[str], line: int) -> str:
    digits = found.group(1) or found.group(2) or found.group(3)
    code = int(digits, 16) if digits else 0
    if digits and code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
        return chr(code)
    if not digits and found.group(4) in _ESCAPED:
        return _ESCAPED[found.group(4)]
    raise Refused(
        line,
        "yaml-escape",
        f"{found.group()!r} is no character",
        "double a backslash that is meant as such, or use single quotes",
    )


def _flow_sequence(text: str, line: int) -> tuple[tuple[Scalar, ...], int]:
    items: list[Scalar] = []
    at = _skip_blanks(text, 1)
    while text[at : at + 1] != "]":
        item, at = _flow_item(text, at, line)
        items.append(item)
        at = _skip_blanks(text, at)
        if text[at : at + 1] == ",":
            at = _skip_blanks(text, at + 1)
        elif text[at : at + 1] != "]":
            raise _broken_flow(line)
    return tuple(items), at + 1


def _flow_item(text: str, at: int, line: int) -> tuple[Scalar, int]:
    if text[at : at + 1] in ('"', "'"):
        return _quoted(text, at, line)
    match = _FLOW_WORD.match(text, at)
    word = match.group().rstrip(" ") if match else ""
    if not match or not word or "?" in word or " #" in word or _FLOW_COLON.search(word):
        raise _broken_flow(line)
    _refuse_special(word, line)
    return _resolved(word, line), match.end()


def _skip_blanks(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _broken_flow(line: int) -> Refused:
    return Refused(
        line,
        "yaml-flow",
        "this is no list of plain or quoted words that ends on its line",
        'write `[one, "two"]`, or one `- item` a line',
    )
