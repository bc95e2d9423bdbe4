"""Patterns name what a person means by them, and nothing makes them slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.globs import check, compiled, matches, wrong

NAMES = st.text("abc.*?[]!-\\é", min_size=1, max_size=6)
PARTS = st.text("abc.é", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(PARTS, min_size=1, max_size=5).map("/".join)


@pytest.mark.parametrize(
    ("pattern", "named", "not_named"),
    [
        ("*.snap", ["a.snap", "x/y/a.snap", ".snap"], ["a.snap.py", "a.snap/b"]),
        ("conftest.py", ["conftest.py", "tests/unit/conftest.py"], ["conftest.pyc", "my_conftest.py"]),
        ("tests/", ["tests/a", "tests/a/b", "src/tests/a"], ["tests", "test/a"]),
        ("tests", ["tests", "tests/a", "src/tests/a"], ["tests2", "test/a"]),
        ("/tests", ["tests", "tests/a"], ["src/tests/a"]),
        ("./tests/", ["tests/a"], ["src/tests/a", "tests"]),
        ("ci/scripts", ["ci/scripts", "ci/scripts/deep/run.sh"], ["x/ci/scripts", "ci"]),
        ("src/*.py", ["src/a.py", "src/.py"], ["src/a/b.py", "x/src/a.py"]),
        ("src/**/*.py", ["src/a.py", "src/a/b.py", "src/a/b/c.py"], ["src.py", "src/a.js"]),
        ("src/**", ["src/a", "src/a/b"], ["src", "a/src/b"]),
        ("**/fixtures/*", ["fixtures/a", "x/y/fixtures/a"], ["fixtures", "fixtures/a/b"]),
        ("**", ["a", "a/b", ".github/x"], []),
        ("te?t_[a-c0].py", ["test_a.py", "x/tent_0.py"], ["test_d.py", "tet_a.py", "te/t_a.py"]),
        ("[!a]b", ["bb", "x/cb"], ["ab", "b"]),
        ("[^a]b", ["bb"], ["ab"]),
        ("[]]x", ["]x"], ["x"]),
        ("[a-]", ["a", "-"], ["b"]),
        (r"\*.py", ["*.py"], ["a.py"]),
        ("a**b", ["ab", "axxb"], ["a/b"]),
        (".git/hooks/**", [".git/hooks/pre-commit"], [".git/config"]),
        ("new\nline", ["new\nline"], ["new"]),
    ],
)
def test_a_pattern_names(pattern: str, named: list[str], not_named: list[str]) -> None:
    assert [path for path in named if not matches(path, pattern)] == []
    assert [path for path in not_named if matches(path, pattern)] == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "names nothing"),
        ("/", "names nothing"),
        ("!keep.py", "list only what is meant"),
        ("../other/*", "without '..'"),
        ("tests/[ab", r"write '\['"),
        ("tests\\", r"write '\['"),
        ("a\0b", "NUL"),
    ],
)
def test_a_bad_pattern_is_refused_with_a_cure(pattern: str, said: str) -> None:
    assert said in check(pattern)
    with pytest.raises(ValueError, match=r"write|remove|list"):
        compiled((pattern,))


def test_good_patterns_have_no_problem() -> None:
    assert [check(pattern) for pattern in ("tests/", "*.py", "/a/**/b", "[]]", "**")] == [""] * 5


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("a" * 4000, "*a" * 200 + "b"),
        ("/".join("a" * 1500), "**/a/" * 100 + "b"),
        ("a" * 250 + "/" + "a" * 250, "**/" * 50 + "*a" * 60 + "b"),
        ("a" * 255, "?*" * 200 + "z"),
    ],
)
def test_a_hostile_pattern_is_not_slow(path: str, pattern: str) -> None:
    glob = compiled((pattern,))
    began = time.process_time()
    assert not glob.matches(path)
    assert time.process_time() - began < 2.0


def test_a_folder_is_reached_when_something_below_it_could_be_named() -> None:
    globs = compiled(("src/*/gen/", "ci/run.sh", "/docs"))
    reached = [
        f for f in ("", "src", "src/a", "src/a/gen", "src/a/gen/x", "ci", "docs/x") if globs.reaches_below(f)
    ]
    assert reached == ["", "src", "src/a", "src/a/gen", "src/a/gen/x", "ci", "docs/x"]
    assert not any(globs.reaches_below(f) for f in ("lib", "src/a/other", "lib/ci"))
    assert compiled(("*.py",)).reaches_below("any/where")


def test_a_folder_is_covered_when_everything_in_it_is_named() -> None:
    assert compiled(("tests/",)).cover("tests")
    assert compiled(("tests/",)).cover("tests/deep")
    assert not compiled(("*.py", "tests/*.py")).cover("tests")


def test_names_of_folders_are_known_when_they_are_spelled_out() -> None:
    globs = compiled((".git/hooks/**", "vendor/*/x"))
    assert [name for name in (".git", "hooks", "vendor", "x", "node_modules") if globs.name(name)] == [
        ".git",
        "hooks",
        "vendor",
        "x",
    ]


@given(NAMES, PATHS)
def test_any_pattern_is_refused_or_works(pattern: str, path: str) -> None:
    if not check(pattern):
        assert compiled((pattern,)).matches(path) == matches(path, pattern)


@given(PATHS)
def test_an_escaped_path_names_itself_and_its_folder_covers_it(path: str) -> None:
    assert matches(path, f"/{path}")
    assert matches(f"{path}/x", f"/{path}/")
    assert compiled((f"/{path}/",)).reaches_below(path)


@given(PATHS, st.data())
def test_what_is_named_is_reachable(path: str, data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from((path, "*", "**", path.split("/")[0] + "/", "**/" + path)))
    globs = compiled((pattern,))
    if globs.matches(path):
        names = path.split("/")
        assert all(globs.reaches_below("/".join(names[:i])) for i in range(len(names)))


@pytest.mark.parametrize(
    "pattern", ["/tests", "~/x", "~", "../x", "!x", "", ".", "[a", "a\\", "a\tb", "a\0b"]
)
def test_what_a_person_should_not_write_is_told_with_a_cure(pattern: str) -> None:
    problem, cure = wrong(pattern)
    assert problem
    assert cure


@given(PATHS)
def test_nothing_is_wrong_with_a_plain_path(path: str) -> None:
    assert wrong(f"./{path}") == ("", "") or check(f"./{path}")
