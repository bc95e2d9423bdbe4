"""Records a project with runs in every state, as the version that it runs in leaves them.

Before a release that changes the database, `python -m tests.upgrade.record` writes `schema-N.tar.gz` into
tests/data/upgrade, where later versions find it. It needs nothing of the tests but what was always there,
so that it can be copied into an older checkout. What is recorded names the machine, the Python and the
checkout that ran: take neutral ones (`unshare --uts` for the machine's name).
"""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import sys
import tarfile
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from orchestrator.store.schema import MIGRATIONS
from tests.e2e.support.commands import CHECKOUT, Running, environment, start, start_orchestrate
from tests.support.standin import standin
from tests.support.waiting import wait_until

DATA = Path(__file__).parents[1] / "data" / "upgrade"
CONFIG = """\
claude:
  command: ["./claude-standin"]
notifications:
  provider: none
max_retries: 1
"""
# phase -> its gate; a phase is alone in a plan of its name. `resumed` is made by whoever goes on with it.
GATES = {
    "finished": "test -e finished-twice",
    "blocked": "true",
    "verifying": "test -e work-verifying || exit 1; touch gate-began; test -e resumed || tail -f /dev/null",
    "remediating": "test -e remediating-twice",
    "running": "true",
}
SCRIPT = """
begin
echo "$phase" >> "work-$phase"
case $phase in
    blocked) test -e resumed || { done_with blocked "it needs a key"; finish; exit; } ;;
    running) test -e resumed || stay session-began ;;
    *) test -e "$phase-once" && touch "$phase-twice"; touch "$phase-once" ;;
esac
all_done
finish
"""
# Ends itself as soon as a rejection is recorded: `remediating` is a matter of a moment.
DIES_REJECTED = """\
import os, signal, sys
from orchestrator.cli.main import main
from orchestrator.store import journal
append = journal.append
def dying(db, run_id, step):
    append(db, run_id, step)
    if step.trigger.value == "reject":
        os.kill(os.getpid(), signal.SIGKILL)
journal.append = dying
main(sys.argv[1:])
"""


def plan_of(phase: str) -> str:
    return f"docs/{phase}.md"


def write_project(root: Path) -> None:
    """The files of a project with one plan for each state; no version control of its own."""
    (root / "docs").mkdir(parents=True)
    (root / ".orchestrator").mkdir()
    (root / ".orchestrator/config.yaml").write_text(CONFIG)
    standin(root, SCRIPT)
    for phase, gate in GATES.items():
        (root / plan_of(phase)).write_text(
            f"# {phase.title()} - Master Plan\n\n## Phases\n\n| Phase | Title |\n|---|---|\n"
            f"| {phase} | [Small](phase{phase}-small.md) |\n\n## Dependencies\n\nNone.\n"
        )
        (root / f"docs/phase{phase}-small.md").write_text(
            f"# Phase {phase}: Small\n\n## Process Wrapper\n- [ ] Write notes to:"
            f" `notes/NOTES_phase_{phase}.md`\n\n## Gates\n- `{gate}`: it works\n\n## Tasks\n\n- [ ] Do it\n"
        )


def record(folder: Path) -> Path:
    """Run every plan to the state that it is named after; the project."""
    root = folder / "project"
    write_project(root)
    env = environment(folder, "")

    def run(phase: str) -> AbstractContextManager[Running]:
        return start_orchestrate("run", plan_of(phase), cwd=root, env=env)

    for phase, code in (("finished", 0), ("blocked", 1)):
        with run(phase) as running:
            ended = running.wait()
            assert ended.returncode == code, ended.stdout + ended.stderr
    dying = (sys.executable, "-c", DIES_REJECTED, "run", plan_of("remediating"))
    with start(dying, root, {**env, "PYTHONPATH": str(CHECKOUT)}) as running:
        assert running.wait().returncode == -signal.SIGKILL
        gone(running)
    for phase, began in (("verifying", "gate-began"), ("running", "session-began")):
        with run(phase) as running:
            wait_until((root / began).exists, 60, began)
            running.send_signal(signal.SIGKILL)
            running.wait()
            gone(running)
    return root


def gone(running: Running) -> None:
    wait_until(lambda: not running.survivors(), 20, "the end of everything it started")


def pack(root: Path, into: Path) -> None:
    """The whole project as one file: times stay, owners and the name of this machine do not."""
    (root / ".orchestrator/lock").unlink()

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        return info

    with gzip.GzipFile(into, "wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(root, "project", filter=plain)


def main() -> None:
    os.umask(0o022)
    folder = Path(tempfile.mkdtemp(prefix="orchestrate-record-"))
    try:
        DATA.mkdir(parents=True, exist_ok=True)
        into = DATA / f"schema-{len(MIGRATIONS)}.tar.gz"
        pack(record(folder), into)
        print(f"{into}: {into.stat().st_size:,} bytes")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
