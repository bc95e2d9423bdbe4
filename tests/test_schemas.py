"""The published JSON Schemas, held to what the real code writes, and to what it never would."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from orchestrator.clock import at
from orchestrator.engine.verification import save_verdict
from orchestrator.engine.work import Work
from orchestrator.findings import findings
from orchestrator.hooks.answer import answer
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.cleaning import Cleaned, Old
from orchestrator.model.configuration import Settings
from orchestrator.model.evidence import Decision, FindingKind, Severity, Verdict
from orchestrator.model.lifecycle import State, Trigger
from orchestrator.model.plan import GateOrigin
from orchestrator.model.session import Ending, ExitRecord, Outcome, Usage
from orchestrator.model.vendoring import Action, Copy, Vendored
from orchestrator.process.run import Command, start
from orchestrator.process.wake import Wake
from orchestrator.spool import ATTEMPT, PHASE, SPOOL, TOKEN, drop
from orchestrator.store import attempts, journal, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.store.lock import held
from orchestrator.stream.summary import Accumulator
from orchestrator.vendoring.manifest import manifest_of, written
from orchestrator.verdict import judge
from orchestrator.views.cleaning import cleaned_json
from orchestrator.views.runs import history_json, status_json
from orchestrator.views.vendoring import vendored_json
from orchestrator.workspace.plain import PlainWorkspace
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, project
from tests.hooks.made import room
from tests.support import programs
from tests.support.made import circumstances, evidence, gate, phase, plan, result
from tests.support.processes import Family
from tests.support.standin import configured

FOLDER = Path(__file__).parents[1] / "schemas"
NAMES = (
    "plan",
    "status",
    "history",
    "signal",
    "verdict",
    "exit",
    "contract",
    "stop",
    "evidence",
    "report",
    "verification",
    "clean",
    "doctor",
    "vendor",
    "vendored",
    "check",
    "started",
    "lock",
    "denied",
    "errors",
)
# The files of a run that hold JSON.
WRITTEN = {
    "contract.json": "contract",
    "verdict.json": "verdict",
    "started.json": "started",
    "exit.json": "exit",
}
# A session's stream is the CLI's; what an attempt remembers of notes and protected files may change any time.
FOR_US_ALONE = {"session.jsonl", "notes.json", "protected.json"}


def schema(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    return data


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name))


def check(name: str, document: Any) -> None:
    """
    Raises:
        jsonschema.ValidationError: the document is not what the schema describes.
    """
    validator(name).validate(document)


def parts(of: Any) -> Iterator[dict[str, Any]]:
    """Every object within a schema."""
    if isinstance(of, dict):
        yield of
        for inner in of.values():
            yield from parts(inner)
    elif isinstance(of, list):
        for inner in of:
            yield from parts(inner)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_a_schema_is_a_schema_and_says_what_it_describes(path: Path) -> None:
    data = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(data)
    assert data["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert data["$id"] == path.name
    assert data["title"]
    assert data["description"]


def test_there_is_a_test_of_every_schema() -> None:
    tested = {f"{name}.schema.json" for name in NAMES}
    assert {path.name for path in FOLDER.iterdir()} == tested | {"configuration.schema.json"}


@pytest.mark.parametrize("name", NAMES)
def test_every_property_is_described_required_and_no_other_is_allowed(name: str) -> None:
    objects = [part for part in parts(schema(name)) if part.get("type") == "object" and "properties" in part]
    assert objects
    for part in objects:
        assert part["additionalProperties"] is False
        assert set(part["required"]) == set(part["properties"])
        for inner in part["properties"].values():
            assert "description" in inner or "$ref" in inner


# what the real code writes


@pytest.fixture(scope="module")
def plan_document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = project(
        tmp_path_factory.mktemp("plan"),
        PhaseFile("1", "Set up", gates=("true: must pass", "ours: configured (must fail first)")),
        PhaseFile("2a", "Build", ("1",), agents=("doc-sync",), reads=("notes/NOTES_phase_1.md",)),
        PhaseFile("3.1", "Ship", ("1",), writes_notes=False),
        config="gates:\n  ours: exit 0\n",
        agents=("doc-sync",),
    )
    first = PhaseFile("1", "Set up").path
    words = (
        "**Changes:** none expected (why)\n",
        "## Protected\n- `tests/`: why\n- pytest\n- allow: skips because x\n",
    )
    made.write(first, words[0] + made.read(first) + words[1])
    ended = programs.orchestrate("run", MASTER_PLAN, "--dry-run", "--json", "--phase", "2a", cwd=made.root)
    assert (ended.returncode, ended.stderr) == (0, "")
    return json.loads(ended.stdout)


def worked(db: Database) -> None:
    """Two runs that show every state a phase can be in."""
    ways = {
        "1": (Trigger.ASSUME,),
        "2": (Trigger.START, Trigger.FINISH, Trigger.ACCEPT),
        "3": (Trigger.START,),
        "4": (Trigger.START, Trigger.FINISH),
        "5": (Trigger.START, Trigger.FAIL),
        "6": (Trigger.BLOCK,),
        "7": (),
    }
    for run_id in ("old", "new"):
        runs.create(db, run_id, plan(*map(phase, ways)), "{}", "sonnet", {})
        for phase_id, triggers in ways.items():
            tracked = Tracked(phase_id)
            for trigger in triggers:
                step_to(db, run_id, tracked, trigger)
    runs.end(db, "old", 1)
    attempts.open_session(db, "new", "2", 1, "c", continues=False)
    attempts.close_session(
        db,
        "new",
        "2",
        attempts.sessions(db, "new", "2")[0],
        summary=replace(Accumulator().summary(), usage=Usage(1, 2, 3, 4, 0.125)),
        ended=ExitRecord(0, "", (), 1.0),
        outcome=Outcome(Ending.CLAIMS_DONE, "it says so", True),
    )


def step_to(db: Database, run_id: str, tracked: Tracked, trigger: Trigger) -> None:
    Lifecycle(lambda step: journal.append(db, run_id, step)).fire(tracked, trigger, "why")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    folder = StateFolder(str(tmp_path))
    prepare(folder)
    with closing(Database(folder.database)) as opened:
        worked(opened)
        yield opened


@pytest.fixture
def status_document(db: Database) -> Any:
    return json.loads(status_json(runs.latest(db), "new"))


@pytest.fixture
def history_document(db: Database) -> Any:
    return json.loads(history_json(runs.listed(db, 9), "new"))


@pytest.fixture
def signal_document(tmp_path: Path) -> Any:
    session = {SPOOL: str(tmp_path), TOKEN: "5f" * 16, PHASE: "3.1", ATTEMPT: "12"}
    return json.loads(Path(drop(session, "3.1", "blocked", "why", {"tests": 12})).read_text())


@pytest.fixture
def verdict_document(db: Database, tmp_path: Path) -> Any:
    return written_verdict(db, tmp_path, judge(findings(phase(), POOR), circumstances()))


def written_verdict(db: Database, root: Path, verdict: Verdict) -> Any:
    """A verdict as it lies beside the other evidence of an attempt."""
    wake = Wake()
    work = Work(
        run_id="new",
        plan=plan(),
        settings=Settings(),
        folder=StateFolder(str(root)),
        db=db,
        lifecycle=Lifecycle(lambda _step: None),
        environment={},
        wake=wake,
        report=lambda _happening: None,
        workspace=PlainWorkspace(str(root), str(root / "shadow")),
        frozen={},
    )
    save_verdict(work, phase(), Tracked("1", State.VERIFYING, 2, 1), verdict)
    wake.close()
    return json.loads(Path(work.folder.attempt("new", "1", 1), "verdict.json").read_text())


POOR = evidence(gates=(result(gate(), 1, "boom \ud800\x1b"),), signal=None, refused_signals=("a.json: no",))


@pytest.fixture
def exit_document(tmp_path: Path) -> Any:
    family = Family(tmp_path / "family")
    return exit_record(tmp_path, *family.argv(sys.executable, "3", "setsid"))


def exit_record(folder: Path, *argv: str, stop: bool = False) -> Any:
    """What the supervisor of a real command writes."""
    record = folder / "record"
    process = start(
        Command(argv, str(folder), dict(os.environ), None, str(folder / "out"), None, str(record))
    )
    if stop:
        process.stop()
    process.record()
    return json.loads((record / "exit.json").read_text())


@pytest.fixture
def contract_document(tmp_path: Path) -> Any:
    made = room(tmp_path, "true", settings=Settings(protect=("tests/",)))
    return json.loads((made.folder / "contract.json").read_text())


@pytest.fixture
def stop_document(tmp_path: Path) -> Any:
    made = room(tmp_path, "exit 3", "tail -f /dev/null", settings=Settings(gate_timeout=0.2))
    assert made.stop()
    return json.loads((made.folder / "hooks" / "stop-1.json").read_text())


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real run: two attempts, a changed plan file, a phase never begun, a gate that cannot start."""
    folder = tmp_path_factory.mktemp("shown")
    edits = "test $phase = 2 && echo more >> docs/phase2-stuck.md"
    script = f"begin; all_done; {edits}; test -e first && touch second; touch first; finish"
    made = project(
        folder,
        PhaseFile("1", "Set up", gates=("test -e second",)),
        PhaseFile("2", "Stuck", gates=("false",)),
        PhaseFile("3", "Build", ("2",)),
        PhaseFile("4", "Lint", gates=("exit 127",)),
        config=configured(folder, script, "max_retries: 1\nnotifications:\n  provider: none\n"),
    )
    assert programs.orchestrate("run", MASTER_PLAN, cwd=made.root).returncode == 1
    return made.root


