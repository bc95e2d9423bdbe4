"""Covers secrets in text and bytes, in each form in which they are written down. Pure.

A secret is replaced by `[NAME]***` of the same length, so that files can be covered in place and offsets in
them stay true. A line of JSON stays a line of JSON, and there are as many lines as before.
"""

from __future__ import annotations

import json
import re
from binascii import b2a_base64
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from orchestrator.secret_values import SHORTEST, secret_values

LINE = 16  # characters of a line that is worth covering by itself, when a secret has several
_LOOK_AHEAD = 8  # bytes that are compared with sets before forms are compared one by one
_ARMOUR = "-----"  # begins the lines of a PEM file that tell nothing


def secrets_in(environment: Mapping[str, str], more: Iterable[str] = ()) -> Secrets:
    """The secrets that an environment holds.

    Args:
        environment: the user's.
        more: names of variables that are secret whatever they are called or hold.
    """
    return Secrets(secret_values(environment, more))


class Secrets:
    """What must not be kept or shown. Compiled once; safe for many threads."""

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        """
        Args:
            values: (name, secret); the name is what stands in the secret's place.
        """
        names: dict[bytes, str] = {}
        for name, value in sorted(values):
            for form in _forms(value):
                names.setdefault(form, name)
        self._data = _Finder(names)
        # Only whole characters: a form that is no UTF-8 cannot occur in text.
        whole = {form: name for form, name in names.items() if _is_text(form)}
        self._text = self._data if len(whole) == len(names) else _Finder(whole)

    def __bool__(self) -> bool:
        return self.longest > 0

    @property
    def longest(self) -> int:
        """Bytes of the longest form."""
        return self._data.longest

    def text(self, text: str) -> str:
        """The text with every secret covered, as many characters long as before."""
        if not self:
            return text
        encoded = text.encode("utf-8", "surrogatepass")
        covered, done = [], 0
        for start, end, label in self._text.spans(encoded):
            piece = encoded[start:end].decode("utf-8", "surrogatepass")
            covered += [encoded[done:start].decode("utf-8", "surrogatepass")]
            covered += [_cover(piece, label, escaped=_escaped(encoded, start))]
            done = end
        return "".join(covered) + encoded[done:].decode("utf-8", "surrogatepass") if done else text

    def data(self, data: bytes) -> bytes:
        """The bytes with every secret covered; the very same object when there is none in it."""
        if not self:
            return data
        covered = None
        for start, cover in self.patches(data):
            covered = covered or bytearray(data)
            covered[start : start + len(cover)] = cover
        return data if covered is None else bytes(covered)

    def patches(
        self, data: bytes, begin: int = 0, limit: int | None = None, done: int = 0
    ) -> Iterator[tuple[int, bytes]]:
        """(offset, what to put there) for each secret; what overlaps is covered piece by piece.

        Args:
            data: a window of something larger, perhaps.
            begin: where to look from; a byte before it still tells whether what follows is escaped.
            limit: secrets that begin there or later are left to another window.
            done: up to where all is covered by what was found before.
        """
        for start, end, label in self._data.spans(data, begin, limit, done):
            piece = data[start:end].decode("latin-1")
            yield start, _cover(piece, label, escaped=_escaped(data, start)).encode("latin-1")


