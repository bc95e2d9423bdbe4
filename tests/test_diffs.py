from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.diffs import WIDTH, Count, FileChange, Line, Status, counts, parse
from tests.weakening.repository import Repository, Tree

NAME = st.sampled_from(
    ["a", "b c", "é.py", "x\ty", 'q"q', "back\\slash", "b/c d.txt", "b/a", " b", "-- a", "日本"]
)
TEXT = st.lists(
    st.sampled_from(
        [b"", b"x", b"-- a/b", b"++ b/b", b"@@ -1 +1 @@", b"diff --git a/a b/a", b"\xff\xfe", b"\\ No"]
    )
    | st.binary(max_size=6).map(
        lambda data: data.replace(b"\n", b"").replace(b"\0", b"").replace(b"\r", b"")
    ),
    max_size=12,
)
TREE = st.dictionaries(NAME, st.tuples(TEXT, st.booleans()), max_size=5)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("repository"))


def one(repository: Repository, before: Tree, after: Tree) -> FileChange:
    (change,) = parse(repository.diff(before, after))
    return change


def written(tree: dict[str, tuple[list[bytes], bool]]) -> dict[str, bytes]:
    """Files of lines, the last of which may have no end."""
    return {
        name: b"\n".join(lines) + (b"\n" if ended and lines else b"") for name, (lines, ended) in tree.items()
    }


def numbered(content: bytes) -> list[Line]:
    lines = content.removesuffix(b"\n").split(b"\n") if content else []
    return [Line(number, line.decode("utf-8", "replace")) for number, line in enumerate(lines, 1)]


def patched(change: FileChange, old: bytes) -> list[str]:
    """The new file's lines: the old ones without the removed, and the added at their numbers."""
    gone = {line.number for line in change.removed}
    kept: Iterator[str] = iter([line.text for line in numbered(old) if line.number not in gone])
    added = {line.number: line.text for line in change.added}
    size = len(numbered(old)) - len(gone) + len(added)
    return [added[number] if number in added else next(kept) for number in range(1, size + 1)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREE, TREE)
def test_a_diff_tells_exactly_which_files_changed_and_which_lines(
    repository: Repository,
    old: dict[str, tuple[list[bytes], bool]],
    new: dict[str, tuple[list[bytes], bool]],
) -> None:
    before, after = written(old), written(new)
    changes = parse(repository.diff(before, after))
    expected = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    named = [change.path for change in changes]
    renamed_away = [change.old_path for change in changes if change.status is Status.RENAMED]
    assert sorted(named + renamed_away) == sorted(expected)
    for change in changes:
        held = numbered(before.get(change.old_path, b""))
        assert set(change.removed) <= set(held)
        if change.status is Status.DELETED:
            assert list(change.removed) == held
        else:
            wanted = [line.text for line in numbered(after[change.path])]
            assert patched(change, before.get(change.old_path, b"")) == wanted
            assert (change.status is Status.ADDED) == (change.old_path not in before)


@given(
    st.binary()
    | st.lists(
        st.sampled_from(
            [
                b"diff --git ",
                b'"a/x',
                b"a/x b/x",
                b"\n",
                b"@@ -1,2 +1 @@",
                b"@@ -",
                b"+x",
                b"-x",
                b" x",
                b"--- ",
                b"+++ ",
                b"rename to ",
                b'"\\777"',
                b'"\\',
                b"/dev/null",
                b"deleted file mode",
                b"\\ No newline",
                b"\xff",
                b"Binary files ",
            ]
        )
    ).map(b"".join)
)
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    assert isinstance(parse(data), tuple)
    assert isinstance(parse(b"diff --git a/x b/x\n" + data), tuple)


def test_a_modified_file_has_its_lines_with_their_numbers(repository: Repository) -> None:
    before = {"a": b"one\ntwo\nthree\n"}
    change = one(repository, before, {"a": b"one\n2\nthree\nfour\n"})
    assert (change.path, change.old_path, change.status, change.binary) == ("a", "a", Status.MODIFIED, False)
    assert change.removed == (Line(2, "two"),)
    assert change.added == (Line(2, "2"), Line(4, "four"))
    assert change.before == (Line(0, ""), Line(1, "one"), Line(2, "two"), Line(3, "three"))
    assert [line.text for line in change.after] == ["", "one", "2", "three", "four"]


def test_the_heading_of_a_hunk_is_a_line_without_a_number(repository: Repository) -> None:
    body = b"\n".join(b"    %d," % number for number in range(9))
    before = b"ignore = [\n" + body + b"\n]\n"
    change = one(repository, {"a.toml": before}, {"a.toml": before.replace(b"8,", b"8,\n    9,")})
    assert change.after[0] == Line(0, "ignore = [")
    assert change.added == (Line(11, "    9,"),)