def printed(root: Path, *words: str) -> Any:
    ended = programs.orchestrate(*words, "--json", cwd=root)
    assert ended.stderr == ""
    return json.loads(ended.stdout)


@pytest.fixture
def evidence_document(shown: Path) -> Any:
    return printed(shown, "show", "1", "--attempt", "all", "--diff")


@pytest.fixture
def report_document(shown: Path) -> Any:
    ended = programs.orchestrate("report", "--format", "json", cwd=shown)
    assert (ended.returncode, ended.stderr) == (0, "")
    return json.loads(ended.stdout)


@pytest.fixture
def verification_document(shown: Path) -> Any:
    (log,) = shown.glob(".orchestrator/runs/*/1/2/gates/1.log")
    before = log.read_bytes()
    log.write_text("all green")
    try:
        return printed(shown, "verify", "--evidence")
    finally:
        log.write_bytes(before)


@pytest.fixture
def clean_document() -> Any:
    old = Old("r", "docs/master-plan.md", at(0), ("/p/.orchestrator/runs/r",), 5)
    return json.loads(cleaned_json(Cleaned(False, (old,), ("no",), (".orchestrator/runs/x",), 7)))


@pytest.fixture(scope="module")
def doctor_document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    ended = programs.orchestrate("doctor", "--json", cwd=tmp_path_factory.mktemp("doctor"))
    assert ended.stderr == ""
    return json.loads(ended.stdout)


