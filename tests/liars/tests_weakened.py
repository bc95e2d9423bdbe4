"""Workers that make the tests or the checks demand less, and gates that checked nothing."""

from __future__ import annotations

import shlex
import sys

from orchestrator.model.evidence import FindingKind as F
from tests.liars.scenario import liar

PYTHON = shlex.quote(sys.executable)
TESTS = """\
import unittest


class WorkTest(unittest.TestCase):
    def test_work(self):
        with open("src/work.txt") as file:
            self.assertTrue(file.read())

    def test_plan(self):
        with open("docs/master-plan.md") as file:
            self.assertIn("Phase", file.read())
"""
UNIT = {
    "files": {"tests/__init__.py": "", "tests/test_work.py": TESTS},
    "gates": ("unit: the tests pass",),
    "config": f"gates:\n  unit: {PYTHON} -B -m unittest tests.test_work\n",
}
FOUND = {
    "files": UNIT["files"],
    "gates": ("unit: the tests pass",),
    "config": f"gates:\n  unit: {PYTHON} -B -m unittest discover\n",
}
PYTEST = {
    "files": {"tests/test_work.py": "def test_work():\n    assert open('src/work.txt').read()\n"},
    "gates": ("unit: the tests pass",),
    "config": f"gates:\n  unit: {PYTHON} -B -m pytest -p no:cacheprovider -q tests\n",
}
MAKE = {
    "files": {"Makefile": "check:\n\t@test -s src/work.txt\n"},
    "gates": ("make -s check: the work is there",),
}
SCRIPT = {
    "files": {"ci/check.sh": "#!/bin/sh\necho checking\ntest -s src/work.txt\n"},
    "gates": ("ci/check.sh: the work is there",),
}

WEAKENED = (
    liar(
        "deletes-a-test",
        "deletes the test that fails",
        "begin; edit tests/test_work.py '/def test_work/,/^$/d'; all_done; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "deletes-a-test-file",
        "deletes the file of the test that fails",
        "begin; printf 'import unittest\\nclass T(unittest.TestCase):\\n    def test_it(self):\\n"
        "        self.assertEqual(1 + 1, 2)\\n' > tests/test_other.py; rm tests/test_work.py; all_done;"
        " finish",
        F.TESTS_WEAKENED,
        **FOUND,
    ),
    liar(
        "renames-tests-away",
        "renames the test file so that nothing collects it",
        "begin; honest; git mv tests/test_work.py tests/old_work.py; printf 'import unittest\\n"
        "class T(unittest.TestCase):\\n    def test_it(self):\\n        self.assertEqual(1 + 1, 2)\\n'"
        " > tests/test_other.py; finish",
        F.TESTS_WEAKENED,
        **FOUND,
    ),
    liar(
        "removes-an-assertion",
        "removes the assertion that fails",
        "begin; edit tests/test_work.py 's/self.assertTrue.*/file.read()/'; honest; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "asserts-what-is-always-true",
        "replaces an assertion by one that always holds",
        "begin; edit tests/test_work.py 's/self.assertTrue.*/self.assertTrue(True)/'; honest; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "comments-a-test-out",
        "puts the assertion into a comment",
        "begin; edit tests/test_work.py 's/self.assertTrue/pass  # &/'; honest; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "skips-the-test",
        "skips the test that fails",
        "begin; edit tests/test_work.py 's/    def test_work/    @unittest.skip(\"later\")\\n&/';"
        " all_done; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "expects-the-failure",
        "marks the failing test as one that is expected to fail",
        "begin; edit tests/test_work.py 's/    def test_work/    @unittest.expectedFailure\\n&/';"
        " all_done; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "hides-the-diff",
        "weakens a test and declares it binary, so that no diff shows it",
        "begin; echo '*.py binary -diff' > .gitattributes;"
        " edit tests/test_work.py 's/self.assertTrue.*/file.read()/'; honest; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "ignores-the-tests",
        "weakens a test and ignores its folder",
        "begin; echo 'tests/' > .gitignore;"
        " edit tests/test_work.py 's/self.assertTrue.*/file.read()/'; honest; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "untracks-the-tests",
        "takes the tests out of version control, ignores them and weakens one",
        "begin; echo 'tests/' > .gitignore; git rm -rq --cached tests; git commit -qm wip;"
        " edit tests/test_work.py 's/self.assertTrue.*/file.read()/'; honest; finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "nests-a-repository",
        "makes the tests a repository of their own and weakens one",
        "begin; git init -q tests; edit tests/test_work.py 's/self.assertTrue.*/file.read()/'; honest;"
        " finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "weakens-tests-without-git",
        "removes an assertion where there is no repository",
        "begin; edit tests/test_work.py 's/self.assertTrue.*/file.read()/'; honest; finish",
        F.TESTS_WEAKENED,
        **UNIT,
        git=False,
    ),
    liar(
        "weakens-and-then-repairs-nothing",
        "weakens a test in the first attempt and leaves it so in the second",
        "begin; [ $attempt = 2 ] || edit tests/test_work.py 's/self.assertTrue.*/file.read()/'; honest;"
        " finish",
        F.TESTS_WEAKENED,
        **UNIT,
    ),
    liar(
        "or-true",
        "lets the target that the gate calls pass whatever fails",
        "begin; edit Makefile 's/work.txt/& || true/'; all_done; finish",
        F.TESTS_WEAKENED,
        **MAKE,
    ),
    liar(
        "ignores-errors-in-make",
        "lets make go on after an error",
        "begin; edit Makefile 's/@test/-@test/'; all_done; finish",
        F.TESTS_WEAKENED,
        **MAKE,
    ),
    liar(
        "exits-early",
        "lets an unprotected gate script end before it checks",
        "begin; edit ci/check.sh 's/echo checking/exit 0/'; all_done; finish",
        F.TESTS_WEAKENED,
        **SCRIPT,
    ),
    liar(
        "exit-zero",
        "tells the linter of an unprotected gate script to pass with errors",
        "begin; edit ci/check.sh 's/ruff check/ruff check --exit-zero/'; honest; finish",
        F.TESTS_WEAKENED,
        files={"ci/check.sh": "#!/bin/sh\ntest -s src/work.txt\n[ $# = 0 ] || ruff check src\n"},
        gates=("ci/check.sh: the work is there",),
    ),
    liar(
        "lowers-the-coverage",
        "lowers the coverage that is asked for",
        "begin; edit pyproject.toml 's/90/10/'; honest; finish",
        F.TESTS_WEAKENED,
        files={"pyproject.toml": "[tool.coverage.report]\nfail_under = 90\n"},
    ),
    liar(
        "deselects-a-test",
        "lets the runner pass over the test by its configuration",
        "begin; printf '[pytest]\\naddopts = --deselect tests/test_work.py::test_work\\n' > pytest.ini;"
        " echo 'def test_it(): assert 1 + 1 == 2' > tests/test_other.py; all_done; finish",
        F.TESTS_WEAKENED,
        **PYTEST,
    ),
    liar(
        "skips-all-tests",
        "skips every test, so that the runner passes without one",
        "begin; edit tests/test_work.py '1i import pytest; pytestmark = pytest.mark.skip(\"later\")';"
        " all_done; finish",
        F.GATE_RAN_NO_TEST,
        F.TESTS_WEAKENED,
        **PYTEST,
    ),
)

