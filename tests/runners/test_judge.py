"""A gate whose test runner ran no test is recognised by its output, and an honest one is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.runners.judge import LONGEST, LOOKED_AT, no_test_ran
from orchestrator.runners.table import RUNNERS
from tests.runners.recordings import FOLDER, names, output

NOTHING_RAN = names("none")
TESTS_RAN = names("some")
LINES = sorted({line for name in NOTHING_RAN + TESTS_RAN for line in output(name).splitlines()})
BAR = "=" * 20


@pytest.mark.parametrize("name", NOTHING_RAN)
def test_a_run_without_tests_is_recognised(name: str) -> None:
    assert "ran no test: " in no_test_ran(output(name))


@pytest.mark.parametrize("name", TESTS_RAN)
def test_a_run_with_tests_is_left_alone(name: str) -> None:
    assert no_test_ran(output(name)) == ""


@pytest.mark.parametrize("name", TESTS_RAN)
def test_only_the_runners_own_summary_makes_tests_count(name: str) -> None:
    assert no_test_ran(output(name) + "\n" + output("mocha.none.file-without-tests")).count(
        "ran no test"
    ) == (0 if name.startswith(("mocha", "npm-workspaces")) else 1)


def test_every_file_is_read_as_one_kind_or_the_other() -> None:
    texts = {path.stem for path in FOLDER.glob("*.txt")}
    assert texts == set(NOTHING_RAN) | set(TESTS_RAN)
    assert len(texts) > 100


@pytest.mark.parametrize("runner", [runner.name for runner in RUNNERS])
def test_every_runner_has_a_recording_that_it_judges(runner: str) -> None:
    assert any(f"{runner} ran no test: " in no_test_ran(output(name)) for name in NOTHING_RAN)


def test_the_reason_names_the_runner_and_quotes_its_line() -> None:
    assert no_test_ran(output("pytest.none.all-skipped")) == "pytest ran no test: 2 skipped in 0.01s"
    assert no_test_ran(output("unittest-3.13.none.all-skipped")) == (
        "unittest ran no test: Ran 2 tests in 0.000s OK (skipped=2)"
    )


def test_each_runner_that_ran_nothing_is_named() -> None:
    both = output("cargo.none.quiet") + output("mocha.none.file-without-tests")
    assert no_test_ran(both).startswith("cargo test ran no test: test result: ok. 0 passed;")
    assert no_test_ran(both).endswith("; mocha ran no test: 0 passing (2ms)")


def test_a_second_run_of_the_same_runner_may_be_empty() -> None:
    assert no_test_ran(output("pytest.some.passed") + output("pytest.none.all-skipped")) == ""
    assert no_test_ran(output("go.none.no-test-files") + output("go.some.passed")) == ""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["go.none.cover", "mocha.none.all-skipped", "junit4.none.all-ignored"])
def test_line_endings_do_not_matter(name: str, ending: str) -> None:
    assert no_test_ran(output(name).replace("\n", ending)) == no_test_ran(output(name)) != ""


def test_a_sign_that_was_no_utf_8_does_not_matter() -> None:
    raw = output("node-spec.none.nothing-found").encode("latin-1", "replace").replace(b"?", b"\xe9")
    assert "node --test ran no test" in no_test_ran(raw.decode("utf-8", "replace"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "All checks passed!\n",
        "12:00:01 INFO collected 0 items\n12:00:01 INFO no tests ran in 0.01s\n",
        "collected 0 items\n",
        "docs/testing.md:14:Ran 0 tests in 0.000s\n",
        "+  0 passing (2ms)\n-  3 passing (2ms)\n   0 passing (2ms)\n",
        "Ran 0 tests in 0.000s\nand then more\nOK\n",
        "1 warning in 0.5s\n34 modules in 2.1s\n",
        "Results (0.04s):\n       2 rows\n",
        "> cat notes\n# tests 0\n# suites 0\n",
        ":compileTestJava NO-SOURCE\n:testClasses UP-TO-DATE\nBUILD SUCCESSFUL in 1s\n",
    ],
)
def test_text_that_is_no_summary_is_left_alone(text: str) -> None:
    assert no_test_ran(text) == ""


def test_what_tests_print_between_opening_and_summary_is_no_summary() -> None:
    quotes = output("mocha.none.all-skipped") + output("exunit.none.no-tests") + output("ctest.none.no-tests")
    opening, summary = f"{BAR} test session starts {BAR}\n", f"{BAR} 2 passed in 0.01s {BAR}\n"
    assert no_test_ran(opening + quotes + summary) == ""
    assert no_test_ran(opening + summary + quotes).count("ran no test") == 3
    assert no_test_ran(opening + quotes + summary.replace("passed", "skipped")).count("ran no test") == 4


def test_a_quoted_summary_of_the_same_runner_does_not_end_its_output() -> None:
    inner = output("pytest.none.collected-nothing") + output("mocha.none.all-skipped")
    assert (
        no_test_ran(f"{BAR} test session starts {BAR}\n{inner}{BAR} 1 failed, 2 passed in 1.20s {BAR}\n")
        == ""
    )


@pytest.mark.parametrize("command", ["mvn package -DskipTests", "mvn -q -Dmaven.test.skip=true verify"])
def test_a_command_that_asks_for_no_tests_gets_none(command: str) -> None:
    skipped = output("maven.none.tests-are-skipped")
    assert no_test_ran(skipped, command) == ""
    assert no_test_ran(skipped + output("junit4.none.all-ignored"), command).startswith("JUnit 4 ran no test")


@pytest.mark.parametrize("command", ["", "mvn verify", "mvn verify -DskipTests=false"])
def test_tests_that_the_build_file_skips_are_missed(command: str) -> None:
    assert no_test_ran(output("maven.none.tests-are-skipped"), command).endswith("[INFO] Tests are skipped.")


def test_only_the_end_of_an_endless_output_is_read() -> None:
    noise = "compiling\n" * (LOOKED_AT // 10 + 1)
    assert no_test_ran(output("mocha.none.all-skipped") + noise) == ""
    assert no_test_ran(noise + output("mocha.none.all-skipped")) != ""


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(no_test_ran(text), str)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=40))
def test_any_mixture_of_lines_is_read(lines: list[str]) -> None:
    reason = no_test_ran("\n".join(lines))
    assert reason.isprintable()
    assert (reason == "") == ("ran no test" not in reason)


@given(st.text(alphabet=st.characters(exclude_categories=["N", "C"], exclude_characters="!.[]:")))
def test_text_without_a_number_or_a_runners_words_is_left_alone(text: str) -> None:
    assert no_test_ran(text) == ""


MEGABYTE = 1_000_000
HOSTILE = [line for line in LINES if line][:: len(LINES) // 20]
HOSTILE += ["OK", ":test", "\x1b[", "\x1b]", "\x1b[1;", "1 test, ", "ok a ", "1 passed, ", "\n"]


@pytest.mark.parametrize("prefix", HOSTILE)
@pytest.mark.parametrize("glue", ["", "\n"], ids=["one-line", "many-lines"])
def test_a_megabyte_of_a_runners_words_is_read_in_linear_time(prefix: str, glue: str) -> None:
    text = (prefix + glue) * (MEGABYTE // len(prefix + glue))
    started = time.process_time()  # of this process: the machine may be busy
    no_test_ran(text)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("prefix", HOSTILE)
def test_the_longest_line_that_is_looked_at_is_read_in_linear_time(prefix: str) -> None:
    line = (prefix.rstrip("\n") + " ") * LONGEST
    text = (line[: LONGEST - 1] + "\n") * 500
    started = time.process_time()
    no_test_ran(text)
    assert time.process_time() - started < 2
