"""The folder `.orchestrator`: where everything lies, private to its owner, out of version control."""

from __future__ import annotations

import os
from typing import NamedTuple

from orchestrator.errors import StoreError
from orchestrator.files import make_private, write_private

NAME = ".orchestrator"
BASELINE = "baseline"
RUNS, VERIFY = "runs", "verify"  # the folders with evidence: of runs, and of gates that ran again
HOOKS = "hooks"  # what was told to the user's commands, and what they said
OF_RUNS = (RUNS, VERIFY, HOOKS)
DRAFTS = "plan"  # that of `orchestrate plan`
_IGNORE = """\
# State and evidence of orchestrate; only what a person writes is meant for version control.
*
!/config.yaml
!/wordings.txt
!/configuration.schema.json
"""


class StateFolder(NamedTuple):
    """The paths below `.orchestrator` of one project."""

    root: str  # the project

    @property
    def path(self) -> str:
        return os.path.join(self.root, NAME)

    @property
    def database(self) -> str:
        return os.path.join(self.path, "state.db")

    @property
    def lock(self) -> str:
        return os.path.join(self.path, "lock")

    @property
    def configuration(self) -> str:
        return os.path.join(self.path, "config.yaml")

    @property
    def wordings(self) -> str:
        """The user's own patterns for what the CLI says when it cannot work."""
        return os.path.join(self.path, "wordings.txt")

    def attempt(self, run_id: str, phase_id: str, number: int) -> str:
        """The folder with the evidence of one attempt."""
        return os.path.join(self.path, RUNS, run_id, phase_id, str(number))

    def baseline(self, run_id: str, phase_id: str) -> str:
        """What the gates of a phase printed before its work began; it belongs to no attempt."""
        return os.path.join(self.path, RUNS, run_id, phase_id, BASELINE)

    def verified(self, run_id: str, phase_id: str) -> str:
        """What the gates of a phase printed when they ran again after its run."""
        return os.path.join(self.path, VERIFY, run_id, phase_id)

    def hook(self, run_id: str, name: str) -> str:
        """The folder of one call of a command of the user's."""
        return os.path.join(self.path, HOOKS, run_id, name)

    @property
    def checked(self) -> str:
        """What the gates of a plan printed when `orchestrate check` ran them last."""
        return os.path.join(self.path, "check")

    def draft(self, draft_id: str) -> str:
        """The folder with the evidence of drafting one plan; it belongs to no run."""
        return os.path.join(self.path, DRAFTS, draft_id)

    def of_run(self, run_id: str) -> tuple[str, ...]:
        """The folders with all that is kept of a run besides its rows."""
        return tuple(os.path.join(self.path, place, run_id) for place in OF_RUNS)

    def relative(self, path: str) -> str:
        """A path below the project as it is stored and shown."""
        return os.path.relpath(path, self.root)


def prepare(folder: StateFolder) -> None:
    """Make the folder, private and ignored by version control.

    Raises:
        StoreError: it cannot be made or written.
    """
    try:
        make_private(folder.path)
        ignore = os.path.join(folder.path, ".gitignore")
        if not os.path.exists(ignore):
            write_private(ignore, _IGNORE)
    except OSError as error:
        from orchestrator.store.trouble import SPACE_CURE, is_full  # it knows SQLite's errors, too

        cure = SPACE_CURE if is_full(error) else "orchestrate keeps its state there, make it writable for you"
        raise StoreError(f"{folder.path}: {error.strerror}; {cure}") from error
