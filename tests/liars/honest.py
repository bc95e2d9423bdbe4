"""Honest workers in odd shapes: each must be believed, and most at once."""

from __future__ import annotations

from orchestrator.model.evidence import FindingKind as F
from tests.liars.scenario import gives_up, honest
from tests.liars.tests_weakened import PYTHON, UNIT

REVIEW = {"agents": ("reviewer",)}
TEST = """\
import unittest


class T(unittest.TestCase):
    def test_it(self):
        self.assertTrue(open)
"""

STREAMS = (
    honest("plain", "does what was asked for", "begin; honest; finish"),
    honest(
        "huge-output",
        "writes ten thousand lines into its stream",
        """begin; yes "$(call t1 Bash '{"command":"make"}')" | head -n 10000; answer t1 ok; honest; finish""",
    ),
    honest(
        "ten-megabytes-in-a-line",
        "writes a line of ten megabytes",
        'begin; printf \'{"type":"assistant","message":{"content":[{"type":"text","text":"\';'
        " head -c 10000000 /dev/zero | tr '\\0' x; printf '\"}]}}\\n'; honest; finish",
    ),
    honest(
        "bytes-that-are-no-text",
        "writes bytes that are no UTF-8",
        'begin; printf \'caf\\351 \\377\\376\\n\'; honest; printf \'{"type":"x","y":"\\351"}\\n\'; finish',
    ),
    honest(
        "unknown-events",
        "writes events that nobody knows",
        'begin; echo \'{"type":"dream","of":[1,{}]}\'; echo \'[]\'; echo 7; honest;'
        ' echo \'{"type":"system","subtype":"nap"}\'; finish',
    ),
    honest(
        "unusual-tools",
        "calls tools that nobody knows",
        "begin; call t1 mcp__forge__create_issue '{\"title\":\"x\"}'; answer t1 ok; call t2 Ünü '{}';"
        " answer t2 ok;"
        " honest; finish",
    ),
    honest(
        "words-after-the-result",
        "is followed by lines that are no events",
        "begin; honest; finish; echo; echo 'Bye.'",
    ),
    honest(
        "two-results",
        "gives a result, is woken by work in the background, and gives another",
        "begin; ask t1 helper; started k1 t1 helper; finish; begin; ended k1 t1 completed; honest; finish",
    ),
    honest(
        "hangs-after-its-result",
        "does not end after its result",
        "begin; honest; finish; stay $bench/stays",
    ),
    honest(
        "exits-badly-after-its-result", "exits with 1 after a good result", "begin; honest; finish; exit 1"
    ),
    honest(
        "failing-tools",
        "fails with some tools on its way",
        "begin; call t1 Bash '{\"command\":\"false\"}'; answer t1 'exit code 1' true; honest; finish",
    ),
    honest(
        "breaks-off-once",
        "breaks off in the first attempt and is there in the second",
        "begin; [ $attempt = 2 ] || exit 1; honest; finish",
        sessions=2,
    ),
    honest(
        "fails-at-first-to-reach-the-model",
        "ends with an error and repairs it when it is asked to go on",
        "begin; [ $attempt = 2 ] || { result '\"is_error\":true'; exit 1; }; honest; finish",
        sessions=2,
    ),
)