@pytest.fixture
def vendor_document() -> Any:
    found = Copy("0.0.1", ("orchestrate.py",), ("orchestrator/a",), ("orchestrator/b",), outdated=True)
    return json.loads(vendored_json(Vendored("tools", Action.UPDATED, "0.1.0", found)))


@pytest.fixture
def vendored_document() -> Any:
    return json.loads(written(manifest_of("0.1.0", {"orchestrate.py": b"1", "orchestrator/a": b"2"})))


@pytest.fixture
def check_document(shown: Path) -> Any:
    return printed(shown, "check", MASTER_PLAN)


def test_a_plan_with_errors_has_a_document_too(tmp_path: Path) -> None:
    made = project(tmp_path, PhaseFile("1", "Set up", gates=("nobody: x",), tasks=("] a",)))
    made.write(PhaseFile("1", "Set up").path, made.read(PhaseFile("1", "Set up").path) + "-[ ] b\n")
    ended = programs.orchestrate("check", MASTER_PLAN, "--fix", "--json", cwd=made.root)
    document = json.loads(ended.stdout)
    check("check", document)
    assert (ended.returncode, document["plan"], len(document["mended"])) == (2, None, 1)
    assert None in [one["path"] for one in document["complaints"]]


@pytest.fixture
def started_document(tmp_path: Path) -> Any:
    exit_record(tmp_path, "true")
    return json.loads((tmp_path / "record" / "started.json").read_text())


