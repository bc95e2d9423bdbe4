"""The closing lines of test runners, and how many executed tests each of them stands for.

The patterns are strings, and match a whole line without colours and line break: nothing is compiled before
some gate's output is read. Each row has recordings in `tests/data/runners`.
"""

from __future__ import annotations

from orchestrator.runners.row import Reading, Runner

_PYTEST_WORDS = r"(?:subtests )?(?:passed|failed|skipped)|deselected|xfailed|xpassed|errors?|rerun"
_PYTEST_COUNTS = rf"\d+ (?:{_PYTEST_WORDS}|warnings?)(?:, \d+ (?:{_PYTEST_WORDS}|warnings?))*"
_PYTEST_TIME = r"in [\d.]+(?:s| seconds)(?: \([\d:]+\))?"
_PYTEST_NONE = r"no tests (?:ran|collected)(?: \(\d+ deselected\))?(?:, \d+ warnings?)?"
_PYTEST_RAN = r"(\d+) (?:subtests )?(?:passed|failed|xfailed|xpassed|errors?)\b"
_MAVEN = r"(?:\[(?:INFO|WARNING|ERROR)\] )?"
_GRADLE_TASK = r"(?:> Task )?(?::[\w.-]+)*:(?:test|\w*Test)"
_CTEST_SKIPPED = r"\t *\d+ - .+ \(Skipped\)"
_CTEST_IDLE = r"The following tests did not run:|\t *\d+ - .+ \((?:Skipped|Disabled)\)"
_NODE = r"[#\u2139\ufffd]+"  # \u2139: an i in a circle; \ufffd: what a wrong encoding leaves of it