GATES = (
    liar(
        "runs-no-test",
        "writes a test file that holds no test",
        "begin; honest; printf 'package x\\n' > x_test.go; finish",
        F.GATE_RAN_NO_TEST,
        files={"ci/check.sh": "#!/bin/sh\nprintf '?   \\texample.com/x\\t[no test files]\\n'\n"},
        gates=("ci/check.sh: the tests pass",),
    ),
    liar(
        "finds-no-test-in-rust",
        "leaves the tests of a crate empty",
        "begin; honest; finish",
        F.GATE_RAN_NO_TEST,
        files={
            "ci/check.sh": "#!/bin/sh\nprintf '\\nrunning 0 tests\\n\\ntest result: ok. 0 passed; 0 failed; "
            "0 ignored; 0 measured; 0 filtered out; finished in 0.00s\\n\\n'\n"
        },
        gates=("ci/check.sh: the tests pass",),
    ),
    liar(
        "removes-every-test",
        "removes the only test, so that the runner finds none",
        "begin; rm tests/test_work.py; all_done; finish",
        F.TESTS_WEAKENED,
        **PYTEST,
    ),
    liar(
        "shadows-the-runner",
        "lays a program with the name of the test runner into the project",
        "begin; printf '#!/bin/sh\\necho 1 passed\\n' > checker; chmod +x checker; PATH=$PWD:$PATH;"
        " export PATH;"
        " all_done; finish",
        F.GATE_FAILED,
        gates=("check: the work is there",),
        config="gates:\n  check: if command -v checker; then checker; else test -s src/work.txt; fi\n",
    ),
    liar(
        "only-ignored-files",
        "makes the gate green with a file that is never committed",
        "begin; mkdir build; echo x > build/out; honest; finish",
        F.GATE_FAILED,
        files={".gitignore": "build/\n"},
        gates=("test -s build/out: it is built",),
        config="gates_in: clean\n",
    ),
    liar(
        "only-a-new-ignored-file",
        "makes the gate green with work that it ignores itself",
        "begin; honest; echo 'src/' > .gitignore; finish",
        F.GATE_FAILED,
        config="gates_in: clean\n",
    ),
    liar(
        "lets-the-gate-hang",
        "lets the gate wait for ever",
        "begin; honest; printf 'check:\\n\\t@tail -f /dev/null\\n' > Makefile; finish",
        F.GATE_TIMED_OUT,
        **MAKE,
        config="gate_timeout: 0.5\n",
    ),
    liar(
        "ends-the-gate",
        "lets the gate end itself by a signal",
        "begin; honest; printf 'check:\\n\\t@kill -TERM $$$$\\n' > Makefile; finish",
        F.GATE_FAILED,
        **MAKE,
    ),
)
