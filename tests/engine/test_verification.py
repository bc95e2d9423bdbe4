"""What is gathered of an attempt: counted where it was proved, and never where it was only claimed."""

from __future__ import annotations

import json
from pathlib import Path

from orchestrator.model.configuration import Settings
from tests.engine.stage import RUN, Stage, phase

FINDINGS = "SELECT attempt, kind, severity FROM finding ORDER BY attempt, ordinal"
ONCE = Settings(max_retries=0)
FIRST = '[ "$ORCHESTRATOR_ATTEMPT" = 1 ]'


def test_notes_of_the_first_attempt_count_in_a_repair_by_the_same_session(tmp_path: Path) -> None:
    script = f"begin; if {FIRST}; then write_notes; else touch fixed; fi; done_with completed; finish"
    stage = Stage(tmp_path, (phase("1", "test -e fixed"),), script)
    assert stage.go().exit_code == 0
    assert stage.query(FINDINGS) == [(1, "gate failed", "high")]


def test_notes_of_a_session_that_was_given_up_do_not_count(tmp_path: Path) -> None:
    script = f"if {FIRST}; then write_notes; exit 1; fi; begin; done_with completed; finish"
    stage = Stage(tmp_path, (phase("1"),), script)
    assert stage.go().exit_code == 1
    assert stage.query(FINDINGS)[-1] == (2, "notes stale", "high")


def test_an_agent_that_ran_before_a_repair_need_not_run_again(tmp_path: Path) -> None:
    called = (
        r"""printf '{"type":"assistant","message":{"id":"m","role":"assistant","content":["""
        r"""{"type":"tool_use","id":"t","name":"Agent","input":{"subagent_type":"doc-sync","prompt":"x","description":"x"}}]}}\n';"""
        r"""printf '{"type":"system","subtype":"task_started","task_id":"a","tool_use_id":"t","""
        r""""task_type":"local_agent","subagent_type":"doc-sync"}\n';"""
        r"""printf '{"type":"user","message":{"role":"user","content":[{"type":"tool_result","""
        r""""tool_use_id":"t","content":"done"}]}}\n';"""
    )
    script = f"begin; if {FIRST}; then {called} else touch fixed; fi; all_done; finish"
    stage = Stage(tmp_path, (phase("1", "test -e fixed", agents=("doc-sync",)),), script)
    assert stage.go().exit_code == 0
    assert stage.query(FINDINGS) == [(1, "gate failed", "high")]


def test_every_gate_runs_although_the_first_one_fails(tmp_path: Path) -> None:
    gated = phase("1", "echo to the log; false", "exit 3", "true")
    stage = Stage(tmp_path, (gated,), settings=ONCE)
    assert stage.go().exit_code == 1
    results = stage.query("SELECT ordinal, exit_code, output_path FROM gate_result ORDER BY ordinal")
    assert [row[:2] for row in results] == [(1, 1), (2, 3), (3, 0)]
    assert (stage.root / str(results[0][2])).read_text() == "to the log\n"


def test_a_signal_without_the_token_of_its_attempt_is_refused(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), "begin; ORCHESTRATOR_TOKEN=forged; all_done; finish", ONCE)
    assert stage.go().exit_code == 1
    assert (1, "signal refused", "critical") in stage.query(FINDINGS)
    assert stage.query("SELECT * FROM signal") == []


def test_a_signal_of_an_earlier_attempt_says_nothing_of_this_one(tmp_path: Path) -> None:
    script = f"begin; if {FIRST}; then all_done; else touch fixed; fi; finish"
    stage = Stage(tmp_path, (phase("1", "test -e fixed"),), script)
    assert stage.go().exit_code == 1
    assert stage.query(FINDINGS)[-1] == (2, "no signal", "low")


def test_without_strict_compliance_low_findings_are_only_warnings(tmp_path: Path) -> None:
    lenient = Settings(max_retries=0, strict_compliance=False)
    stage = Stage(tmp_path, (phase("1"),), "begin; write_notes; finish", lenient)
    assert stage.go().exit_code == 0
    assert stage.query(FINDINGS) == [(1, "no signal", "low")]


def test_a_phase_file_that_the_worker_removed_is_put_back_and_told(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), f"begin; all_done; {FIRST} && rm docs/*; finish")
    file = stage.root / stage.plan.phases[0].path
    before = file.read_bytes()
    assert stage.go().exit_code == 0
    assert (1, "contract changed", "critical") in stage.query(FINDINGS)
    assert file.read_bytes() == before


def test_the_verdict_lies_beside_the_evidence(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", "exit 3"),), settings=ONCE)
    stage.go()
    verdict = json.loads(stage.prompt("1", 1, "verdict.json"))
    assert verdict["decision"] == "block"
    assert [(each["kind"], each["severity"]) for each in verdict["findings"]] == [("gate failed", "high")]
    kept = {path.name for path in Path(stage.state.attempt(RUN, "1", 1)).iterdir()}
    assert {"prompt.md", "session.jsonl", "stderr.log", "gates", "spool", "verdict.json"} <= kept


def test_what_somebody_who_was_killed_left_half_written_is_no_evidence(tmp_path: Path) -> None:
    script = 'begin; echo half > "$ORCHESTRATOR_SPOOL/../exit.json.77.tmp"; all_done; finish'
    stage = Stage(tmp_path, (phase("1"),), script)
    baseline = Path(stage.state.baseline(RUN, "1"))
    baseline.mkdir(parents=True)
    (baseline / "started.json.78.tmp").write_text("half")
    assert stage.go().exit_code == 0
    assert list(Path(stage.state.path).rglob("*.tmp")) == []
    ((sealed,),) = stage.query("SELECT evidence FROM attempt")
    assert ".tmp" not in str(sealed)
