"""What `run` and `resume` say on standard output to programs that read it (`--output json`, `github`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orchestrator.cli.checkout import prefix
from orchestrator.cli.display import Display
from orchestrator.errors import OrchestratorError
from orchestrator.model.happening import Happening
from orchestrator.redaction import Secrets, secrets_in

Listener = Callable[[Happening], None]


@contextmanager
def chosen(display: Display, secrets: Secrets) -> Iterator[Listener]:
    """Who writes in the form that was chosen, to standard output and nowhere else."""
    if display.output == "json":
        from orchestrator.views.event_stream import Events

        yield Events(sys.stdout, cover=secrets.text, quiet=display.quiet)
    else:
        from orchestrator.views.github_log import GitHub

        log = GitHub(sys.stdout, token=token, prefix=prefix(), cover=secrets.text, quiet=display.quiet)
        try:
            yield log
        finally:
            log.close()


def tell(display: Display, error: OrchestratorError) -> None:
    """Say in that form why the command ends."""
    cover = secrets_in(os.environ).text
    if display.output == "json":
        from orchestrator.views.event_stream import error_line
        from orchestrator.views.lines import Lines

        Lines(sys.stdout).write(error_line(error, cover))
    else:
        from orchestrator.views.github_log import GitHub

        GitHub(sys.stdout, token=token, prefix=prefix(), cover=cover).error(error)


def token() -> str:
    """What nobody could guess."""
    return os.urandom(16).hex()