class _Finder:
    """Finds forms in bytes: one pattern for all of them."""

    def __init__(self, names: Mapping[bytes, str]) -> None:
        self.longest = max(map(len, names), default=0)
        self._pattern = _compiled(names) if names else None
        self._labels = {form: _label(name, names) for form, name in names.items()}

    def spans(
        self, data: bytes, begin: int = 0, limit: int | None = None, done: int = 0
    ) -> Iterator[tuple[int, int, str]]:
        """(begin, end, label) of what is to be covered, none overlapping; see `Secrets.patches`."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(data, begin):
            start, end = found.start(), found.end(1)
            if limit is not None and start >= limit:
                return
            if end > done:  # the rest lies within a longer one
                yield max(start, done), end, self._labels[data[start:end]] if start >= done else ""
                done = end


def _compiled(forms: Iterable[bytes]) -> re.Pattern[bytes]:
    """A pattern that takes one byte where a form begins; the longest form there ends where its group ends.

    Taking one byte only, it finds what overlaps. Where no form can begin a few sets of bytes tell that, and
    only the forms with the right second byte are compared: far faster than a plain alternation.
    """
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    sets = [{form[at] for form in ordered} for at in range(min(_LOOK_AHEAD, len(ordered[-1])))]
    tails = defaultdict(list)
    for form in ordered:
        tails[form[1:2]].append(b"(?<=%b)%b" % (re.escape(form[:2]), re.escape(form[2:])))
    starts = (b"%b(?:%b)" % (re.escape(second), b"|".join(rest)) for second, rest in tails.items())
    first, *others = (b"[%b]" % b"".join(rb"\x%02x" % byte for byte in sorted(each)) for each in sets)
    return re.compile(b"%b(?=%b)(?=(%b))" % (first, b"".join(others), b"|".join(starts)))


def _label(name: str, forms: Iterable[bytes]) -> str:
    """`[NAME]`; nothing when that would tell a secret itself."""
    label = f"[{re.sub(r'[^A-Za-z0-9_.-]', '_', name)}]"
    return "" if any(form in label.encode() for form in forms) else label


def _cover(piece: str, label: str, *, escaped: bool) -> str:
    r"""What takes the place of a piece.

    In JSON a backslash before the piece, or at its end, may belong to an escape that the piece cuts in two:
    `\/` is a whole one again, and an odd number of backslashes at the end stays odd.
    """
    inner = piece.rstrip("\\")
    if not inner:
        return piece  # nothing but backslashes, the rest of an overlap
    head = "/" if escaped else ""
    foot = "\\" if (len(piece) - len(inner)) % 2 else ""
    room = len(piece) - len(head) - len(foot)
    name = label if len(label) <= room else label[: max(0, room - 1)]
    cover = head + name.ljust(room, "*") + foot
    if "\n" in piece or "\r" in piece:
        return "".join(old if old in "\r\n" else new for old, new in zip(piece, cover, strict=True))
    return cover


def _escaped(data: bytes, start: int) -> bool:
    return data[start - 1 : start] == b"\\" if start else False


def _is_text(form: bytes) -> bool:
    try:
        form.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _forms(value: str) -> set[bytes]:
    """A secret as it may be written down: plain, in JSON, in a URL, in base64; and its longer lines."""
    found: set[bytes] = set()
    for text in {value, *_lines(value)}:
        for written in {text, *_in_json(text)}:
            found.update(_encoded(written))
        for plain in _encoded(text):
            found.update(_in_urls(plain))
    for plain in _encoded(value):
        if len(plain) >= SHORTEST:
            found.update(_in_base64(plain))
    return {form for form in found if form}


def _lines(value: str) -> list[str]:
    r"""Of a secret with several; many keep a PEM file in one line, with `\n` for its line breaks."""
    lines = [line.strip() for line in re.split(r"\\n|\\r|[\r\n]+", value)]
    return [line for line in lines if len(line) >= LINE and not line.startswith(_ARMOUR)] if lines[1:] else []


def _in_json(text: str) -> Iterator[str]:
    """As a string in JSON, and in JSON that is itself a string in JSON, as what a tool is given often is."""
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield once
        yield json.dumps(once, ensure_ascii=ascii_only)[1:-1]


def _in_urls(plain: bytes) -> set[bytes]:
    if plain.isalnum():  # the same in every URL
        return set()
    from urllib.parse import quote, quote_plus  # only secrets with other characters need it

    return {written.encode() for written in (quote(plain, safe=""), quote(plain), quote_plus(plain))}


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """What base64 makes of it behind anything and before anything: three forms, by where it begins."""
    for before in range(3):
        whole = b2a_base64(bytes(before) + plain, newline=False)
        core = whole[(8 * before + 5) // 6 : 8 * (before + len(plain)) // 6]
        yield core
        yield core.replace(b"+", b"-").replace(b"/", b"_")


def _encoded(text: str) -> set[bytes]:
    """The bytes of a text; with lone surrogates those it was decoded from, and those it is written as."""
    found = set()
    for errors in ("surrogateescape", "surrogatepass"):
        try:
            found.add(text.encode("utf-8", errors))
        except UnicodeEncodeError:  # a surrogate that stands for no byte
            continue
    return found


NO_SECRETS = Secrets(())
