"""The project of the crash bench: three phases that depend on each other, and a worker that is scripted.

The second phase's first attempt is a lie and touches a protected file, so that it is rejected and repaired.
Sessions and gates leave a line outside the project whenever they run, which nothing that is restored or
ignored can hide.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from tests.e2e.support.project import MASTER_PLAN, PhaseFile, project
from tests.support.standin import configured

FOLDER = "CRASH_FOLDER"  # the variable that names the folder for those lines, and marks every process
PAUSE = "CRASH_PAUSE"  # seconds of a pause: sessions make three, gates one
STAY = "stay"  # the file in that folder that makes whoever comes out of a pause stay for ever
GO = f"{FOLDER}/go"  # without this file the second phase ends blocked, after all that a worker could do
RUN = ("run", MASTER_PLAN)
RESUME = ("resume",)

# A conversation can be continued from the moment at which it was kept; before that it is lost, as in the CLI.
_WORKER = r"""
pause() {
    sleep "$CRASH_PAUSE"
    test ! -e "$CRASH_FOLDER/stay" || exec tail -f /dev/null
}
case " $* " in *" --resume "*)
    if ! test -e "$CRASH_FOLDER/conversations/$id"; then
        printf '{"type":"result","subtype":"error_during_execution","is_error":true,"num_turns":0,'
        printf '"stop_reason":null,"session_id":"%s",' "$id"
        printf '"errors":["No conversation found with session ID: x"]}\n'
        exit 1
    fi ;;
esac
echo "$phase $ORCHESTRATOR_ATTEMPT $id" >> "$CRASH_FOLDER/worked"
begin
: > "$CRASH_FOLDER/conversations/$id"
pause
mkdir -p src
echo "made by phase $phase" > "src/part-$phase.txt"
case $phase$ORCHESTRATOR_ATTEMPT in
    21) echo tampered > fixed.txt ;; # is put back before the gates run
    2*) echo repaired > src/repaired.txt ;;
esac
all_done
pause
finish
pause
"""


def _gate(phase_id: str, check: str) -> str:
    pause = f'sleep "${PAUSE}"; test ! -e "${FOLDER}/{STAY}" || exec tail -f /dev/null'
    command = f'echo {phase_id} >> "${FOLDER}/checked"; {pause}; {check}'
    return f"`{command}`: must hold"


PHASES = (
    PhaseFile("1", "Setup", gates=(_gate("1", "test -e src/part-1.txt"), "true: must pass")),
    PhaseFile("2", "Logic", ("1",), gates=(_gate("2", f'test -e src/repaired.txt && test -e "${GO}"'),)),
    PhaseFile("3", "Proof", ("1", "2"), gates=(_gate("3", "grep -q phase src/part-3.txt"),)),
)
_SETTINGS = "protect: [fixed.txt]\nmax_retries: 30\nnotifications:\n  provider: none\n"


class Template:
    """Made once; every run gets a copy."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        made = project(folder, *PHASES, config=configured(folder, _WORKER, _SETTINGS))
        made.write("fixed.txt", "as it must stay\n")

    def copy(self, folder: Path, *, blocks: bool = False) -> Path:
        """A project below an existing folder, and the folder for the lines beside it.

        Args:
            folder: of this run.
            blocks: the second phase ends blocked, until `unblock`.
        """
        (folder / "lines" / "conversations").mkdir(parents=True)
        if not blocks:
            unblock(folder)
        shutil.copytree(self._folder / "project", folder / "project", symlinks=True)
        return folder / "project"


def unblock(folder: Path) -> None:
    """What a person does before resuming what was blocked."""
    (folder / "lines" / "go").touch()


def digests(root: Path) -> dict[str, str]:
    """Every file that belongs to the project -> SHA-256."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if name.parts[0] not in (".git", ".orchestrator") and path.is_file():
            found[name.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def lines(folder: Path, name: str) -> list[str]:
    """What sessions (`worked`) or gates (`checked`) left."""
    path = folder / "lines" / name
    return path.read_text().splitlines() if path.exists() else []
