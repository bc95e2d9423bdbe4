"""Unified diffs as git writes them, without git. Pure, and bounded in time."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES = 2 * 1024 * 1024  # larger files are only named
_MOST_PAIRS = 1_000_000  # lines of one side times lines of the other that are worth a comparison
_QUOTED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


@dataclass(frozen=True, slots=True)
class Side:
    """A file before or after."""

    content: bytes
    mode: str = "100644"


def file_diff(path: str, before: Side | None, after: Side | None, renamed_from: str = "") -> bytes:
    """The diff of one file; None for a side that does not exist.

    Args:
        path: the file, relative to the project, with surrogate escapes for bytes that are not UTF-8.
        before: as it was.
        after: as it is.
        renamed_from: its path before, when that was another.
    """
    old, new = quoted(f"a/{renamed_from or path}"), quoted(f"b/{path}")
    head = [f"diff --git {old} {new}"]
    if before is None and after is not None:
        head.append(f"new file mode {after.mode}")
    elif after is None and before is not None:
        head.append(f"deleted file mode {before.mode}")
    elif before and after and before.mode != after.mode:
        head += [f"old mode {before.mode}", f"new mode {after.mode}"]
    if renamed_from:
        head += [f"rename from {quoted(renamed_from)}", f"rename to {quoted(path)}"]
    was = before.content if before else b""
    now = after.content if after else b""
    names = (old if before else "/dev/null", new if after else "/dev/null")
    return _bytes(head) + (_body(was, now, names) if was != now else b"")


def quoted(path: str) -> str:
    """A path as git shows it: in quotes, with escapes, when it holds a character that would mislead."""
    if not any(c < " " or c in '"\\\x7f' for c in path):
        return path
    return (
        '"'
        + "".join(_QUOTED.get(c) or (f"\\{ord(c):03o}" if c < " " or c == "\x7f" else c) for c in path)
        + '"'
    )


def _body(was: bytes, now: bytes, names: tuple[str, str]) -> bytes:
    if b"\0" in was[:8000] or b"\0" in now[:8000]:
        return _bytes([f"Binary files {names[0]} and {names[1]} differ"])
    if max(len(was), len(now)) > MOST_BYTES:
        return _bytes([f"Files {names[0]} and {names[1]} differ (too large to be compared)"])
    a, b = _lines(was), _lines(now)
    start, end = _common(a, b)
    if (len(a) - start - end) * (len(b) - start - end) > _MOST_PAIRS:
        hunks = _block(a, b, start, end)
    else:
        from difflib import unified_diff  # without git, or for protected files, and only when they changed

        hunks = list(unified_diff(a, b, n=3))[2:]
    shown = [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in hunks]
    return _bytes([f"--- {names[0]}", f"+++ {names[1]}"]) + "".join(shown).encode("latin-1")


def _lines(content: bytes) -> list[str]:
    """Lines with their ends; every byte is one character."""
    lines = [f"{line}\n" for line in content.decode("latin-1").split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _common(a: list[str], b: list[str]) -> tuple[int, int]:
    """How many lines are the same at the beginning, and of the rest at the end."""
    most = min(len(a), len(b))
    start = next((i for i in range(most) if a[i] != b[i]), most)
    most -= start
    end = next((i for i in range(most) if a[-1 - i] != b[-1 - i]), most)
    return start, end


def _block(a: list[str], b: list[str], start: int, end: int) -> list[str]:
    """One hunk that replaces everything between the common beginning and the common end."""
    old, new = a[start : len(a) - end], b[start : len(b) - end]
    at = f"@@ -{start + 1},{len(old)} +{start + 1},{len(new)} @@\n"
    return [at, *(f"-{line}" for line in old), *(f"+{line}" for line in new)]


def _bytes(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