@pytest.fixture
def lock_document(tmp_path: Path) -> Any:
    path = tmp_path / "lock"
    with held(str(path), "run docs/master-plan.md") as carry_out:
        check("lock", json.loads(path.read_text()))
        carry_out("20261122-140740-3fa2")
        return json.loads(path.read_text())


@pytest.fixture
def denied_document(tmp_path: Path) -> Any:
    made = room(tmp_path, settings=Settings(protect=("tests/",)))
    assert made.protect("Write", file_path="tests/test_it.py", content="")
    (line,) = (made.folder / "hooks" / "denied.jsonl").read_text().splitlines()
    return json.loads(line)


@pytest.fixture
def errors_document(tmp_path: Path) -> Any:
    made = room(tmp_path)
    assert answer("stop", str(made.folder), b"no JSON", {}) == ""
    return json.loads(made.errors())


def test_every_file_of_json_that_a_run_leaves_is_described(shown: Path) -> None:
    runs_of = shown / ".orchestrator"
    paths = [path for path in runs_of.rglob("*.json*") if path.parent.name != "spool"]  # what a worker sent
    assert {path.name for path in paths} - FOR_US_ALONE <= WRITTEN.keys()
    described = [path for path in paths if path.name in WRITTEN]
    assert {path.name for path in described} >= {"contract.json", "verdict.json", "started.json", "exit.json"}
    for path in described:
        check(WRITTEN[path.name], json.loads(path.read_text()))


def test_what_was_never_begun_and_what_still_holds_have_documents_too(shown: Path) -> None:
    check("evidence", printed(shown, "show", "3"))
    (stuck,) = printed(shown, "show", "2", "--attempt", "1")["attempts"]
    assert stuck["tampered"]
    check("evidence", printed(shown, "show", "2", "--attempt", "all"))
    assert printed(shown, "show", "4")["attempts"][0]["before"]
    check("evidence", printed(shown, "show", "4"))
    check("verification", printed(shown, "verify"))


@pytest.mark.parametrize("name", NAMES)
def test_what_the_real_code_writes_is_what_the_schema_describes(
    name: str, request: pytest.FixtureRequest
) -> None:
    document = request.getfixturevalue(f"{name}_document")
    assert document
    check(name, document)


def test_an_empty_project_has_documents_too(db: Database) -> None:
    check("status", json.loads(status_json(None, None)))
    check("history", json.loads(history_json((), None)))
    ended = runs.find(db, "old")
    check("status", json.loads(status_json(ended, None)))
    check("status", json.loads(status_json(ended._replace(exit_code=0), None)))
    paused = runs.find(db, "new")._replace(paused="why")
    document = json.loads(status_json(paused, None))
    check("status", document)
    assert document["run"]["outcome"] == "paused"
    waiting = paused.phases[2]._replace(waits_for="usage limit", waits_until=1_800_000_000.5)
    check("status", json.loads(status_json(paused._replace(phases=(waiting,)), "new")))


@pytest.mark.parametrize(("status", "reason"), [("completed", ""), ("blocked", "why")])
def test_a_signal_without_a_report(tmp_path: Path, status: str, reason: str) -> None:
    session = {SPOOL: str(tmp_path), TOKEN: "t", PHASE: "1", ATTEMPT: "1"}
    check("signal", json.loads(Path(drop(session, "1", status, reason, None)).read_text()))


@pytest.mark.parametrize("decision", Decision)
def test_a_verdict_of_every_decision(db: Database, tmp_path: Path, decision: Decision) -> None:
    low = tuple(f for f in findings(phase(), POOR) if f.severity is Severity.LOW)
    check("verdict", written_verdict(db, tmp_path, Verdict(decision, "why", low)))


