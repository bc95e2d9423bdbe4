from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.places import Outside, folder_of, link_target, locate


@pytest.mark.parametrize(
    ("folder", "target", "path"),
    [
        ("docs", "a.md", "docs/a.md"),
        ("docs", "../a.md", "a.md"),
        ("docs/x", "./y/../a.md", "docs/x/a.md"),
        ("", "a b.md", "a b.md"),
        ("", "..a.md", "..a.md"),
        ("", "é.md", "é.md"),
    ],
)
def test_paths_inside_the_project(folder: str, target: str, path: str) -> None:
    assert locate(folder, target) == path


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("../a.md", "leaves-project"),
        ("x/../../a.md", "leaves-project"),
        ("..", "leaves-project"),
        ("/etc/passwd", "absolute-path"),
        ("~/a.md", "absolute-path"),
        ("https://x.org/a.md", "url"),
        ("//x.org/a.md", "url"),
        ("file:a.md", "url"),
        ("a\0.md", "bad-path"),
        ("https://x.org/\x1b[0m", "bad-path"),
        ("a\u202e.md", "bad-path"),
        (".", "bad-path"),
        ("docs/", "bad-path"),
    ],
)
def test_targets_that_are_no_file_of_the_project(target: str, code: str) -> None:
    place = locate("", target)
    assert isinstance(place, Outside)
    assert place.code == code


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("a%20b.md#top", "a b.md"),
        ("a%23b.md", "a#b.md"),
        ("#top", ""),
        ("a.md", "a.md"),
        ("100%.md", "100%.md"),
    ],
)
def test_fragments_go_and_percent_encoding_is_undone(target: str, path: str) -> None:
    assert link_target(target) == path


@given(st.sampled_from(["", "docs", "a/b"]), st.text("./a~:%", max_size=12))
def test_no_path_leaves_the_project(folder: str, target: str) -> None:
    place = locate(folder, target)
    assert isinstance(place, Outside) or (place and ".." not in place.split("/") and place[0] != "/")


def test_the_folder_of_a_file_at_the_root_is_empty() -> None:
    assert (folder_of("m.md"), folder_of("docs/x/m.md")) == ("", "docs/x")
