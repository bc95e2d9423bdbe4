"""The README's sandbox, as it stands there: the worker works, and cannot reach the state that judges it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.support.commands import run_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, project
from tests.e2e.support.state import findings, status
from tests.support.standin import configured

README = Path(__file__).parents[2] / "README.md"
FORGED = """\
begin
for file in .orchestrator/state.db .orchestrator/config.yaml /usr/forged; do
    if echo forged >> "$file"; then echo "$file" >> reached; fi
done
echo forged > "$OUTSIDE/forged" # below /tmp, which is private: this is lost
touch work; all_done; finish
"""


def works() -> bool:
    """Whether bubblewrap is there and this machine lets it make namespaces."""
    bwrap = shutil.which("bwrap")
    probe = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-pid", "true")
    return bwrap is not None and subprocess.run((bwrap, *probe), capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not works(), reason="bubblewrap is not installed, or not allowed here")


def launcher(home: Path) -> str:
    """The example, for another home."""
    found = re.search(r"^launcher: bwrap .*$", README.read_text("utf-8"), re.MULTILINE)
    assert found, "the README has no bubblewrap example"
    ours = {str(README.parent), sys.prefix, sys.base_prefix}  # may lie below /tmp, which the sandbox hides
    seen = "".join(f" --ro-bind {path} {path}" for path in sorted(ours))
    return found[0].replace("/home/me", str(home)).replace("--tmpfs /tmp", f"--tmpfs /tmp{seen}")


def test_a_worker_in_the_sandbox_works_but_does_not_reach_the_state(
    tmp_path: Path, env: dict[str, str]
) -> None:
    (tmp_path / "home/.claude").mkdir(parents=True)
    gated = PhaseFile("1", "Setup", gates=("test -e work",))
    made = project(tmp_path / "made", gated)
    tools = made.root / "tools"  # inside: the sandbox hides every other folder of /tmp
    tools.mkdir()
    made.write(".orchestrator/config.yaml", configured(tools, FORGED) + launcher(tmp_path / "home") + "\n")
    ended = run_orchestrate("run", MASTER_PLAN, cwd=made.root, env={**env, "OUTSIDE": str(tmp_path)})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [phase["state"] for phase in status(made, env)["phases"]] == ["done"]
    assert findings(made, 1) == []
    assert not (made.root / "reached").exists()
    assert not (tmp_path / "forged").exists()