def test_a_stopped_command_and_one_that_cannot_be_started(tmp_path: Path) -> None:
    stopped = exit_record(tmp_path, "sleep", "1000", stop=True)
    check("exit", stopped)
    assert stopped["stopped_by"] == "request"
    absent = exit_record(tmp_path, "no-such-program-anywhere")
    check("exit", absent)
    assert absent["code"] == 127


def test_the_words_of_the_schemas_are_those_of_the_code() -> None:
    def words(name: str, *path: str) -> set[str]:
        found: Any = schema(name)
        for key in path:
            found = found[key]
        return set(found["enum"])

    found = ("properties", "attempts", "items", "properties", "findings", "items", "properties")
    assert words("evidence", *found, "kind") == {kind.value for kind in FindingKind}
    assert words("evidence", "properties", "phase", "properties", "state") == {s.value for s in State}
    move = ("properties", "history", "items", "properties")
    assert words("evidence", *move, "trigger") == {trigger.value for trigger in Trigger}
    session = ("properties", "attempts", "items", "properties", "sessions", "items", "properties")
    assert words("evidence", *session, "ending") == {None, *(ending.value for ending in Ending)}
    item = ("properties", "findings", "items", "properties")
    assert words("verdict", *item, "kind") == {kind.value for kind in FindingKind}
    assert words("verdict", *item, "severity") == {severity.value for severity in Severity}
    assert words("verdict", "properties", "decision") == {decision.value for decision in Decision}
    attempt = ("$defs", "attempt")
    assert words("report", *attempt, *found[3:], "kind") == {kind.value for kind in FindingKind}
    assert words("report", *attempt, *session[3:], "ending") == {None, *(ending.value for ending in Ending)}
    counted = ("$defs", "statistics", "properties", "findings", "items", "properties", "kind")
    assert words("report", *counted) == {kind.value for kind in FindingKind}
    for name in ("time", "cost", "use", "phase"):
        assert schema("report")["$defs"][name] == schema("status")["$defs"][name]
    for name in ("status", "history"):
        assert words(name, "$defs", "phase", "properties", "state") == {state.value for state in State}
    origin = words("plan", "$defs", "gate", "properties", "origin")
    assert origin == {origin.value for origin in GateOrigin}
    assert schema("status")["$defs"] == schema("history")["$defs"]
    assert schema("check")["$defs"] == schema("plan")["$defs"]


# what it never would

