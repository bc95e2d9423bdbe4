"""The manifest of a copy: read as it was written, and refused when it is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.vendoring.manifest import FORMAT, PATH, digest, manifest_of, read, written

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1).filter(
    lambda name: name not in (".", "..")
)
PATHS = st.just("orchestrate.py") | st.lists(NAMES, min_size=1, max_size=3).map(
    lambda names: "/".join(["orchestrator", *names])
).filter(lambda path: path != PATH)


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.dictionaries(PATHS, st.binary()))
def test_what_is_written_is_read_again(version: str, files: dict[str, bytes]) -> None:
    manifest = manifest_of(version, files)
    assert read(written(manifest)) == manifest


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    files = {"orchestrate.py": b"b", "orchestrator/a.py": b"a"}
    turned = dict(reversed(files.items()))
    assert written(manifest_of("1", files)) == written(manifest_of("1", turned))
    assert written(manifest_of("1", files)).endswith(b"}\n")


@given(
    st.binary()
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_what_is_no_manifest_is_refused_and_nothing_else_happens(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it (is no JSON|has no format)$"):
        read(content)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": FORMAT + 1}, f"its format is {FORMAT + 1}, this program knows {FORMAT}"),
        ({"format": "1"}, "it has no format"),
        ({"version": ""}, "version or files are missing"),
        ({"version": 1}, "version or files are missing"),
        ({"files": ["orchestrate.py"]}, "version or files are missing"),
        ({"files": {"orchestrate.py": "5f"}}, "'orchestrate.py' has no SHA-256"),
        ({"files": {"orchestrate.py": None}}, "'orchestrate.py' has no SHA-256"),
    ],
)
def test_a_manifest_with_a_fault_is_refused_with_the_reason(change: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(json.dumps({"format": FORMAT, "version": "1", "files": {}} | change).encode())


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/passwd",
        "x.py",
        "orchestrator",
        "orchestrator/",
        "orchestrator//x",
        "orchestrator/..",
        "orchestrator/../x",
        "orchestrator/./x",
        "orchestrator/a\0",
        PATH,
    ],
)
def test_a_path_that_leaves_the_copy_is_refused(path: str) -> None:
    data = {"format": FORMAT, "version": "1", "files": {path: digest(b"")}}
    with pytest.raises(ValueError, match="cannot be a file of a copy"):
        read(json.dumps(data).encode())
