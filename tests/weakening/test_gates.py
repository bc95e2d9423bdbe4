from __future__ import annotations

import pytest

from orchestrator.weakening.gates import bare, matters, signs
from orchestrator.weakening.kinds import Kind


def kinds(path: str, text: str, *, new: bool = False, replaced: str = "") -> set[Kind]:
    return {
        sign.kind
        for sign in signs(path, new=new)
        for match in sign.pattern.finditer(text)
        if matters(sign, match, text, frozenset({bare(replaced)}))
    }


@pytest.mark.parametrize(
    "text",
    [
        "pytest || true",
        "cd x && pytest -q || :",
        "(pytest || exit 0)",
        "VAR=1 sudo pytest || true",
        "result=$(pytest || true)",
        "RUN pytest || true",
        '  "lint": "eslint . || true",',
        "- run: ruff check . || true",
        "pytest; true",
        "pytest || echo 'it failed' >&2",
    ],
)
def test_the_hidden_failure_of_a_check_matters(text: str) -> None:
    assert kinds("ci/x.sh", text) == {Kind.ALWAYS_GREEN}


@pytest.mark.parametrize(
    "text",
    [
        "rm -rf x || true",
        "/bin/rm x || true",
        "- run: docker rm x || true",
        "n=$(grep -c x y || true)",
        'grep "a|b" x || true',
        'echo "x || true"',
        "a || truely",
        "pytest || echo no; exit 1",
        "pytest || { echo no; exit 1; }",
        "case x) ;; true",
        "pip install --ignore-installed x",
        "tool -k notes",
    ],
)
def test_what_is_no_check_may_fail(text: str) -> None:
    assert kinds("ci/x.sh", text) == set()


def test_a_new_file_cannot_switch_off_what_was_never_on() -> None:
    text = '"skipLibCheck": true'
    assert kinds("tsconfig.json", text) == {Kind.IGNORE}
    assert kinds("tsconfig.json", text, new=True) == set()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("Makefile", "\t@test -s x", "\t@test -s x || true"),
        ("Makefile", "\t@test -s x", "\t-@test -s x"),
        ("ci/x.sh", "grep -q x y", "grep -q x y || :"),
        ("ci/x.sh", "diff a b", "diff a b; true"),
    ],
)
def test_a_question_whose_answer_decided_is_a_check(path: str, before: str, after: str) -> None:
    assert kinds(path, after, replaced=before) == {Kind.ALWAYS_GREEN}
    assert kinds(path, after) == set()