@pytest.mark.parametrize(
    "name", ["ä.py", "a b.py", "tab\there", 'quo"te', "back\\slash", "new\nline", "a b/c b/c"]
)
@pytest.mark.parametrize("content", [b"x\n", b"", b"\0\1"])
def test_odd_names_are_read_whether_or_not_there_are_lines(
    repository: Repository, name: str, content: bytes
) -> None:
    added = one(repository, {}, {name: content})
    deleted = one(repository, {name: content}, {})
    assert (added.path, added.status) == (name, Status.ADDED)
    assert (deleted.path, deleted.status) == (name, Status.DELETED)
    assert added.binary is deleted.binary is (b"\0" in content)


def test_a_name_that_is_not_utf8_is_kept(repository: Repository) -> None:
    change = one(repository, {}, {"\udcff": b"x\n"})
    assert change.path == "\udcff"


def test_a_renamed_file_has_both_names_and_only_what_changed(repository: Repository) -> None:
    text = b"".join(b"line %d\n" % number for number in range(20))
    change = one(repository, {"a b": text}, {"ä": text + b"more\n"})
    assert (change.old_path, change.path, change.status) == ("a b", "ä", Status.RENAMED)
    assert (change.removed, change.added) == ((), (Line(21, "more"),))
    same = one(repository, {"a": text}, {"b": text})
    assert (same.old_path, same.path, same.status, same.before) == ("a", "b", Status.RENAMED, ())


def test_a_change_of_the_mode_alone_has_no_lines() -> None:
    (change,) = parse(b"diff --git a/a b.sh b/a b.sh\nold mode 100644\nnew mode 100755\n")
    assert (change.path, change.status) == ("a b.sh", Status.MODIFIED)
    assert (change.removed, change.added) == ((), ())


def test_a_copy_is_an_added_file() -> None:
    head = b"diff --git a/a b/b\nsimilarity index 100%\ncopy from a\ncopy to b\n"
    (change,) = parse(head)
    assert (change.old_path, change.path, change.status) == ("a", "b", Status.ADDED)


def test_a_missing_end_of_the_last_line_is_no_line(repository: Repository) -> None:
    change = one(repository, {"a": b"x"}, {"a": b"x\n"})
    assert (change.removed, change.added) == ((Line(1, "x"),), (Line(1, "x"),))


def test_line_ends_of_windows_are_ends(repository: Repository) -> None:
    change = one(repository, {"a": b"x\r\ny\r\n"}, {"a": b"x\r\nz\r\n"})
    assert (change.removed, change.added) == ((Line(2, "y"),), (Line(2, "z"),))


def test_what_a_file_contains_cannot_pass_for_a_header(repository: Repository) -> None:
    hidden = b"-- a/other\n++ b/other\ndiff --git a/x b/x\n@@ -1 +1 @@\n"
    change = one(repository, {"a": hidden}, {"a": b"x\n"})
    assert change.path == "a"
    assert [line.text for line in change.removed] == hidden.decode().splitlines()


def test_long_lines_are_cut(repository: Repository) -> None:
    change = one(repository, {}, {"a": b"x" * 1_000_000 + b"\n" + "é".encode() * 5_000 + b"\n"})
    assert [len(line.text) for line in change.added] == [WIDTH, WIDTH]
    assert set(change.added[1].text) == {"é"}


def test_combined_diffs_are_passed_over() -> None:
    combined = b"diff --cc a\nindex 1,2..3\n--- a/a\n+++ b/a\n@@@ -1,1 -1,1 +1,2 @@@\n- x\n +y\n++z\n"
    plain = b"diff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n-x\n+y\n"
    changes = parse(combined + plain + combined)
    assert [(change.path, change.added) for change in changes] == [("b", (Line(1, "y"),))]


def test_a_hunk_without_a_valid_head_is_passed_over() -> None:
    (change,) = parse(b"diff --git a/b b/b\n@@ -x +y @@\n-x\n+y\n@@ -5 +6 @@\n-x\n")
    assert change.removed == (Line(5, "x"),)
    assert change.added == ()


def test_nothing_is_no_change() -> None:
    assert parse(b"") == ()


# counts


@given(TREE, TREE)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_lines_that_are_counted_are_those_that_are_read(
    repository: Repository,
    old: dict[str, tuple[list[bytes], bool]],
    new: dict[str, tuple[list[bytes], bool]],
) -> None:
    diff = repository.diff(written(old), written(new))
    assert list(counts(diff)) == [
        (change.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), *lines_of(change))
        for change in parse(diff)
    ]


def lines_of(change: FileChange) -> tuple[int, int]:
    return len(change.added), len(change.removed)


def test_what_is_no_diff_counts_nothing() -> None:
    assert counts(b"") == ()
    assert counts(b"+x\n-y\n") == ()
    assert counts(b"diff --cc a\n+x\ndiff --git a/b b/b\nBinary files a/b and b/b differ\n") == (
        Count("b", 0, 0),
    )


@given(st.binary(max_size=400).map(lambda rest: b"diff --git a/a b/a\n" + rest))
def test_counting_never_raises(diff: bytes) -> None:
    assert all(count.added >= 0 and count.removed >= 0 for count in counts(diff))