REMOVED = object()
WRONG: tuple[tuple[str, tuple[str | int, ...], object], ...] = (
    ("vendor", ("action",), "checked"),
    ("vendor", ("copy",), REMOVED),
    ("vendor", ("copy", "changed"), None),
    ("vendor", ("copy", "added"), ["a", "a"]),
    ("vendor", ("copy", "outdated"), "yes"),
    ("vendored", ("format",), 2),
    ("vendored", ("version",), ""),
    ("vendored", ("files",), ["orchestrate.py"]),
    ("vendored", ("files", "orchestrate.py"), "5f"),
    ("vendored", ("files", "../x"), "5f" * 32),
    ("plan", ("version",), 2),
    ("plan", ("order",), ["1", "1"]),
    ("plan", ("waves", 0), []),
    ("plan", ("plan", "phases"), []),
    ("plan", ("plan", "phases", 0, "gates", 0, "command"), ""),
    ("plan", ("plan", "phases", 0, "gates", 0, "origin"), "guessed"),
    ("plan", ("plan", "phases", 0, "line"), 0),
    ("plan", ("plan", "phases", 0, "cost"), 1),
    ("plan", ("plan", "phases", 0, "depends_on"), "1"),
    ("plan", ("plan", "phases", 0, "gates", 0, "must_fail_first"), "yes"),
    ("plan", ("plan", "phases", 0, "protected"), ["a", "a"]),
    ("plan", ("plan", "phases", 0, "allowances", 0, "reason"), ""),
    ("plan", ("plan", "phases", 0, "no_change"), None),
    ("plan", ("assumed",), REMOVED),
    ("status", ("run",), REMOVED),
    ("status", ("run", "outcome"), "paused"),
    ("status", ("run", "outcome"), "done"),
    ("status", ("run", "exit_code"), 1),
    ("status", ("run", "started_at"), "yesterday"),
    ("status", ("run", "tokens"), -1),
    ("status", ("run", "cost_usd"), "$1"),
    ("status", ("run", "phases", 1, "assumed"), "no"),
    ("status", ("run", "phases", 0, "state"), "blocked"),
    ("status", ("run", "phases", 2, "state"), "ready"),
    ("status", ("run", "phases", 2, "attempts"), 1.5),
    ("status", ("run", "paused"), None),
    ("status", ("run", "estimated"), REMOVED),
    ("status", ("run", "sessions"), "one"),
    ("status", ("run", "phases", 2, "waits_until"), "later"),
    ("status", ("run", "phases", 1, "by_attempt", 0, "number"), 0),
    ("status", ("run", "phases", 1, "by_attempt", 0, "cost_usd"), -1),
    ("status", ("run", "phases", 1, "by_attempt", 0, "seconds"), None),
    ("history", ("runs",), None),
    ("history", ("runs", 0, "id"), ""),
    ("history", ("runs", 1, "ended_at"), None),
    ("history", ("runs", 1, "exit_code"), 3),
    ("history", ("runs", 0, "phases", 0, "secret"), "x"),
    ("signal", ("token",), REMOVED),
    ("signal", ("status",), "done"),
    ("signal", ("reason",), " "),
    ("signal", ("report",), [1]),
    ("signal", ("attempt",), "0"),
    ("signal", ("at",), "2026-11-22 14:00"),
    ("signal", ("evidence",), True),
    ("verdict", ("decision",), "accept"),
    ("verdict", ("decision",), "perhaps"),
    ("verdict", ("reason",), ""),
    ("verdict", ("findings", 0, "kind"), "bad luck"),
    ("verdict", ("findings", 0, "severity"), "medium"),
    ("verdict", ("findings", 0, "detail"), None),
    ("verdict", ("findings",), REMOVED),
    ("contract", ("version",), 2),
    ("contract", ("token",), "t"),
    ("contract", ("plan_files",), []),
    ("contract", ("gates", 0, "command"), ""),
    ("contract", ("protected", 0, "by"), REMOVED),
    ("contract", ("until",), "soon"),
    ("stop", ("blocked",), "yes"),
    ("stop", ("why",), ""),
    ("stop", ("at",), "now"),
    ("stop", ("gates", 0, "exit_code"), -1),
    ("stop", ("gates", 0, "tail"), "x"),
    ("evidence", ("history", 0, "trigger"), "jump"),
    ("evidence", ("phase", "state"), "ready"),
    ("evidence", ("attempts", 0, "number"), 0),
    ("evidence", ("attempts", 0, "chain"), "short"),
    ("evidence", ("attempts", 0, "verdict", "decision"), "perhaps"),
    ("evidence", ("attempts", 0, "findings", 0, "kind"), "bad luck"),
    ("evidence", ("attempts", 0, "findings", 0, "accepted"), None),
    ("evidence", ("attempts", 0, "sessions", 0, "ending"), "good"),
    ("evidence", ("attempts", 0, "sessions", 0, "prompt"), REMOVED),
    ("evidence", ("attempts", 0, "sessions", 0, "estimated"), 1),
    ("evidence", ("attempts", 1, "gates", 0, "baseline", "exit_code"), "0"),
    ("evidence", ("attempts", 1, "gates", 0, "seconds"), -1),
    ("evidence", ("attempts", 1, "diff", "files", 0, "added"), -1),
    ("evidence", ("attempts", 1, "signals", 0, "status"), "done"),
    ("report", ("made_at",), "now"),
    ("report", ("run", "outcome"), "running"),
    ("report", ("run", "phases"), []),
    ("report", ("phases", 0, "depends_on"), [""]),
    ("report", ("phases", 0, "phase", "state"), "ready"),
    ("report", ("phases", 0, "history", 0, "trigger"), "jump"),
    ("report", ("phases", 0, "attempts", 0, "sessions", 0, "prompt"), "do it"),
    ("report", ("phases", 0, "attempts", 0, "diff", "files", 0, "added"), -1),
    ("report", ("phases", 0, "attempts", 0, "gates", 0, "seconds"), "long"),
    ("report", ("statistics", "phases", 0, "cost_usd"), -1),
    ("report", ("statistics", "gates", 0, "times"), 1.5),
    ("report", ("statistics", "findings", 0, "kind"), "bad luck"),
    ("verification", ("holds",), "yes"),
    ("verification", ("evidence", "head"), ""),
    ("verification", ("evidence", "changes", 0, "what"), "thing"),
    ("verification", ("evidence", "changes", 0, "attempt"), 0),
    ("verification", ("gates",), [{"phase": "1"}]),
    ("verification", ("evidence", "cleaned_at"), "today"),
    ("evidence", ("cleaned_at",), "today"),
    ("clean", ("dry_run",), "no"),
    ("clean", ("runs", 0, "id"), ""),
    ("clean", ("runs", 0, "bytes"), -1),
    ("clean", ("runs", 0, "ended_at"), None),
    ("clean", ("snapshot_bytes",), 1.5),
    ("clean", ("problems",), [""]),
    ("clean", ("unknown",), None),
    ("doctor", ("healthy",), "yes"),
    ("doctor", ("checks",), []),
    ("doctor", ("checks", 0, "group"), "weather"),
    ("doctor", ("checks", 0, "name"), "Python!"),
    ("doctor", ("checks", 0, "health"), "fine"),
    ("doctor", ("checks", 0, "health"), "error"),
    ("doctor", ("checks", 0, "cure"), "do something"),
    ("doctor", ("checks", 0, "found"), REMOVED),
    ("started", ("pid",), 0),
    ("started", ("command_pid",), REMOVED),
    ("started", ("host",), ""),
    ("started", ("start_ticks",), -1),
    ("lock", ("pid",), "1"),
    ("lock", ("run",), None),
    ("lock", ("purpose",), ""),
    ("lock", ("token",), "x"),
    ("denied", ("tool",), ""),
    ("denied", ("reason",), REMOVED),
    ("denied", ("at",), "now"),
    ("errors", ("event",), "start"),
    ("errors", ("error",), ""),
    ("exit", ("code",), None),
    ("exit", ("code",), -9),
    ("exit", ("code",), 256),
    ("exit", ("stopped_by",), "nobody"),
    ("exit", ("left_behind",), [5]),
    ("exit", ("seconds",), "1.5"),
    ("exit", ("pid",), 5),
    ("check", ("version",), 2),
    ("check", ("plan",), "docs/master-plan.md"),
    ("check", ("plan", "phases"), []),
    ("check", ("complaints",), None),
    ("check", ("complaints", 0, "level"), "note"),
    ("check", ("complaints", 0, "line"), 0),
    ("check", ("complaints", 0, "code"), "No Code"),
    ("check", ("complaints", 0, "fixable"), REMOVED),
    ("check", ("mended",), [{"code": "a", "path": "b", "line": None}]),
)


@pytest.mark.parametrize(("name", "path", "value"), WRONG)
def test_a_wrong_document_is_refused(
    name: str, path: tuple[str | int, ...], value: object, request: pytest.FixtureRequest
) -> None:
    document: Any = deepcopy(request.getfixturevalue(f"{name}_document"))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if value is REMOVED:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    assert not validator(name).is_valid(document)


def test_every_schema_is_known_to_refuse_something() -> None:
    assert {name for name, _, _ in WRONG} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("document", [None, [], {}, "text", 5])
def test_what_is_no_such_document_at_all_is_refused(name: str, document: object) -> None:
    assert not validator(name).is_valid(document)


def test_the_plan_document_shows_what_it_should(plan_document: Any) -> None:
    assert plan_document["assumed"] == ["1"]
    origins = [found["origin"] for found in plan_document["plan"]["phases"][0]["gates"]]
    assert origins == ["written", "configured"]
    first = plan_document["plan"]["phases"][0]
    assert [found["must_fail_first"] for found in first["gates"]] == [False, True]
    assert (first["protected"], first["no_change"]) == (["tests/", "pytest"], "why")
    assert [(one["what"], one["reason"]) for one in first["allowances"]] == [("skips", "x")]