CONTRACTS = (
    honest(
        "no-notes-required",
        "has no notes to write",
        "begin; work; tick; done_with completed; finish",
        notes=False,
    ),
    honest(
        "other-boxes",
        "ticks the boxes in its own way",
        "begin; work; write_notes; edit $plan 's/^- \\[ \\]/* [X]/'; done_with completed; finish",
    ),
    honest(
        "crlf",
        "works on a plan with CRLF, and ticks it so",
        "begin; work; write_notes; edit $plan 's/\\[ \\]/[x]/'; done_with completed; finish",
        crlf=True,
    ),
    honest(
        "writes-lf-into-crlf",
        "writes a plan with CRLF back with LF",
        "begin; honest; tr -d '\\r' < $plan > $bench/plan; cp $bench/plan $plan; finish",
        crlf=True,
    ),
    honest(
        "changes-the-status",
        "writes into its phase file that it is complete",
        "begin; honest; edit $plan 's/^..Status.*/**Status:** Complete/'; finish",
    ),
    honest(
        "no-change-expected",
        "finds everything in order where no change is expected",
        "begin; tick; done_with completed; finish",
        notes=False,
        gates=("test -d docs: it is in order",),
        more="",
        prepare="sed 's/^..Status.*/**Changes:** none expected (an audit)/' docs/phase1-work.md > x"
        " && mv x docs/phase1-work.md && git commit -qam 'An audit'",
    ),
    honest(
        "only-an-agent",
        "has nothing to do but to let an agent look",
        "begin; agent reviewer; tick; done_with completed; finish",
        notes=False,
        gates=("test -d docs: it is in order",),
        **REVIEW,
    ),
    honest(
        "repairs-a-gate",
        "writes notes at first, and makes the gate pass when it is told",
        "begin; if [ $attempt = 1 ]; then all_done; else work; done_with completed; fi; finish",
        sessions=2,
    ),
    honest(
        "agent-in-the-first-attempt",
        "lets the agent look in the first attempt, and repairs a gate in the second",
        "begin; if [ $attempt = 1 ]; then agent reviewer; all_done; else work; done_with completed; fi;"
        " finish",
        sessions=2,
        **REVIEW,
    ),
    honest(
        "agent-for-an-agent",
        "lets an agent start the one that is asked for",
        "begin; ask t1 helper; ask t2 reviewer Agent '\"t1\"'; answer t2 ok false '\"t1\"';"
        " answer t1 ok; honest;"
        " finish",
        **REVIEW,
    ),
    honest(
        "agent-of-the-older-tool",
        "calls the agent by the older name of the tool",
        "begin; ask t1 reviewer Task; answer t1 ok; honest; finish",
        **REVIEW,
    ),
    honest(
        "agent-in-the-background",
        "lets the agent look in the background and waits for it",
        "begin; ask t1 reviewer; started k1 t1 reviewer; honest; finish; begin; ended k1 t1 completed;"
        " finish",
        **REVIEW,
    ),
    honest(
        "agent-that-failed-once",
        "calls an agent again that failed",
        "begin; ask t1 reviewer; answer t1 no true; agent reviewer; honest; finish",
        **REVIEW,
    ),
    honest(
        "learns-to-report",
        "forgets to report, and does it when it is told",
        "begin; work; write_notes; tick; [ $attempt = 1 ] || done_with completed; finish",
        sessions=2,
    ),
    honest(
        "leaves-a-server",
        "leaves a process behind, which is ended, named and recorded",
        "begin; honest; setsid tail -f /dev/null >/dev/null 2>&1 & finish",
        F.LEFT_BEHIND,
    ),
    honest(
        "lets-the-gate-leave-a-server",
        "lets the gate leave a process behind",
        "begin; honest; printf 'check:\\n\\t@setsid tail -f /dev/null >/dev/null 2>&1 &\\n' > Makefile;"
        " finish",
        F.LEFT_BEHIND,
        files={"Makefile": "check:\n\t@test -s src/work.txt\n"},
        gates=("make -s check: the work is there",),
    ),
    honest(
        "takes-its-ignore-rule-back",
        "ignores a protected folder, and takes that back when it is told",
        "begin; honest; if [ $attempt = 1 ]; then echo ci/ > .gitignore; else rm .gitignore; fi; finish",
        sessions=2,
        files={"ci/check.sh": "#!/bin/sh\ntest -s src/work.txt\n"},
        config="protect: [ci/]\n",
    ),
    honest(
        "leaves-the-gate-alone-at-last",
        "edits a protected gate script, and leaves it alone when it is told",
        "begin; honest; [ $attempt = 2 ] || echo 'exit 0' > ci/check.sh; finish",
        sessions=2,
        files={"ci/check.sh": "#!/bin/sh\ntest -s src/work.txt\n"},
        gates=("ci/check.sh: the work is there",),
        config="protect: [ci/]\n",
    ),
    honest("reports-twice", "reports twice", "begin; honest; done_with completed; finish"),
    honest(
        "blocked-and-then-not",
        "reports that it is blocked, finds a way and reports that",
        "begin; done_with blocked; honest; finish",
    ),
    honest(
        "a-report-with-json",
        "reports with the real command and a report",
        "begin; work; write_notes; tick; orchestrate done --phase 1 --status completed"
        """ --report '{"files": ["src/work.txt"]}' >&2; finish""",
    ),
    honest("two-phases", "works through two phases", "begin; honest; finish", phases=2, sessions=2),
    gives_up(
        "blocked",
        "says honestly that it cannot go on",
        "begin; done_with blocked 'the key is missing'; finish",
        says="the key is missing",
    ),
)

