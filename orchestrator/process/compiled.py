"""How the supervisor's program is started: compiling it anew each time would cost a third of that start."""

from __future__ import annotations

import os
from functools import cache
from typing import NamedTuple

# The name in front is for whoever looks at a list of processes.
_IN_WORDS = "'orchestrate supervisor';import binascii,{module};exec({loaded})"
_UNPACKED = "zlib.decompress(binascii.a2b_base64({text!r}))"


class Words(NamedTuple):
    """What stands behind the interpreter and its options."""

    fastest: tuple[str, ...]  # for this very interpreter
    anywhere: tuple[str, ...]  # for any: behind a launcher another one may read it


def supervisor_words() -> Words:
    """A file, compiled when that can be trusted. Out of a zip file, which holds none, the whole program.

    It is not laid into a file of its own then: a worker could put another program there, whose word on how a
    gate ended would be believed. What is read once, before the first worker starts, cannot be exchanged.
    """
    if getattr(__spec__.loader, "archive", None) is not None:
        return _out_of_zip()
    from orchestrator.process import supervisor  # importing it compiles it; only needed before a start

    source = str(supervisor.__file__)
    cached = supervisor.__spec__.cached
    return Words((cached if cached and is_fresh(cached, source) else source,), (source,))


@cache
def _out_of_zip() -> Words:
    from pkgutil import get_data  # reads from a zip file as well

    return in_words(get_data("orchestrator.process", "supervisor.py") or b"")


def in_words(source: bytes) -> Words:
    """A program as words for an interpreter, small enough for any command line (128 kB a word)."""
    import marshal  # both only for what runs out of a zip file, which has loaded them
    import zlib
    from binascii import b2a_base64

    def packed(content: bytes) -> str:
        return _UNPACKED.format(text=b2a_base64(zlib.compress(content, 9), newline=False))

    code = compile(source, "supervisor.py", "exec", dont_inherit=True)
    compiled = _IN_WORDS.format(module="marshal,zlib", loaded=f"marshal.loads({packed(marshal.dumps(code))})")
    text = _IN_WORDS.format(module="zlib", loaded=packed(source))
    return Words(("-c", compiled), ("-c", text))


def is_fresh(cached: str, source: str) -> bool:
    """Whether a compiled file was made from this very source, as its header tells.

    An import would check that, but a file that is run as a program is believed.
    """
    try:
        stat = os.stat(source)
        with open(cached, "rb") as file:
            header = file.read(16)
    except OSError:
        return False
    moment, size = int(stat.st_mtime) & 0xFFFFFFFF, stat.st_size & 0xFFFFFFFF
    return header[4:] == b"\0" * 4 + moment.to_bytes(4, "little") + size.to_bytes(4, "little")
