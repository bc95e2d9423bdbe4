from __future__ import annotations

import time
from pathlib import Path

import pytest

from orchestrator.diffs import parse
from orchestrator.weakening.compare import weakenings
from orchestrator.weakening.kinds import Kind, Weakening
from tests.weakening.repository import Repository
from tests.weakening.scenarios import SCENARIOS, Scenario


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("repository"))


def found(repository: Repository, scenario: Scenario) -> tuple[Weakening, ...]:
    return weakenings(parse(repository.diff(scenario.before, scenario.after)))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.title)
def test_a_diff_is_judged_as_its_scenario_says(repository: Repository, scenario: Scenario) -> None:
    result = found(repository, scenario)
    assert sorted(f"{one.kind} @ {one.path}:{one.line}" for one in result) == sorted(scenario.expected)


def test_there_are_enough_scenarios_of_both_sorts_and_all_kinds() -> None:
    dishonest = [scenario for scenario in SCENARIOS if scenario.expected]
    honest = [scenario for scenario in SCENARIOS if not scenario.expected]
    assert len(dishonest) >= 60
    assert len(honest) >= 40
    assert all(("honest" in scenario.title) is not bool(scenario.expected) for scenario in SCENARIOS)
    kinds = {expected.partition(" @ ")[0] for scenario in dishonest for expected in scenario.expected}
    assert kinds == set(Kind)


def test_a_change_in_the_other_direction_is_no_removal(repository: Repository) -> None:
    """What was weakened and is put back is honest; only what the scenario adds may be found."""
    gone = {Kind.TEST_FILE_REMOVED, Kind.TESTS_REMOVED, Kind.ASSERTIONS_REMOVED}
    for scenario in SCENARIOS:
        kinds = {expected.partition(" @ ")[0] for expected in scenario.expected}
        if kinds and kinds <= gone:
            back = Scenario(scenario.title, [], scenario.after, scenario.before)
            assert found(repository, back) == (), scenario.title


def test_a_weakening_tells_the_line_what_it_is_and_why_it_matters(repository: Repository) -> None:
    before = {"test_a.py": b"def test_a():\n    assert a() == 1\n    assert b() == 2\n"}
    after = {"test_a.py": b"def test_a():\n    assert True\n"}
    removed, trivial = found(repository, Scenario("", [], before, after))
    assert (removed.text, trivial.text) == ("assert a() == 1", "assert True")
    assert removed.message == "2 assertions fewer: its tests demand less than before"
    assert trivial.message == "an assertion that cannot fail is added: it holds whatever the code does"


def test_files_with_other_line_ends_are_the_same_files(repository: Repository) -> None:
    text = b"@pytest.mark.skip\ndef test_a():\n    assert a() == 1\n"
    scenario = Scenario("", [], {"test_a.py": text}, {"test_a.py": text.replace(b"\n", b"\r\n")})
    assert found(repository, scenario) == ()


def test_a_diff_of_ten_megabytes_is_judged_in_linear_time() -> None:
    def seconds(lines: int) -> float:
        body = b"".join(
            b"-    assert value_%d(1, 2) == 'some text'  # %b\n+    value_%d = [1, {}, \"%b\"]\n"
            % (number, b"and a comment" * 5, number, b"and more text" * 5)
            for number in range(lines)
        )
        head = b"diff --git a/test_a.py b/test_a.py\n--- a/test_a.py\n+++ b/test_a.py\n"
        diff = head + b"@@ -1,%d +1,%d @@\n" % (lines, lines) + body
        assert len(diff) > 200 * lines
        start = time.process_time()
        (one,) = weakenings(parse(diff))
        assert one.message.startswith(f"{lines} assertions fewer")
        return time.process_time() - start

    seconds(100)  # patterns are compiled
    small = seconds(5_000)
    large = seconds(50_000)  # ten megabytes
    assert large < 30 * max(small, 0.05)


@pytest.mark.parametrize(
    "opening", ["(", "[", "'", '"', "`", "/*", '"""', "expect(", "a.", " ", "it.x", "|| ", "\\"]
)
@pytest.mark.parametrize(
    "path",
    [
        "test_a.py",
        "a.test.js",
        "a_test.go",
        "tests/a.rs",
        "ATest.java",
        "package.json",
        "Makefile",
        "ruff.toml",
    ],
)
def test_odd_lines_take_no_time(path: str, opening: str) -> None:
    line = (opening * 2_000)[:2_000].encode()
    head = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,50 +1,50 @@\n".encode()
    start = time.process_time()
    weakenings(parse(head + (b"-" + line + b"\n+" + line + b"!\n") * 50))
    assert time.process_time() - start < 2


def test_patterns_are_files_of_tests_only_where_a_runner_looks(tmp_path: Path) -> None:
    diff = Repository(tmp_path).diff({"src/attest.py": b"def test_a():\n    assert 1\n"}, {})
    assert weakenings(parse(diff)) == ()