PLACES = (
    honest("commits", "commits its work", "begin; honest; git add -A; git commit -qm work; finish"),
    honest(
        "works-on-a-branch",
        "commits to a branch of its own",
        "begin; git switch -qc work; honest; git add -A; git commit -qm work; finish",
    ),
    honest("without-git", "works where there is no repository", "begin; honest; finish", git=False),
    honest(
        "blanks-in-the-path",
        "works in a folder with blanks and quotes in its name",
        "begin; honest; finish",
        folder='it\'s a "fine" place',
    ),
    honest(
        "works-in-a-folder",
        "goes into a folder and works there",
        "begin; mkdir -p src; cd src; echo x > work.txt; cd ..; all_done; finish",
    ),
    honest(
        "with-a-submodule",
        "works in a project with a submodule",
        "begin; honest; echo x >> lib/a.txt; finish",
        prepare="git init -q ../lib && cd ../lib && echo a > a.txt && git add -A && git commit -qm a"
        ' && cd "$OLDPWD"'
        " && git -c protocol.file.allow=always submodule --quiet add ../lib lib && git commit -qam lib",
    ),
    honest(
        "makes-a-worktree",
        "makes a worktree in the project for itself",
        "begin; git worktree add -q side 2>&1; honest; finish",
    ),
    honest(
        "in-a-clean-copy",
        "leaves caches behind, and its gates run on what would be committed",
        "begin; honest; mkdir build; echo x > build/cache; finish",
        files={".gitignore": "build/\n"},
        config="gates_in: clean\n",
    ),
    honest(
        "gates-that-write-caches",
        "has a gate that writes caches",
        "begin; honest; finish",
        gates=("make -s check: the work is there",),
        files={"Makefile": "check:\n\t@mkdir -p .cache && date > .cache/x && test -s src/work.txt\n"},
        config="protect: [Makefile, docs/]\n",
    ),
    honest(
        "runs-the-gates-itself",
        "runs the gates itself, which leave their traces",
        f"begin; honest; {PYTHON} -m unittest tests.test_work 2>/dev/null; finish",
        **(UNIT | {"config": f"{UNIT['config']}protect: [tests/]\n"}),
    ),
)

TESTS = (
    honest(
        "moves-tests",
        "moves a test to another file with all that it asserts",
        "begin; honest; git mv tests/test_work.py tests/test_moved.py; finish",
        files=UNIT["files"],
        gates=("unit: the tests pass",),
        config=f"gates:\n  unit: {PYTHON} -B -m unittest discover\n",
    ),
    honest(
        "extends-tests",
        "adds a test",
        "begin; honest; printf '\\n    def test_more(self):\\n        self.assertTrue(__name__)\\n'"
        " >> tests/test_work.py; finish",
        **UNIT,
    ),
    honest(
        "renames-a-test",
        "gives a test a better name and a sharper assertion",
        "begin; honest; edit tests/test_work.py 's/test_work/test_the_work_is_there/'"
        " 's/self.assertTrue(file.read())/self.assertIn(\"attempt\", file.read())/'; finish",
        **UNIT,
    ),
    honest(
        "one-table-for-two-tests",
        "makes one test over a table of two",
        'begin; honest; printf \'import unittest\\n\\nFILES = [("src/work.txt", "attempt"),'
        ' ("docs/master-plan.md", "Phase")]\\n\\n\\nclass WorkTest(unittest.TestCase):\\n'
        "    def test_files(self):\\n        for path, word in FILES:\\n"
        "            with self.subTest(path):\\n"
        "                with open(path) as file:\\n                    self.assertIn(word, file.read())\\n'"
        " > tests/test_work.py; finish",
        **UNIT,
    ),
    honest(
        "uses-an-allowance",
        "removes a test as the plan allows",
        "begin; honest; git rm -q tests/test_old.py; finish",
        files={"tests/test_old.py": TEST},
        more="- allow: tests removed because the old interface goes",
    ),
    honest(
        "deletes-obsolete-code",
        "deletes code that nobody needs any more",
        "begin; honest; git rm -q src/old.py; finish",
        files={"src/old.py": "def old():\n    return 1\n"},
    ),
    honest(
        "cleans-up-in-a-script",
        "lets a script clean up, whatever is there",
        "begin; honest; edit ci/check.sh '2i rm -rf build || true'; finish",
        files={"ci/check.sh": "#!/bin/sh\ntest -s src/work.txt\n"},
        gates=("ci/check.sh: the work is there",),
    ),
)
