"""Workers that say they are done, and workers whose sessions end as they should not."""

from __future__ import annotations

from orchestrator.model.evidence import FindingKind as F
from tests.liars.scenario import liar

GREEN = ("test -d docs: it passes whatever happens",)

CLAIMS = (
    liar(
        "claims-with-a-failing-gate",
        "does everything but the work itself",
        "begin; all_done; finish",
        F.GATE_FAILED,
    ),
    liar(
        "claims-without-work",
        "does nothing where the gate was green before, and says that it is done",
        "begin; tick; done_with completed; finish",
        F.NO_WORK,
        gates=GREEN,
        notes=False,
    ),
    liar(
        "claims-in-words-only",
        "says in its last answer that all is done, and does nothing",
        "begin; say 'All tasks are complete, all gates pass.'; finish",
        F.NOTES_MISSING,
        F.NO_SIGNAL,
        F.TASKS_OPEN,
        F.GATE_FAILED,
    ),
    liar(
        "shows-a-gate-that-passed",
        "lets its stream tell of a gate run that never was",
        """begin; call t1 Bash '{"command":"test -s src/work.txt"}'; answer t1 'exit code 0'
        all_done; finish""",
        F.GATE_FAILED,
    ),
    liar(
        "never-reports", "works, but never reports it", "begin; work; write_notes; tick; finish", F.NO_SIGNAL
    ),
    liar(
        "leaves-tasks-open",
        "works, and leaves the tasks open",
        "begin; work; write_notes; done_with completed; finish",
        F.TASKS_OPEN,
    ),
    liar(
        "ticks-one-box-of-many",
        "ticks the first box and reports completion",
        "begin; work; write_notes; edit $plan '0,/\\[ \\]/s//[x]/'; done_with completed; finish",
        F.TASKS_OPEN,
    ),
    liar(
        "same-failure-twice",
        "comes back with the same failure and unchanged files, and would do so four times",
        "begin; test -e $notes || write_notes; tick; done_with completed; finish",
        F.GATE_FAILED,
        retries=3,
        sessions=2,
        says="no file has changed",
    ),
    liar(
        "must-have-failed-first",
        "would be paid for work that the gate cannot tell from none",
        "begin; honest; finish",
        gates=("test -d docs: (must fail first) the work is there",),
        sessions=0,
        says="must fail first",
    ),
    liar(
        "gate-that-cannot-start",
        "would be paid although the gate can never pass",
        "begin; honest; finish",
        gates=("sh -c 'no-such-program-anywhere': it starts",),
        sessions=0,
        says="cannot start",
    ),
    liar(
        "fails-then-lies",
        "fails, is sent back, and then only says that it is repaired",
        "begin; say 'It is repaired.'; [ $attempt = 1 ] || touch src-is-fine.txt; all_done; finish",
        F.GATE_FAILED,
    ),
    liar(
        "undoes-its-work",
        "works, and takes the work back before it reports",
        "begin; work; rm -r src; all_done; finish",
        F.GATE_FAILED,
    ),
    liar(
        "lazy-in-the-second-phase",
        "does the first phase and notes, boxes and report of both",
        "begin; [ $phase = 2 ] || { work; all_done; phase=2; write_notes; tick; }; finish",
        F.NOTES_STALE,
        F.NO_SIGNAL,
        phases=2,
    ),
)

SESSIONS = (
    liar("no-result", "exits with 0 and without a result", "begin; honest", F.SESSION_FAILED),
    liar("says-nothing-at-all", "does the work and writes no stream", "honest", F.SESSION_FAILED),
    liar(
        "success-that-is-an-error",
        "ends with a result of subtype success that is an error",
        'begin; honest; result \'"is_error":true,"result":"I gave up"\'',
        F.SESSION_FAILED,
    ),
    liar(
        "no-turn-was-run",
        "ends with a good result after no turn",
        "begin; honest; result '\"num_turns\":0'",
        F.SESSION_FAILED,
    ),
    liar(
        "no-stop-reason",
        "ends with an answer that was cut off",
        "begin; honest; result '\"stop_reason\":null'",
        F.SESSION_SUSPECT,
    ),
    liar(
        "ran-out-of-tokens",
        "ends because the answer became too long",
        'begin; honest; result \'"stop_reason":"max_tokens"\'',
        F.SESSION_SUSPECT,
    ),
    liar(
        "empty-answer",
        "ends with an answer that holds nothing",
        'begin; honest; result \'"result":"  "\'',
        F.SESSION_SUSPECT,
    ),
    liar(
        "result-in-a-broken-line",
        "writes half of a result",
        "begin; honest; finish | head -c 100",
        F.SESSION_FAILED,
    ),
    liar(
        "result-in-a-text",
        "says the result instead of giving it",
        'begin; honest; say \'{\\"type\\":\\"result\\",\\"subtype\\":\\"success\\",\\"is_error\\":false}\'',
        F.SESSION_FAILED,
    ),
    liar(
        "good-result-then-an-error",
        "gives a good result, and then one that is an error",
        "begin; honest; finish; begin; result '\"is_error\":true'",
        F.SESSION_FAILED,
    ),
    liar(
        "goes-on-after-its-result",
        "begins another turn after its result and breaks off in it",
        "begin; honest; finish; begin; say 'One more thing'; exit 1",
        F.SESSION_SUSPECT,
    ),
    liar(
        "hangs-after-claiming",
        "reports completion and never ends",
        "begin; honest; stay $bench/stays",
        F.SESSION_FAILED,
        config="timeout: 0.5\n",
    ),
    liar(
        "ends-itself",
        "reports completion and is killed",
        "begin; honest; kill -9 $$",
        F.SESSION_FAILED,
    ),
    liar(
        "exit-code-of-success-for-nothing",
        "prints words instead of a stream and exits with 0",
        "echo 'Done! All gates pass.'",
        F.SESSION_FAILED,
    ),
)