RUNNERS = (
    Runner(
        "pytest",
        (
            Reading(rf"=+ (?:{_PYTEST_NONE}|{_PYTEST_COUNTS}) {_PYTEST_TIME} =+", _PYTEST_RAN),
            # Without the bar (-q), warnings alone could be a linter's.
            Reading(rf"(?!\d+ warning)(?:{_PYTEST_NONE}|{_PYTEST_COUNTS}) {_PYTEST_TIME}", _PYTEST_RAN),
            Reading(  # pytest-sugar
                rf" {{7}}\d+ (?:{_PYTEST_WORDS})",
                _PYTEST_RAN,
                after=rf"Results \([\d.]+s\):| {{7}}\d+ (?:{_PYTEST_WORDS})",
            ),
        ),
        opens=r"=+ test session starts =+|Test session starts \(platform: .*",
    ),
    Runner(
        "unittest",
        (
            Reading(
                r"(?:OK|FAILED|NO TESTS RAN|PASSED)(?: \(.*\))?",
                r"Ran (\d+) tests?",
                r"\bskip(?:ped|s)=(\d+)",
                after=r"Ran \d+ tests? in [\d.]+s",
            ),
            # Skips are counted by sub-test, and not always part of "Ran": here, what did run shows.
            Reading(r"-{70}", fixed=1, after=r"[.sFExu]*[.FExu][.sFExu]*"),
            Reading(r"\w+ \([\w.]+\)(?: \.\.\.)? (?:ok|FAIL|ERROR|expected failure)", fixed=1),
        ),
    ),
    Runner(
        "go test",
        (
            Reading(r"\?\s+\S+\s+\[no test files\]"),
            Reading(r"\t\S+\t\tcoverage: 0\.0% of statements"),  # a package without test files, since Go 1.22
            Reading(r"ok\s+\S+\s+(?:[\d.]+s|\(cached\)).*\[no tests to run\]"),
            Reading(r"ok\s+\S+\s+(?:[\d.]+s|\(cached\)).*", fixed=1),
            Reading(r"FAIL\s+\S+\s+[\d.]+s", fixed=1),
        ),
    ),
    Runner(
        "go test -v",  # only then skipped tests can be told from passed ones
        (
            Reading(r"--- (?:PASS|FAIL): \S+ \([\d.]+s\)", fixed=1),
            Reading(r"--- SKIP: \S+ \([\d.]+s\)"),
        ),
    ),
    Runner(
        "gotestsum",
        (Reading(r"DONE (?:\d+ runs, )?\d+ tests?(?:, .*)? in [\d.]+s", r"(\d+) tests?", r"(\d+) skipped"),),
    ),
    Runner(
        "cargo test",
        (
            Reading(
                r"test result: (?:ok|FAILED)\. \d+ passed; \d+ failed; \d+ ignored; \d+ measured;.*",
                r"(\d+) (?:passed|failed|measured)",
            ),
        ),
        opens=r"running \d+ tests?",
    ),
    Runner(
        "cargo nextest",
        (
            Reading(r" +Summary \[ *[\d.]+s\] +[\d/]+ tests? run: .*", r"(\d+) (?:passed|failed|timed out)"),
            Reading(r"error: no tests to run"),
        ),
    ),
    Runner(
        "jest",
        (
            Reading(r"Tests: +(?:\d+ \w+, )*\d+ total", r"(\d+) (?:passed|failed)"),
            Reading(r"No tests found, exiting with code \d+"),
        ),
        opens=r" ?(?:PASS|FAIL) \S+\.[cm]?[jt]sx?(?: \(.*\))?",
    ),
    Runner(
        "vitest",
        (
            Reading(r" +Tests  (?:no tests|\d+ \w+(?: \| \d+ \w+)* \(\d+\))", r"(\d+) (?:passed|failed)"),
            Reading(r"No test files found, exiting with code \d+"),
        ),
        opens=r" RUN  v\d\S* .*",
    ),
    Runner(
        "mocha",
        (
            Reading(r"  \d+ passing \(\d+\w+\)", r"(\d+) passing"),
            Reading(r"  \d+ failing", r"(\d+) failing"),
            Reading(r"Error: No test files found.*"),
        ),
    ),
    Runner(
        "node --test",
        (
            Reading(rf"{_NODE} pass \d+", r"pass (\d+)", after=rf"{_NODE} (?:tests|suites) \d+"),
            Reading(rf"{_NODE} fail \d+", r"fail (\d+)", after=rf"{_NODE} pass \d+"),
            Reading(rf"{_NODE} cancelled \d+", r"cancelled (\d+)", after=rf"{_NODE} fail \d+"),
            # A file without tests is itself counted as a test that passed, under its path.
            Reading(r"ok \d+ - (?:/|\w:\\).*\.[cm]?[jt]sx?", fixed=-1, after=r"# Subtest: (?:/|\w:\\).*"),
            Reading(r"✔ (?:/|\w:\\).*\.[cm]?[jt]sx? \([\d.]+ms\)", fixed=-1, after=r"(?:\S.*)?"),
        ),
        opens=r"TAP version 13",
    ),
    Runner(
        "JUnit console",
        (Reading(r"\[ +\d+ tests started +\]", r"(\d+)"),),
        opens=r"Thanks for using JUnit!.*",
    ),
    Runner(
        "JUnit 4",
        (
            Reading(r"OK \(\d+ tests?\)", r"(\d+)"),
            Reading(r"Tests run: \d+,  Failures: \d+", r"run: (\d+)"),
        ),
        opens=r"JUnit version [\d.]+\S*",
    ),
    Runner(
        "Maven Surefire",
        (
            Reading(
                _MAVEN + r"Tests run: \d+, Failures: \d+, Errors: \d+, Skipped: \d+.*",
                r"run: (\d+)",
                r"Skipped: (\d+)",
            ),
            Reading(_MAVEN + r"No tests to run\."),
            Reading(_MAVEN + r"Tests are skipped\."),
            Reading(_MAVEN + r"No tests were executed!.*"),
        ),
        opens=_MAVEN + r"(?: T E S T S|Running \S+)",
        waived=r"-D(?:skipTests|maven\.test\.skip)\b(?!=false)",
    ),
    Runner(
        "Gradle",
        (
            Reading(_GRADLE_TASK + r" (?:NO-SOURCE|SKIPPED)"),
            Reading(_GRADLE_TASK + r"(?: (?:UP-TO-DATE|FROM-CACHE|FAILED))?", fixed=1),
            # Before version 4.8, the first output of a task follows its name.
            Reading(r"(?::[\w.-]+)*:test(?!Classes\b|\w*Test (?:NO-SOURCE|SKIPPED))\S.*", fixed=1),
        ),
    ),
    Runner(
        "ctest",
        (
            Reading(r"\d+% tests passed, \d+ tests? failed out of \d+", r"out of (\d+)"),
            Reading(_CTEST_SKIPPED, fixed=-1, after=_CTEST_IDLE),
            Reading(r"No tests were found!!!"),
        ),
        opens=r"Test project \S.*",
    ),
    Runner(
        "PHPUnit",
        (
            Reading(r"OK \(\d+ tests?, \d+ assertions?\)", r"(\d+) tests?"),
            Reading(r"Tests: \d+, Assertions: \d+.*\.", r"Tests: (\d+)", r"(?:Skipped|Incomplete): (\d+)"),
            Reading(r"No tests executed!"),
            Reading(
                r'No tests found in class ".*"\.', fixed=-1, after=r"\d+\) Warning"
            ),  # it counts as a test
        ),
        opens=r"PHPUnit [\d.]+\S* by Sebastian Bergmann.*",
    ),
    Runner(
        "ExUnit",
        (
            Reading(
                r"(?:\d+ (?:doctests?|tests?|property|properties|features?), )+\d+ failures?"
                r"(?:,? \(?\d+ (?:excluded|skipped|invalid)\)?)*",
                r"(\d+) (?:doctest|test|propert|feature)",
                r"(\d+) (?:excluded|skipped)",
            ),
            Reading(r"There are no tests to run"),
        ),
        opens=r"Running ExUnit with seed: .*",
    ),
    Runner(
        "RSpec",
        (
            Reading(
                r"\d+ examples?, \d+ failures?(?:, \d+ pending)?(?:, \d+ errors? .*)?",
                r"(\d+) example",
                r"(\d+) pending",
            ),
        ),
    ),
    Runner(
        "minitest",
        (
            Reading(
                r"\d+ runs, \d+ assertions, \d+ failures, \d+ errors, \d+ skips",
                r"(\d+) runs",
                r"(\d+) skips",
            ),
        ),
        opens=r"# Running:",
    ),
    Runner(
        "test-unit",
        (
            Reading(
                r"\d+ tests, \d+ assertions, \d+ failures, \d+ errors, \d+ pendings, \d+ omissions, .*",
                r"(\d+) tests",
                r"(\d+) (?:pendings|omissions)",
            ),
        ),
        opens=r"Loaded suite .*",
    ),
    Runner("prove", (Reading(r"Files=\d+, Tests=\d+, +\d+ wallclock secs.*", r"Tests=(\d+)"),)),
    Runner(
        "dotnet test",
        (
            Reading(
                r"(?:Passed|Failed|Skipped)! +- Failed: +\d+, Passed: +\d+, Skipped: +\d+, Total: .*",
                r"(?:Failed|Passed): +(\d+)",
            ),
            Reading(r"No test (?:is available in|matches the given testcase filter) .*"),
        ),
    ),
    Runner(
        "swift test",
        (
            Reading(
                r"\s*Executed \d+ tests?, with (?:\d+ tests? skipped and )?\d+ failures? .*",
                r"Executed (\d+)",
                r"(\d+) tests? skipped",
            ),
            Reading(
                r"\S+ Test run with \d+ tests?(?: in \d+ suites?)? (?:passed|failed) after .*",
                r"with (\d+)",
            ),
        ),
    ),
)
