"""What kept a session from working, looked for once it is over."""

from __future__ import annotations

import time
from dataclasses import replace

from orchestrator.model.session import Ending, SessionReport
from orchestrator.session.files import SessionFiles
from orchestrator.session.run import last_words
from orchestrator.trouble.classify import classify
from orchestrator.trouble.wordings import Wordings
from orchestrator.wordings import shipped

NOT_IN_TROUBLE = frozenset({Ending.INTERRUPTED, Ending.CLAIMS_DONE})


def diagnosed(report: SessionReport, files: SessionFiles, wordings: Wordings) -> SessionReport:
    """The report with the trouble that its session was in, if it was in any.

    Args:
        wordings: those of the project; ours are used besides.
    """
    if report.outcome.trouble is not None or report.outcome.ending in NOT_IN_TROUBLE:
        return report
    said = last_words(files.stderr)
    trouble = classify(report.summary, report.exit.code, said, wordings.before(shipped()), time.time())
    return replace(report, outcome=replace(report.outcome, trouble=trouble))
